"""The SDK's rule of coming back, its numbers read out of its own modules: a page's, not ours."""

import random  # noqa: TID251 -- jitter, no secret
import re
from functools import cache

from deploy.programs import ROOT

SDK = ROOT / "static" / "js" / "sdk"


@cache
def sdk_number(module: str, name: str) -> float:
    """A constant of one of the SDK's modules; KeyError when it is there no longer."""
    found = re.search(
        rf"^(?:export )?const {name} = ([\d_.]+);", (SDK / module).read_text(), re.MULTILINE
    )
    if found is None:
        raise KeyError(f"{name} in {module}")
    return float(found[1])


def retry_s(attempt: int, chance: random.Random) -> float:
    """Seconds before a retry, 0 for the first; backoff.js, line by line."""
    if attempt == 0:
        return chance.random() * sdk_number("backoff.js", "FIRST_MS_MAX") / 1000
    base, cap = sdk_number("backoff.js", "BASE_MS"), sdk_number("backoff.js", "CAP_MS")
    whole = min(cap, base * 2.0 ** (attempt - 1))
    return (whole / 2 + chance.random() * whole / 2) / 1000


def hello_timeout_s() -> float:
    """Seconds a dialled line may be quiet before its hello."""
    return sdk_number("socket.js", "HELLO_TIMEOUT_MS") / 1000


def quiet_s(heartbeat_ms: int) -> float:
    """Seconds without a word that make a greeted line dead."""
    return heartbeat_ms * sdk_number("socket.js", "HEARTBEATS_MISSED") / 1000


def steady_s() -> float:
    """Seconds after which the loss of a line starts the waiting over."""
    return sdk_number("socket.js", "STEADY_MS") / 1000
