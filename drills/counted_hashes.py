"""The site, with each hashing of a password counted: a byte more in the file `DRILL_HASHES`."""

import os

from mvsite.wsgi import application

from .patching import do_after

__all__ = ["application"]
_FILE = os.open(os.environ["DRILL_HASHES"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _count() -> None:
    os.write(_FILE, b".")


do_after("hashers", "Argon2.encode", _count)
do_after("hashers", "Argon2.verify", _count)
