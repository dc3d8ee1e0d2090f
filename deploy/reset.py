"""Starting over: removes what the demo or the tests made under var/, and nothing else."""

import os
import shutil
from pathlib import Path

from deploy.embedded.attach import attach, detach
from deploy.embedded.errors import ServiceError
from deploy.embedded.paths import prepare_places
from deploy.embedded.processes import locked
from deploy.programs import ROOT

# The watchdog's grace and a clean stop; longer means that somebody else uses the services.
QUIET_TIMEOUT_S = 30.0

VAR = ROOT / "var"


def is_asked() -> bool:
    """Whether RESET=1 was said."""
    return os.environ.get("RESET", "") not in {"", "0"}


def remove_demo() -> None:
    """Remove the demo's data, static files and logins.

    Raises ServiceError when the data are not ours to remove, or somebody uses them.
    """
    if os.environ.get("DATABASE_URL") or os.environ.get("REDIS_URL"):
        message = "RESET=1 removes embedded data only: unset DATABASE_URL and REDIS_URL first"
        raise ServiceError(message)
    remove_profile(ROOT, profile=os.environ.get("TERRACE_PROFILE", "main"))
    shutil.rmtree(VAR / "static", ignore_errors=True)
    (VAR / "demo-logins.json").unlink(missing_ok=True)


def remove_profile(root: Path, *, profile: str) -> None:
    """Remove one profile's services and data, when nobody uses them.

    Raises ServiceError when somebody does.
    """
    if not (root / "var" / profile).exists():
        return
    # Servers whose watchdog was killed are found by the next one, which then stops them.
    attach(root, profile=profile, postgres=False, redis=False)
    detach()
    places = prepare_places(root, profile=profile)
    with (
        locked(places.attach_lock, timeout_s=QUIET_TIMEOUT_S),
        locked(places.watchdog_lock, timeout_s=QUIET_TIMEOUT_S),
    ):
        shutil.rmtree(places.sockets)
        shutil.rmtree(places.base)
