"""The setting `MODEL_STORAGE`: where model files are kept."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from environs import EnvError

_OPTIONS = {"endpoint": "endpoint_url", "region": "region_name"}


def model_storage(address: str) -> dict[str, Any]:
    """Return the storage at `address` as Django's STORAGES has it; empty is a folder.

    `s3://bucket/prefix?endpoint=https://…&region=…` is a bucket. Who may open it is said by the
    variables and files that every S3 program reads, never by the address.

    Raises EnvError, which stops the start, if the address is none.
    """
    if not address:
        return {"BACKEND": "classifier.model_storage.ModelFolder"}
    parts = urlsplit(address)
    asked = parse_qs(parts.query, keep_blank_values=True)
    if parts.scheme != "s3" or not parts.hostname or "@" in parts.netloc or asked.keys() - _OPTIONS:
        raise EnvError(
            "MODEL_STORAGE must be empty or s3://bucket/prefix, with ?endpoint=… or region=… "
            "where the bucket is not at Amazon. Keys do not belong here: set AWS_ACCESS_KEY_ID "
            "and AWS_SECRET_ACCESS_KEY."
        )
    return {
        "BACKEND": "classifier.model_bucket.ModelBucket",
        "OPTIONS": {
            "bucket_name": parts.hostname,
            "location": parts.path.strip("/"),
            "file_overwrite": True,  # a version's name is its number's alone
            "default_acl": None,
            **{_OPTIONS[name]: values[0] for name, values in asked.items()},
        },
    }
