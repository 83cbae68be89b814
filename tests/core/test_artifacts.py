import random
from pathlib import Path

import joblib
import pytest

from classifier.core.artifacts import library_versions, load_model, save_model
from classifier.core.errors import ArtifactError


class Canary:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


@pytest.fixture
def saved(small_training, tmp_path):
    path = tmp_path / "model-1.joblib"
    return path, save_model(small_training.model, path)


def test_a_saved_model_answers_the_same(small_training, saved):
    path, artifact = saved
    loaded = load_model(path, sha256=artifact.sha256, libraries=artifact.libraries)
    texts = ["Call clients", "Write adverts"]
    assert (loaded.predict_proba(texts) == small_training.model.predict_proba(texts)).all()
    assert list(path.parent.iterdir()) == [path]


def test_flipped_bits_are_refused(saved):
    path, artifact = saved
    content = bytearray(path.read_bytes())
    for _ in range(20):
        position, bit = random.randrange(len(content)), random.randrange(8)
        content[position] ^= 1 << bit
        path.write_bytes(content)
        with pytest.raises(ArtifactError, match="SHA-256 differs"):
            load_model(path, sha256=artifact.sha256, libraries=artifact.libraries)
        content[position] ^= 1 << bit


def test_another_pickle_is_refused_before_it_runs(saved, tmp_path):
    path, artifact = saved
    joblib.dump(Canary(tmp_path / "ran"), path)
    with pytest.raises(ArtifactError):
        load_model(path, sha256=artifact.sha256, libraries=artifact.libraries)
    assert not (tmp_path / "ran").exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ArtifactError, match=r"model-7\.joblib cannot be read"):
        load_model(tmp_path / "model-7.joblib", sha256="", libraries=library_versions())


@pytest.mark.parametrize("library", ["scikit-learn", "numpy", "python"])
def test_a_file_of_other_libraries_is_refused(saved, library):
    path, artifact = saved
    libraries = artifact.libraries | {library: "0.1"}
    with pytest.raises(ArtifactError, match=f"made with {library} 0.1"):
        load_model(path, sha256=artifact.sha256, libraries=libraries)
