import os
import stat
from dataclasses import replace

import pytest

from classifier.core import artifacts
from classifier.core.artifacts import library_versions, pack_model, unpack_model, write_whole
from classifier.core.errors import ArtifactError


@pytest.fixture(scope="module")
def packed(small_training):
    return pack_model(small_training.model)


def unpack(artifact):
    known = {"sha256": artifact.sha256, "libraries": artifact.libraries}
    return unpack_model(artifact.content, name="model-7.joblib", **known)


def test_an_unpacked_model_answers_the_same(small_training, packed):
    texts = ["Call clients", "Write adverts"]
    expected = small_training.model.predict_proba(texts)
    assert (unpack(packed).predict_proba(texts) == expected).all()
    assert packed.size == len(packed.content)


def test_another_object_is_named(packed):
    other = pack_model({"not": "a model"})  # type: ignore[arg-type]
    with pytest.raises(ArtifactError, match=r"model-7\.joblib holds no model but a dict"):
        unpack(other)


@pytest.mark.parametrize("library", ["scikit-learn", "numpy", "python"])
def test_a_file_of_other_libraries_is_refused(packed, library):
    libraries = packed.libraries | {library: "0.1"}
    with pytest.raises(ArtifactError, match=f"made with {library} 0.1"):
        unpack(replace(packed, libraries=libraries))


def test_a_file_that_does_not_say_its_libraries_is_refused(packed):
    assert packed.libraries == library_versions()
    with pytest.raises(ArtifactError, match="made with numpy unknown"):
        unpack(replace(packed, libraries={}))


def test_a_file_is_written_whole_for_its_owner_alone(tmp_path):
    path = tmp_path / "new" / "model-1.joblib"
    write_whole(path, b"first")
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_write_that_breaks_off_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "model-1.joblib"
    write_whole(path, b"first")

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"second")
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]
    assert artifacts.hash_content(b"first") != artifacts.hash_content(b"second")
