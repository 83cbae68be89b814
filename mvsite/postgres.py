"""How long PostgreSQL lets a statement of the site run, wait, or leave a transaction open."""

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


def limits(process: str) -> str:
    """Return the connection option that sets the limits of `process`, one of `PROCESSES`."""
    return " ".join(f"-c {name}={value}s" for name, value in _SECONDS[process].items())
