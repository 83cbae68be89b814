"""Settings of mvsite.

Every value that differs between installations is read from the environment by a typed reader,
which stops the start with the variable's name if it is wrong. `docs/settings.md` lists them all.
"""

import logging
import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from environs import Env, EnvError, validate

from . import logs, setting_values
from .model_storage import model_storage
from .postgresql.limits import PROCESSES, limits

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)

DATA_DIR = env.path("DATA_DIR", BASE_DIR / "data").resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def _kept_secret(path: Path) -> str:
    """Return the secret kept in `path`; make one, readable by its owner alone, if there is none."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    secret = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w") as file:
        file.write(secret)
    return secret


def _secret_key() -> str:
    """Return the key of the environment or its file; else a kept one, but not in production."""
    if key := env.str("SECRET_KEY", "", validate=validate.Length(max=500)):
        return key
    if file := env.path("SECRET_KEY_FILE", None):
        try:
            return file.read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise EnvError(f"SECRET_KEY_FILE: {file} cannot be read: {error}") from error
    return "" if PRODUCTION else _kept_secret(DATA_DIR / "secret_key")


# What must hold in production is checked in classifier/production.py.
PRODUCTION = env.bool("PRODUCTION", False)
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list(
    "CSRF_TRUSTED_ORIGINS", [], validate=setting_values.origins
)
HTTPS = env.bool("HTTPS", False)

INSTALLED_APPS = [
    "classifier.apps.ClassifierConfig",
    "classifier.apps.CurationAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_structlog",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_tasks",
    "django_tasks_db",
    "ninja",
]

MIDDLEWARE = [
    "classifier.web.request_log.RequestLogMiddleware",
    "classifier.api.middleware.ApiMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "classifier.web.caching.NoStoreMiddleware",
    "classifier.web.lost_sessions.PatientSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "classifier.web.session_limits.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "classifier.web.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "classifier.web.errors.ServiceErrorMiddleware",
]

ROOT_URLCONF = "mvsite.urls"
WSGI_APPLICATION = "mvsite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["classifier.templatetags.shares"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES: dict[str, Any] = {
    "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "mvsite.sqlite3"
    # IMMEDIATE: a transaction that reads before it writes waits for the lock instead of failing.
    # No WAL: SQLite before 3.51.3 may corrupt a database whose log is reset under two writers.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Secure delete: what is deleted is overwritten, not only let go.
        "init_command": (
            "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cache_size=-20000"
        ),
    }
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "mvsite.postgresql"
    process = env.str("PROCESS", "command", validate=validate.OneOf(PROCESSES))
    DATABASES["default"]["OPTIONS"] = {
        **limits(process), **DATABASES["default"].get("OPTIONS", {}),
    }  # fmt: skip
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# What cannot be cached is looked up: a Redis that is down slows the site, it does not stop it.
CACHE_URL: str = env.str("CACHE_URL", "", validate=setting_values.redis_address)
CACHES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
if CACHE_URL:
    CACHES["default"] = env.dj_cache_url("CACHE_URL")
    CACHES["default"]["BACKEND"] = "django_redis.cache.RedisCache"
    CACHES["default"]["KEY_PREFIX"] = "mvsite"
    CACHES["default"]["OPTIONS"] = {
        "IGNORE_EXCEPTIONS": True,
        "SOCKET_CONNECT_TIMEOUT": 0.25,
        "SOCKET_TIMEOUT": 0.25,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {
    "default": {
        "BACKEND": env.str(
            "TASKS_BACKEND",
            "django_tasks_db.DatabaseBackend",
            validate=setting_values.dotted_path,
        )
    },
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
PASSWORD_HASHERS = [
    "classifier.hashers.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # if the login does not know where one came from

# Failed logins an hour: see classifier/services/login_throttle.py.
LOGIN_RATE_ADDRESS: int = env.int("LOGIN_RATE_ADDRESS", 20, validate=validate.Range(min=1))
LOGIN_RATE_NAME: int = env.int("LOGIN_RATE_NAME", 10, validate=validate.Range(min=1))

REQUIRE_TOTP: bool = env.bool("REQUIRE_TOTP", False)
OTP_TOTP_ISSUER = "mvsite"

# A session ends so long after its login whatever happens, and sooner if it is not used.
SESSION_HOURS: int = env.int("SESSION_HOURS", 8, validate=validate.Range(min=1, max=24 * 14))
SESSION_IDLE_MINUTES: int = env.int(
    "SESSION_IDLE_MINUTES", 60, validate=validate.Range(min=10, max=24 * 60)
)
# In the database alone: a copy in a cache would outlive a logout made while that was away.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:  # a browser takes a __Host- cookie only from this very host, over HTTPS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked from nearby
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000  # a list's form with its thousand rows ticked
DATA_UPLOAD_MAX_NUMBER_FILES = 2  # one is asked for; the second is refused in words
# Uploads are small and stay in memory: one that breaks off leaves no file behind.
FILE_UPLOAD_MAX_MEMORY_SIZE = 11_000_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "classifier.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", "UTC", validate=setting_values.time_zone)
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "staticfiles")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "models": model_storage(env.str("MODEL_STORAGE", "")),
}

LOG_FORMAT = env.str("LOG_FORMAT", "line", validate=validate.OneOf(logs.FORMATS))
LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=setting_values.log_level).upper()
LOGGING = logs.configure(LOG_FORMAT, LOG_LEVEL)
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = ""  # bound where the session is read; else it would be read again
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DEFAULT_EXCEPTION_REPORTER_FILTER = "classifier.web.error_reports.TextlessReporterFilter"

# Figures for Prometheus: see classifier/web/metrics.py.
METRICS: bool = env.bool("METRICS", False)
METRICS_ALLOW: list[str] = env.list(
    "METRICS_ALLOW", ["127.0.0.0/8", "::1"], validate=setting_values.networks
)
if METRICS:  # all processes write into one folder, so that any of them can tell the sum
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(DATA_DIR / "metrics")
    (DATA_DIR / "metrics").mkdir(mode=0o700, exist_ok=True)
    INSTALLED_APPS.append("django_prometheus")
    MIDDLEWARE.insert(0, "django_prometheus.middleware.PrometheusBeforeMiddleware")
    MIDDLEWARE.append("django_prometheus.middleware.PrometheusAfterMiddleware")

# The text model and its training: see classifier/conf.py for what each means.
MODEL_DIR: Path = env.path("MODEL_DIR", DATA_DIR / "models")
TARGET_ACCURACY: float = env.float("TARGET_ACCURACY", 0.97, validate=validate.Range(min=0.5, max=1))
TEST_SHARE: float = env.float("TEST_SHARE", 0.05, validate=validate.Range(min=0, max=0.5))
LEASE_SECONDS: int = env.int("LEASE_SECONDS", 30, validate=validate.Range(min=2, max=3600))
TRAINING_THREADS: int = env.int("TRAINING_THREADS", 2, validate=validate.Range(min=1, max=64))
BATCH_DIR: Path = env.path("BATCH_DIR", DATA_DIR / "batches")
BATCH_DAYS: int = env.int("BATCH_DAYS", 7, validate=validate.Range(min=1, max=365))
FEEDBACK_DAYS: int = env.int("FEEDBACK_DAYS", 30, validate=validate.Range(min=1, max=3650))
TASK_DAYS: int = env.int("TASK_DAYS", 7, validate=validate.Range(min=1, max=3650))
AUDIT_DAYS: int = env.int("AUDIT_DAYS", 365, validate=validate.Range(min=1, max=36500))
MODELS_KEPT: int = env.int("MODELS_KEPT", 5, validate=validate.Range(min=1, max=100_000))
KEEP_FREE_MB: int = env.int("KEEP_FREE_MB", 100, validate=validate.Range(min=0))
STORE_ANSWER_COUNTS: bool = env.bool("STORE_ANSWER_COUNTS", True)
REMEMBERED_SECONDS: float = env.float(
    "REMEMBERED_SECONDS", 1.0, validate=validate.Range(min=0, max=60)
)

# The API: see classifier/conf.py.
API_RATE_ANONYMOUS: int = env.int("API_RATE_ANONYMOUS", 60, validate=validate.Range(min=1))
API_RATE_TOKEN: int = env.int("API_RATE_TOKEN", 600, validate=validate.Range(min=1))
TRUSTED_PROXIES: int = env.int("TRUSTED_PROXIES", 0, validate=validate.Range(min=0, max=10))
