"""The log: one event a line, as JSON or for people, in UTC, without anything people pasted.

A line never holds a body, a query or, of an error, more than its kind and where it arose: the
message of an error may quote a text. Only at the level DEBUG are messages of errors written.
"""

import re
import sys
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

FORMATS = ("line", "json")

Event = MutableMapping[str, Any]

_ROOT = Path(__file__).resolve().parent.parent
_HEAD = ("level", "logger", "timestamp", "event")
# Control characters, line separators, and marks that turn the direction of writing.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def configure(form: str, level: str) -> dict[str, Any]:
    """Set structlog up and return Django's LOGGING, in one of `FORMATS` and from `level` on."""
    structlog.configure(
        processors=[*_PRE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": lambda: formatter(form, messages=level == "DEBUG")}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"handlers": ["console"], "level": level},
        # The middleware logs each request and each failure; Django would do it once more.
        "loggers": {"django.request": {"level": "CRITICAL"}},
    }


def formatter(form: str, *, messages: bool = False) -> structlog.stdlib.ProcessorFormatter:
    """Return what makes a line of a record; `messages` lets in what errors say."""

    def describe_error(logger: Any, method: str, event: Event) -> Event:
        return _describe_error(event, messages=messages)

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_PRE,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            describe_error,
            _escape,
            structlog.processors.JSONRenderer() if form == "json" else _line,
        ],
    )


def _describe_error(event: Event, *, messages: bool) -> Event:
    """Put kinds and places in the place of a traceback."""
    info = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = " < ".join(_kinds(error, messages=messages))
        event["trace"] = _places(error.__traceback__)
    return event


def _kinds(error: BaseException, *, messages: bool) -> list[str]:
    kinds: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < 10:
        kinds.append(
            f"{type(cause).__qualname__}: {cause}" if messages else type(cause).__qualname__
        )
        cause = cause.__cause__ or cause.__context__
    return kinds


def _places(trace: TracebackType | None) -> list[str]:
    """Return file, line and function of each step, innermost last."""
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        path = Path(code.co_filename)
        name = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else path.name
        places.append(f"{name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places


def _escape(logger: Any, method: str, event: Event) -> Event:
    """Write what could end a line or move a terminal's cursor as its code."""
    return {key: _escaped(value) for key, value in event.items()}


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", value)
    if isinstance(value, list | tuple):
        return [_escaped(one) for one in value]
    if isinstance(value, int | float | None):
        return value
    return _escaped(str(value))


def _line(logger: Any, method: str, event: Event) -> str:
    more = " ".join(f"{key}={value}" for key, value in event.items() if key not in _HEAD)
    head = f"{event['timestamp']} {event['level'].upper()} {event.get('logger', '')}"
    return f"{head}: {event['event']} {more}".rstrip()


_PRE: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
