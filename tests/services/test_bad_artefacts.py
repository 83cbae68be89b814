"""A bad model file is refused before it is unpickled, and the model that answers stays."""

import io
import os
import random
import resource
import shutil
from collections.abc import Callable
from pathlib import Path

import joblib
import pytest
from django.test import Client
from django.urls import reverse

from classifier.core.artifacts import hash_content
from classifier.core.errors import ArtifactError
from classifier.exceptions import ActivationRefused
from classifier.models import Activation, ModelVersion
from classifier.services import classification, model_files, registry

TEXT = "Negotiate the renewal price with the client's procurement"
FLIPS = 200


class Canary:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


class OtherClasses:
    """Stands for a model of other classes."""


@pytest.fixture
def unpickled(monkeypatch) -> list[int]:
    """One entry for each time that anything was unpickled."""
    times: list[int] = []
    real = joblib.load

    def load(*args, **kwargs):
        times.append(1)
        return real(*args, **kwargs)

    monkeypatch.setattr(joblib, "load", load)
    return times


@pytest.fixture
def second(version, settings) -> ModelVersion:
    """A second version: a file of its own, by which it may be told from the first."""
    twin = ModelVersion.objects.get()
    model = registry.load(twin)
    twin.pk, twin.number, twin.is_active = None, 2, False
    buffer = io.BytesIO()
    joblib.dump(model, buffer, compress=1)
    twin.sha256, twin.size = hash_content(buffer.getvalue()), len(buffer.getvalue())
    twin.save()
    model_files.write_file(twin, buffer.getvalue())
    return twin


def file_of(version: ModelVersion, settings) -> Path:
    return Path(settings.MODEL_DIR) / version.file_name


def dump_over(path: Path, thing: object) -> None:
    joblib.dump(thing, path)


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def turn_into_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def turn_into_a_link(path: Path) -> None:
    """The very same bytes, but outside of the folder."""
    outside = path.parent.parent / "outside.joblib"
    shutil.move(path, outside)
    path.symlink_to(outside)


def turn_into_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "SHA-256 differs"),
    "half": (lambda path: os.truncate(path, path.stat().st_size // 2), "SHA-256 differs"),
    "last byte cut": (lambda path: os.truncate(path, path.stat().st_size - 1), "SHA-256 differs"),
    "a byte more": (lambda path: path.write_bytes(path.read_bytes() + b"\n"), "SHA-256 differs"),
    "bit flip": (flip_a_bit, "SHA-256 differs"),
    "swapped": (
        lambda path: shutil.copy(path.with_name("model-1.joblib"), path),
        "SHA-256 differs",
    ),
    "missing": (lambda path: path.unlink(), "is not there"),
    "a folder": (turn_into_a_folder, "Is a directory"),
    "a pipe": (turn_into_a_pipe, "SHA-256 differs"),
    "link out": (turn_into_a_link, "cannot be read"),
    "another class": (lambda path: dump_over(path, {"a": 1}), "SHA-256 differs"),
    "canary": (lambda path: dump_over(path, Canary(path.parent / "ran")), "SHA-256 differs"),
    "wrong classes": (lambda path: dump_over(path, OtherClasses()), "SHA-256 differs"),
}


def assert_refused(second: ModelVersion, reason: str) -> None:
    with pytest.raises(ActivationRefused, match=reason):
        registry.activate(version=second, by=None, reason="test")
    assert ModelVersion.objects.get(is_active=True).number == 1
    assert Activation.objects.count() == 1
    assert classification.classify([TEXT])[0].version == 1


@pytest.mark.parametrize("kind", SPOILT)
def test_a_bad_file_is_refused_unread_and_the_active_model_answers_on(
    second, settings, unpickled, kind
):
    spoil, reason = SPOILT[kind]
    path = file_of(second, settings)
    spoil(path)
    registry._cache.clear()
    classification.classify([TEXT])
    unpickled.clear()
    assert_refused(second, reason)
    assert not unpickled
    assert not (path.parent / "ran").exists()


def test_control_without_the_hash_a_canary_runs(second, settings, unpickled, monkeypatch):
    path = file_of(second, settings)
    dump_over(path, Canary(path.parent / "ran"))
    monkeypatch.setattr("classifier.core.artifacts.hash_content", lambda content: second.sha256)
    assert_refused(second, "holds no model")
    assert unpickled
    assert (path.parent / "ran").exists()


def test_a_file_without_read_rights_is_refused(second, settings, unpickled):
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    file_of(second, settings).chmod(0)
    assert_refused(second, "Permission denied")


@pytest.mark.parametrize("library", ["scikit-learn", "numpy", "scipy", "python"])
def test_a_version_of_other_libraries_is_refused_unread(second, settings, unpickled, library):
    second.libraries = second.libraries | {library: "0.1"}
    classification.classify([TEXT])
    unpickled.clear()
    file_of(second, settings).unlink()  # it is not even asked for
    assert_refused(second, f"made with {library} 0.1.*Train again")
    assert not unpickled


def test_our_own_file_with_something_else_in_it_is_refused(second, settings):
    """Hash and libraries are right: only unpickling tells."""
    buffer = io.BytesIO()
    joblib.dump(OtherClasses(), buffer)
    model_files.write_file(second, buffer.getvalue())
    second.sha256 = hash_content(buffer.getvalue())
    assert_refused(second, "holds no model but a OtherClasses")


def test_a_model_of_other_classes_is_refused(second, settings):
    model = registry.load(ModelVersion.objects.get(number=1))
    classifier = model.pipeline["classifier"]
    right = classifier.classes_
    buffer = io.BytesIO()
    try:
        classifier.classes_ = right[::-1]
        joblib.dump(model, buffer)
    finally:
        classifier.classes_ = right
    model_files.write_file(second, buffer.getvalue())
    second.sha256 = hash_content(buffer.getvalue())
    assert_refused(second, "tells other classes apart")


def test_no_flipped_bit_gets_through(second, settings, unpickled):
    path = file_of(second, settings)
    content = bytearray(path.read_bytes())
    chance = random.Random(4)
    for _ in range(FLIPS):
        place, bit = chance.randrange(len(content)), 1 << chance.randrange(8)
        content[place] ^= bit
        path.write_bytes(content)
        with pytest.raises(ArtifactError, match="SHA-256 differs"):
            registry._read(second)
        content[place] ^= bit
    assert_refused(second, "SHA-256 differs")
    assert not unpickled


@pytest.mark.parametrize(
    "name",
    ["../secret_key", "/etc/passwd", "model-1.joblib/../../x", "model-0.joblib", "model-٣.joblib"],
)
def test_only_names_made_of_a_number_are_listed(version, settings, name):
    listed = Path(settings.MODEL_DIR) / name.replace("/", "_")
    listed.touch()
    assert list(model_files.numbers_with_file()) == [1]


def test_a_write_over_a_link_leaves_its_target_alone(second, settings):
    path = file_of(second, settings)
    content = path.read_bytes()
    target = path.parent.parent / "target"
    target.write_bytes(b"theirs")
    path.unlink()
    path.symlink_to(target)
    model_files.write_file(second, content)
    assert target.read_bytes() == b"theirs"
    assert not path.is_symlink()


def test_a_disk_that_fills_up_leaves_the_old_file_whole(second, settings):
    """No file may grow beyond a few bytes: what a write gets on a full disk."""
    path = file_of(second, settings)
    before = path.read_bytes()
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            model_files.write_file(second, before[::-1])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 2


@pytest.fixture
def spoilt_active(second: ModelVersion, settings) -> ModelVersion:
    """The active version's file is spoilt, and this process has just started."""
    registry.activate(version=second, by=None, reason="test")
    flip_a_bit(file_of(second, settings))
    registry._cache.clear()
    registry._active.forget()
    return second


def test_a_site_that_starts_with_a_bad_model_says_so(spoilt_active, admin):
    visitor = Client()
    for answer in (
        visitor.post("/", {"text": TEXT}),
        visitor.post("/api/v1/classify", {"texts": [TEXT]}, content_type="application/json"),
    ):
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
        assert registry._UNUSABLE in answer.content.decode()
    assert visitor.get("/").status_code == 503
    assert visitor.get("/healthz").status_code == 200
    assert visitor.get("/readyz").status_code == 503
    assert "SHA-256 differs" in admin.get("/admin/").content.decode()  # staff are told why


def test_rolling_back_in_the_admin_heals_the_site(spoilt_active, admin):
    versions = reverse("admin:classifier_modelversion_changelist")
    assert admin.get(versions).status_code == 200
    rollback = reverse("admin:classifier_modelversion_rollback")
    healed = admin.post(rollback, {"seen": "2"}, follow=True)
    assert "Rolled back: version 1 is active again" in healed.content.decode()
    answer = Client().post("/", {"text": TEXT})
    assert answer.status_code == 200
    assert Client().get("/readyz").status_code == 200
