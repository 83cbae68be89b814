"""gunicorn's own log in the form of the site's, without what callers sent."""

import logging
import os
from typing import Any

from gunicorn.glogging import Logger

from . import logs

_ABOUT_REQUESTS = ("Invalid request", "Error handling request")
"""Beginnings of gunicorn's sentences that go on with an address, a header or a query."""


class GunicornLog(Logger):
    """Writes one event a line, as `LOG_FORMAT` says; see `logs`."""

    def setup(self, cfg: Any) -> None:
        """Set handlers up as gunicorn does, and take their form over."""
        super().setup(cfg)
        form = logs.formatter(os.environ.get("LOG_FORMAT", logs.FORMATS[0]))
        for handler in self.error_log.handlers:
            handler.addFilter(_cut)
            if getattr(handler, "_gunicorn", False):  # not of a configuration of one's own
                handler.setFormatter(form)


def _cut(record: logging.LogRecord) -> bool:
    """Leave of a sentence about a request only what happened."""
    for beginning in _ABOUT_REQUESTS:
        if record.getMessage().startswith(beginning):
            record.msg, record.args = beginning, ()
    return True
