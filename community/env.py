"""What the machine says: environment variables, read once; where it is silent, our own services."""

import contextlib
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Everything settings may ask; `.env.example` says what each variable means."""

    profile: str
    debug: bool
    secret_key: str
    allowed_hosts: list[str]
    csrf_trusted_origins: list[str]
    database_url: str
    database_owner_url: str
    redis_url: str
    channels_redis_url: str
    https: bool
    metrics_token: str
    email_host: str
    email_port: int
    email_user: str
    email_password: str
    email_from: str
    mailbox: str


@cache
def environment() -> Environment:
    """Read the environment, starting the embedded services for what it leaves out."""
    profile = os.environ.get("TERRACE_PROFILE", "main")
    database_url, owner_url, redis_url = _services(profile)
    return Environment(
        profile=profile,
        debug=_flag("DEBUG"),
        secret_key=os.environ.get("SECRET_KEY") or _kept_secret(profile),
        allowed_hosts=_words("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"],
        csrf_trusted_origins=_words("CSRF_TRUSTED_ORIGINS"),
        database_url=database_url,
        database_owner_url=owner_url,
        redis_url=redis_url,
        channels_redis_url=os.environ.get("CHANNELS_REDIS_URL", "") or redis_url,
        https=_flag("HTTPS"),
        metrics_token=os.environ.get("METRICS_TOKEN", ""),
        email_host=os.environ.get("EMAIL_HOST", ""),
        email_port=int(os.environ.get("EMAIL_PORT", "") or 587),
        email_user=os.environ.get("EMAIL_USER", ""),
        email_password=os.environ.get("EMAIL_PASSWORD", ""),
        email_from=os.environ.get("EMAIL_FROM", "") or "Terrace <no-reply@terrace.example>",
        mailbox=os.environ.get("MAILBOX", ""),
    )


def _services(profile: str) -> tuple[str, str, str]:
    database_url = os.environ.get("DATABASE_URL", "")
    redis_url = os.environ.get("REDIS_URL", "")
    owner_url = os.environ.get("DATABASE_OWNER_URL", "") or database_url
    if database_url and redis_url:
        return database_url, owner_url, redis_url
    from deploy.embedded.attach import attach  # noqa: PLC0415 -- not needed, nor installed, beside outside services

    services = attach(ROOT, profile=profile, postgres=not database_url, redis=not redis_url)
    return (
        database_url or services.database_url or "",
        owner_url or services.database_owner_url or "",
        redis_url or services.redis_url or "",
    )


def _kept_secret(profile: str) -> str:
    """Keep one random key a checkout and profile; production sets SECRET_KEY."""
    path = ROOT / "var" / profile / "secret-key"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written aside and linked whole: a process that starts beside this one never reads half.
        aside = path.with_name(f"secret-key.{os.getpid()}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(aside)
        aside.unlink()
    return path.read_text()


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def _words(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]
