"""Django's settings; the machine's part comes from env, people's numbers from policies."""

from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from community.env import ROOT, environment

_env = environment()

BASE_DIR = ROOT
TERRACE_PROFILE = _env.profile
SECRET_KEY = _env.secret_key
DEBUG = _env.debug
ALLOWED_HOSTS = _env.allowed_hosts
CSRF_TRUSTED_ORIGINS = _env.csrf_trusted_origins
ROOT_URLCONF = "community.urls"
ASGI_APPLICATION = "community.asgi.application"

INSTALLED_APPS = [
    "community.apps.CommunityConfig",
    "community.console.apps.ConsoleConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A match's page is 180 kB of rows alike. Django pads what it packs: no length tells a secret.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "community.web.devices.Devices",
    # Last and sync-only: every layer above then runs sync, in one thread hop instead of one each.
    "community.core.http.Innermost",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "community.edge.doors.connect_token",
            ],
        },
    },
]


def _database(url: str, **more: object) -> dict[str, Any]:
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        **more,
    }


# Two roles: the application's may not change what is append-only; the owner's migrates and retains.
DATABASES = {
    "default": _database(
        _env.database_url,
        # Under ASGI every request has its own thread; only a pool keeps connections between them.
        # Server-side binding sends a batch's body as bytes, not as hexadecimal text inside the SQL.
        # Who waits longer than five seconds for a connection is told to come back.
        OPTIONS={
            "pool": {"min_size": 0, "max_size": 16, "timeout": 5},
            "server_side_binding": True,
            # Planned once a connection: planning costs PostgreSQL more than running the append.
            # A pooler between us and it must keep prepared statements (PgBouncer since 1.21).
            "prepare_threshold": 3,
        },
        # A connection is asked whether it lives before it is used: PostgreSQL may have restarted.
        CONN_HEALTH_CHECKS=True,
        TEST={"MIRROR": "owner"},
    ),
    "owner": _database(_env.database_owner_url, TEST={"DEPENDENCIES": []}),
}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = _env.redis_url
# Directives to every web process, and nothing else: facts and frames never go through the layer.
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            # A process listens on one connection, and now and then needs another for a moment.
            "hosts": [
                {
                    "address": _env.channels_redis_url,
                    "max_connections": 4,
                    "socket_connect_timeout": 2,
                    "socket_timeout": 10,  # twice the layer's own wait for the next message
                }
            ],
            # A few directives a day; a process that leaves a hundred unread is not there.
            "capacity": 100,
            "expiry": 30,
            # A process joins again every ten seconds; one that is gone is forgotten in an hour.
            "group_expiry": 3_600,
        },
    },
}
# allauth's meters and used codes, and nothing else: no page and no query is kept anywhere.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "community.web.entrance_meters.Meters",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "entrance",
        "KEY_FUNCTION": "community.web.entrance_meters.sealed",
        # Signing in asks a score of times: a Redis that answers nothing costs it seconds at most.
        "OPTIONS": {
            "serializer": "community.web.entrance_meters.Words",
            "socket_timeout": 0.2,
            "socket_connect_timeout": 0.2,
        },
    },
}

AUTH_USER_MODEL = "community.User"
AUTHENTICATION_BACKENDS = [
    # By handle or by email address; permissions as Django's own.
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian's own anonymous row: signed-out viewers have no row here
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# django-allauth. One may sign in at once and read on; who writes has shown the email to be theirs.
ACCOUNT_ADAPTER = "community.web.entrance.Entrance"
ACCOUNT_FORMS = {
    "login": "community.web.entrance_forms.SignIn",
    "signup": "community.web.entrance_forms.SignUp",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a letter for every change of what one signs in by
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Terrace: "
ACCOUNT_CHANGE_EMAIL = True  # one address; a new one takes its place once it is verified
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USERNAME_BLACKLIST = [
    "admin", "administrator", "everyone", "here", "mod", "moderator", "operator", "root", "staff",
    "support", "system", "terrace",
]  # fmt: skip
MFA_ADAPTER = "community.web.entrance_keys.Keys"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Terrace"
MFA_TOTP_TOLERANCE = 1  # a code typed as its half minute ends is one (RFC 6238, 5.2)
# Browsers take http://localhost for safe; any other name must be https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _env.https

DEFAULT_FROM_EMAIL = _env.email_from
# Without a server for mail it goes into a mailbox of this machine; only one that was named, as the
# demo names its own, is shown to everybody at /mail/.
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if _env.email_host
    else "community.web.mailbox.Mailbox"
)
EMAIL_HOST, EMAIL_PORT = _env.email_host, _env.email_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _env.email_user, _env.email_password
EMAIL_USE_TLS = bool(_env.email_host)
EMAIL_TIMEOUT = 10
MAILBOX = Path(_env.mailbox or ROOT / "var" / _env.profile / "mail")
MAILBOX_SHOWN = bool(_env.mailbox) and not _env.email_host

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "var" / "static"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "community.web.storage.StaticStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _env.https
SECURE_HSTS_SECONDS = 31_536_000 if _env.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _env.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _env.https else None
# The doors hold their own limits (policies); this one only stops what no door reads.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
METRICS_TOKEN = _env.metrics_token

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "community.api.problems.answer",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Terrace",
    "DESCRIPTION": "Matches, what is said of them, facts by offset, and the signed door for feeds.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENFORCE_NON_BLANK_FIELDS": True,
    # 3.1 speaks JSON Schema itself, as msgspec does.
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": ["community.api.schema.with_components"],
}

# Celery's name for a Redis on a Unix socket; its number is a "virtual host".
CELERY_BROKER_URL = _env.redis_url.replace("unix://", "redis+socket://").replace(
    "?db=", "?virtual_host="
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_DEFAULT_QUEUE = "fast"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
# Every one of them is bounded and harmless when it runs twice.
CELERY_BEAT_SCHEDULE = {
    "streams.sweep": {"task": "streams.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "threads.sweep": {"task": "threads.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "moderation.forget_traces": {
        "task": "moderation.forget_traces",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    # Both do what is left to do: a lost poke costs a sweep, a night without a beat one more hour.
    "reputation.settle": {
        "task": "reputation.settle",
        "schedule": 10.0,
        "options": {"expires": 10, "queue": "slow"},
    },
    "reputation.refold": {
        "task": "reputation.refold",
        "schedule": 3_600.0,
        "options": {"expires": 3_600, "queue": "slow"},
    },
    "feeds.silences": {"task": "feeds.silences", "schedule": 5.0, "options": {"expires": 5}},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"httpx": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}
