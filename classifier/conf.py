"""The app's settings, read when asked so that tests can override them."""

from pathlib import Path

from django.conf import settings


def model_dir() -> Path:
    """Return the folder of the model files, if they are in no bucket; the worker writes there."""
    return settings.MODEL_DIR


def target_accuracy() -> float:
    """Return the accuracy that the answers of a new version must reach, 0.5 to 1."""
    return settings.TARGET_ACCURACY


def test_share() -> float:
    """Return the share of examples locked away as test rows, 0 to 0.5."""
    return settings.TEST_SHARE


def lease_seconds() -> int:
    """Return after how many silent seconds a training run counts as lost."""
    return settings.LEASE_SECONDS


def training_threads() -> int:
    """Return how many threads a training may use."""
    return settings.TRAINING_THREADS


def store_answer_counts() -> bool:
    """Return whether answers are counted by day, version and outcome; texts never are kept."""
    return settings.STORE_ANSWER_COUNTS


def remembered_seconds() -> float:
    """Return for how many seconds the active version, the charter and the terms are kept."""
    return settings.REMEMBERED_SECONDS


def batch_dir() -> Path:
    """Return the folder of the files of tasks and their results."""
    return settings.BATCH_DIR


def batch_days() -> int:
    """Return for how many days the result of a batch is kept, 1 to 365."""
    return settings.BATCH_DAYS


def feedback_days() -> int:
    """Return for how many days feedback that nobody accepted is kept, 1 or more."""
    return settings.FEEDBACK_DAYS


def task_days() -> int:
    """Return for how many days it is kept how a background task ended, 1 or more."""
    return settings.TASK_DAYS


def audit_days() -> int:
    """Return for how many days it is kept who did what in the admin and the queue, 1 or more."""
    return settings.AUDIT_DAYS


def models_kept() -> int:
    """Return of how many newest versions the files are kept, 1 or more."""
    return settings.MODELS_KEPT


def data_dir() -> Path:
    """Return the folder of the site's own files."""
    return settings.DATA_DIR


def keep_free() -> int:
    """Return how many bytes of the disk must stay free for something large to begin."""
    return settings.KEEP_FREE_MB * 1_000_000


def cache_url() -> str:
    """Return the address of the Redis that all processes share; empty if there is none."""
    return settings.CACHE_URL


def api_rate_anonymous() -> int:
    """Return how many calls of the API a minute one address may make without a token."""
    return settings.API_RATE_ANONYMOUS


def api_rate_token() -> int:
    """Return how many calls of the API a minute one token may make."""
    return settings.API_RATE_TOKEN


def trusted_proxies() -> int:
    """Return how many proxies in front may name the caller's address."""
    return settings.TRUSTED_PROXIES


def session_seconds() -> int:
    """Return how long after its login a session ends."""
    return settings.SESSION_HOURS * 60 * 60


def session_idle_seconds() -> int:
    """Return after how long without a page a session ends."""
    return settings.SESSION_IDLE_MINUTES * 60


def login_rate_address() -> int:
    """Return how many logins an hour may fail from one address."""
    return settings.LOGIN_RATE_ADDRESS


def login_rate_name() -> int:
    """Return how many logins an hour may fail with one name."""
    return settings.LOGIN_RATE_NAME


def require_totp() -> bool:
    """Return whether trainers and administrators must have a second factor."""
    return settings.REQUIRE_TOTP


def metrics_allow() -> list[str]:
    """Return the addresses and networks that may read the figures; none if they are off."""
    return settings.METRICS_ALLOW if settings.METRICS else []
