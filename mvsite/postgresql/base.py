"""Django's PostgreSQL, but nobody waits long for a server that is away.

Django finds this by its name in DATABASES: ENGINE is `mvsite.postgresql`.
"""

import time
from collections import defaultdict
from typing import Any

from django.db.backends.postgresql import base

from .rest import Rest, Resting

_rests: defaultdict[tuple[object, ...], Rest] = defaultdict(Rest)
"""A rest for each address and database: one that is missing says nothing about another."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects only when the server is not known to be away."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection; raises OperationalError, at once if somebody has just failed."""
        connect = super().get_new_connection
        try:
            return self._rest.connect(lambda: connect(conn_params))
        except Resting as rest:
            raise self.Database.OperationalError("the server was away a moment ago") from rest

    def is_usable(self) -> bool:
        """Return whether the open connection works; who had to wait for a no waits no further."""
        began = time.monotonic()
        usable = bool(super().is_usable())
        if not usable:
            self._rest.note_silence(time.monotonic() - began)
        return usable

    @property
    def _rest(self) -> Rest:
        return _rests[tuple(self.settings_dict[name] for name in ("HOST", "PORT", "NAME"))]
