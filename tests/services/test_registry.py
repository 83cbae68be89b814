import gc
import shutil
import weakref
from functools import partial

import pytest

from classifier.exceptions import ActivationRefused, Conflict, InvalidInput, NotReady
from classifier.models import Activation, Example, ModelVersion
from classifier.models.choices import Channel
from classifier.services import classification, labelling, registry

from ..conftest import train_here

TEXT = "Negotiate the renewal price with the client's procurement"


@pytest.fixture
def second(transactional_db, version) -> ModelVersion:
    """A second version that learned another label for one text."""
    labelling.add_example(text=TEXT, label="marketing", domain="law")
    return train_here()


def test_no_model_is_a_plain_refusal(db):
    with pytest.raises(NotReady, match="No model is active yet"):
        classification.classify(["Call clients"])


def test_activation_changes_the_answer_and_rollback_changes_it_back(second, alice):
    def answer() -> tuple[str, int]:
        [one] = classification.classify([TEXT])
        return str(one.decision.outcome), one.version

    before = answer()
    registry.activate(version=second, by=alice, reason="test")
    assert answer() == ("marketing", 2)
    done = registry.rollback(by=alice)
    assert answer() == before
    assert (done.kind, str(done)) == ("rollback", "version 2 → version 1")
    assert Activation.objects.count() == 3


def test_the_active_version_again_is_refused(version, alice):
    with pytest.raises(Conflict, match="Version 1 is active already"):
        registry.activate(version=version, by=alice)


def test_there_may_be_nothing_to_roll_back_to(version, alice):
    with pytest.raises(ActivationRefused, match="no earlier version"):
        registry.rollback(by=alice)


def test_rolling_back_twice_does_not_go_forward_again(second, alice):
    registry.activate(version=second, by=alice, reason="test")
    registry.rollback(by=alice)
    with pytest.raises(ActivationRefused, match="no earlier version"):
        registry.rollback(by=alice)


def test_a_rollback_of_a_version_no_longer_active_is_refused(second, alice):
    registry.activate(version=second, by=alice, reason="test")
    with pytest.raises(Conflict, match="Version 2 is active now, not version 1"):
        registry.rollback(by=alice, seen=1)
    assert ModelVersion.objects.get(is_active=True).number == 2
    assert registry.rollback(by=alice, seen=2).version.number == 1


def test_a_reason_that_no_column_takes_is_refused(second, alice):
    with pytest.raises(InvalidInput, match="the character NUL"):
        registry.activate(version=second, by=alice, reason="a\x00b")
    assert ModelVersion.objects.get(is_active=True).number == 1


def test_an_altered_file_is_refused_and_the_active_model_stays(second, alice, settings):
    path = settings.MODEL_DIR / second.file_name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ActivationRefused, match="SHA-256 differs"):
        registry.activate(version=second, by=alice, reason="test")
    assert ModelVersion.objects.get(is_active=True).number == 1


def test_a_model_in_memory_is_used_again_if_its_file_is_still_the_same(second, alice, settings):
    model = registry.load(ModelVersion.objects.get(number=1))
    registry.activate(version=second, by=alice, reason="test")
    registry.rollback(by=alice)
    assert registry.active_model().model is model
    registry.load(second)
    path = settings.MODEL_DIR / second.file_name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ActivationRefused, match="SHA-256 differs"):
        registry.activate(version=second, by=alice, reason="test")


def test_a_lost_race_changes_nothing(second, alice, monkeypatch, settings):
    """The other activation commits between our look and our swap."""
    stale = registry.active_version()
    registry.activate(version=second, by=alice, reason="test")
    monkeypatch.setattr(registry, "active_version", lambda: stale)
    third = ModelVersion.objects.get(number=2)
    third.pk, third.number = None, 3
    third.is_active = False
    third.save()
    shutil.copy(settings.MODEL_DIR / "model-2.joblib", settings.MODEL_DIR / third.file_name)
    with pytest.raises(Conflict, match="Another version was activated"):
        registry.activate(version=third, by=alice, reason="test")
    assert ModelVersion.objects.get(is_active=True).number == 2


@pytest.mark.parametrize("again", [{}, {"seen": 2}], ids=["activate", "rollback"])
def test_who_is_overtaken_while_the_file_is_read_changes_nothing(second, alice, monkeypatch, again):
    registry.activate(version=second, by=alice, reason="test")
    [first, third] = ModelVersion.objects.get(number=1), ModelVersion.objects.get(number=2)
    third.pk, third.number, third.is_active = None, 3, False
    third.save()
    real = registry._read

    def overtaken(version):
        ModelVersion.objects.filter(number=2).update(is_active=False)
        ModelVersion.objects.filter(number=3).update(is_active=True)
        return real(version)

    monkeypatch.setattr(registry, "_read", overtaken)
    go_back = (
        partial(registry.rollback, **again) if again else partial(registry.activate, version=first)
    )
    with pytest.raises(Conflict, match="Another version was activated"):
        go_back(by=alice, reason="test")
    assert ModelVersion.objects.get(is_active=True).number == 3


def test_correcting_a_label_shows_at_the_neighbour_at_once(version, alice):
    example = Example.objects.all()[0]
    labelling.correct_label(example=example, label="shared", by=alice, channel=Channel.PAGE)
    explained = classification.explain(example.text)
    assert explained.neighbours[0].example.pk == example.pk
    assert explained.neighbours[0].example.label == "shared"
    assert explained.neighbours[0].similarity == pytest.approx(1, abs=1e-6)


class Ring:
    def __init__(self) -> None:
        self.itself = self


@pytest.mark.parametrize("first", [True, False])
def test_what_is_garbage_when_a_model_is_read_does_not_stay_for_good(version, first):
    registry.load(version)
    model = registry._cache.pop(version.sha256)
    registry._cache.clear()
    registry._cache.update({} if first else {"another": model})
    gc.disable()
    try:
        garbage, under_way = weakref.ref(Ring()), Ring()
        registry.load(version)
        used = weakref.ref(under_way)
        del under_way
        gc.collect()
        assert garbage() is None
        assert first or used() is None
    finally:
        gc.enable()
