"""Model files in a bucket: the same promises as in a folder.

Needs `pip install -r requirements-scale.txt "moto[server]"`; left out where they are not.
"""

from collections.abc import Iterator

import pytest
from environs import EnvError

from classifier.core.errors import ArtifactError
from classifier.exceptions import ActivationRefused, NotReady
from classifier.models import ModelVersion
from classifier.services import classification, registry
from classifier.services.model_files import (
    has_file,
    numbers_with_file,
    read_file,
    remove_file,
    write_file,
)
from mvsite.model_storage import model_storage

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.mark.parametrize(
    "address",
    ["models", "file:///models", "s3://", "s3:///models", "s3://key:secret@models", "s3://m?acl=x"],
)
def test_an_address_that_is_none_stops_the_start(address):
    with pytest.raises(EnvError, match="MODEL_STORAGE must be empty or s3://bucket/prefix"):
        model_storage(address)


def test_an_address_says_bucket_prefix_endpoint_and_region():
    options = model_storage("s3://models/a/b/?endpoint=http://127.0.0.1:9&region=eu-west-1")[
        "OPTIONS"
    ]
    assert (options["bucket_name"], options["location"]) == ("models", "a/b")
    assert options["endpoint_url"] == "http://127.0.0.1:9"
    assert options["region_name"] == "eu-west-1"


@pytest.fixture
def bucket(settings, monkeypatch) -> Iterator[object]:
    """A bucket of a real server on this machine, in which the site keeps its models."""
    pytest.importorskip("storages.backends.s3")
    server_module = pytest.importorskip("moto.server")
    boto3 = pytest.importorskip("boto3")
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    made = boto3.resource("s3", endpoint_url=endpoint, region_name="us-east-1").Bucket("models")
    made.create()
    where = model_storage(f"s3://models/mvsite?endpoint={endpoint}&region=us-east-1")
    settings.STORAGES = {**settings.STORAGES, "models": where}
    yield made
    server.stop()


@pytest.fixture
def moved(version: ModelVersion, bucket, settings) -> ModelVersion:
    """The active version, its file in the bucket alone."""
    path = settings.MODEL_DIR / version.file_name
    write_file(version, path.read_bytes())
    path.unlink()
    registry._cache.clear()
    return version


def test_the_model_answers_from_the_bucket(moved, bucket):
    assert [one.key for one in bucket.objects.all()] == ["mvsite/model-1.joblib"]
    assert classification.classify(["Call clients"])[0].version == 1
    assert list(numbers_with_file()) == [1]


def test_a_file_is_overwritten_under_its_own_name_and_removed(moved):
    write_file(moved, b"other")
    assert read_file(moved) == b"other"
    with pytest.raises(ArtifactError, match="SHA-256 differs"):
        registry.load(moved)
    remove_file(1)
    remove_file(1)
    assert list(numbers_with_file()) == []
    with pytest.raises(ArtifactError, match="it is not there"):
        read_file(moved)


def test_a_bucket_that_does_not_answer_is_a_reason_not_a_crash(moved, settings):
    where = model_storage("s3://models/mvsite?endpoint=http://127.0.0.1:9&region=us-east-1")
    settings.STORAGES = {**settings.STORAGES, "models": where}
    with pytest.raises(NotReady):
        classification.classify(["Call clients"])
    assert "cannot be read: EndpointConnectionError" in registry.why_unusable()
    with pytest.raises(OSError, match="cannot be kept"):
        write_file(moved, b"x")
    with pytest.raises(OSError, match="cannot be removed"):
        remove_file(1)
    with pytest.raises(OSError, match="cannot be looked for"):
        has_file(1)
    with pytest.raises(OSError, match="cannot be listed"):
        list(numbers_with_file())
    with pytest.raises(ActivationRefused):
        registry.activate(version=moved, by=None)
