"""The site, with each hashing of a password counted: a byte more in the file `DRILL_HASHES`."""

import os
from typing import Any

from classifier.hashers import Argon2
from mvsite.wsgi import application

__all__ = ["application"]
_FILE = os.open(os.environ["DRILL_HASHES"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
_encode, _verify = Argon2.encode, Argon2.verify


def _counted_encode(self: Argon2, *args: Any, **more: Any) -> Any:
    os.write(_FILE, b".")
    return _encode(self, *args, **more)


def _counted_verify(self: Argon2, *args: Any, **more: Any) -> Any:
    os.write(_FILE, b".")
    return _verify(self, *args, **more)


Argon2.encode = _counted_encode  # type: ignore[method-assign, assignment]
Argon2.verify = _counted_verify  # type: ignore[method-assign, assignment]
