"""Change the product from outside, by name: it has no switches for drills."""

import importlib
import itertools
from collections.abc import Callable
from typing import Any


def replace(module: str, name: str, wrap: Callable[[Any], Any]) -> None:
    """Put a wrapped function in the place of `classifier.MODULE.NAME`."""
    *path, last = name.split(".")
    owner: Any = importlib.import_module(f"classifier.{module}")
    for part in path:
        owner = getattr(owner, part)
    setattr(owner, last, wrap(getattr(owner, last)))


def do_before(module: str, name: str, do: Callable[[], None], *, nth: int = 1) -> None:
    """Call `do` before the nth call of a function."""
    calls = itertools.count(1)

    def wrap(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **more: Any) -> Any:
            if next(calls) == nth:
                do()
            return real(*arguments, **more)

        return wrapped

    replace(module, name, wrap)


def do_after(module: str, name: str, do: Callable[[], None]) -> None:
    """Call `do` after each call of a function that returned."""

    def wrap(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **more: Any) -> Any:
            value = real(*arguments, **more)
            do()
            return value

        return wrapped

    replace(module, name, wrap)
