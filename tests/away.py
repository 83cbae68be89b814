"""A database that is away, as far as this thread can tell."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection


@contextmanager
def database_away(
    error: Callable[[str], Exception] = OperationalError, *, only: str = ""
) -> Iterator[None]:
    """Have every statement fail in which `only` stands, as when the server closed."""

    def refuse(execute: Any, sql: str, *more: Any) -> Any:
        if only not in sql:
            return execute(sql, *more)
        raise error("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield
