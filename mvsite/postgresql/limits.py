"""How long PostgreSQL may take: to let the site in, to run a statement, to be out of reach."""

from typing import Any

PROCESSES = ("web", "worker", "command")

_SECONDS = {
    "web": {"statement_timeout": 5, "lock_timeout": 3, "idle_in_transaction_session_timeout": 10},
    "worker": {
        "statement_timeout": 600,
        "lock_timeout": 30,
        "idle_in_transaction_session_timeout": 60,
    },
    "command": {},  # a migration of a large table takes the time it needs
}
_REACHED_WITHIN = {"web": 2, "worker": 10, "command": 10}
# A machine that went without a word is noticed while it is waited for, too.
_KEEPALIVES = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}


def limits(process: str) -> dict[str, Any]:
    """Return the options of a connection that set the limits of `process`, one of `PROCESSES`."""
    statements = " ".join(f"-c {name}={value}s" for name, value in _SECONDS[process].items())
    seconds = _REACHED_WITHIN[process]
    return {
        "options": statements,
        "connect_timeout": seconds,
        "tcp_user_timeout": 1_000 * seconds,
        **_KEEPALIVES,
    }
