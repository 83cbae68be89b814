"""The bucket of model files; needs requirements-scale.txt."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage


class ModelBucket(S3Storage):
    """A bucket that is given up soon if it does not answer: people wait for the model."""

    client_config: Any

    def __init__(self, **settings: Any) -> None:
        """Take where the bucket is; the settings are those of django-storages."""
        super().__init__(**settings)
        patience = Config(connect_timeout=3, read_timeout=20, retries={"max_attempts": 2})
        self.client_config = self.client_config.merge(patience)
