"""Settings of the test run: the same, on an instance of its own, as the application's role."""

import os

os.environ.setdefault("TERRACE_PROFILE", "test")  # noqa: TID251 -- before the settings read it

from community.settings import *  # noqa: F403

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # logins in tests need no strength
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# A database of its own for every run, so that two runs beside each other do not meet.
DATABASES["owner"]["TEST"]["NAME"] = f"test_terrace_{os.getpid()}"  # noqa: F405
# One run on two processes: paces and counts that one spends in Redis are not missing to the other,
# and neither's workers are given the other's tasks.
# What runs on one keeps number 0; Redis has sixteen.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw"))  # noqa: TID251 -- the run's own word
REDIS_URL = REDIS_URL.replace("?db=0", f"?db={_worker + 1}")  # noqa: F405
CELERY_BROKER_URL = CELERY_BROKER_URL.replace("?virtual_host=0", f"?virtual_host={_worker + 1}")  # noqa: F405
# Counted by address and by row: two runs beside or after each other have the same of both.
CACHES["default"] |= {"LOCATION": REDIS_URL, "KEY_PREFIX": f"test{os.getpid()}"}  # noqa: F405
# No pool: the run drops its database at the end, and a pool would still hold it.
DATABASES["default"]["OPTIONS"] = {"server_side_binding": True}  # noqa: F405

# The run's own, and empty: WhiteNoise reads all that a demo collected with every client that a test
# makes, and warns of a folder that is not there.
STATIC_ROOT = STATIC_ROOT.with_name("no-static")  # noqa: F405 -- of the settings, as all here is
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# Two runs beside each other are not told each other's directives.
CHANNEL_LAYERS["default"]["CONFIG"] |= {"prefix": f"test{os.getpid()}"}  # noqa: F405
