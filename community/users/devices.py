"""Devices: browsers somebody is signed in with, each by a name that leads back to no session."""

import hashlib

_SALT = "community.users.devices.v1"
# What a browser says of itself, and what people call it; the first that fits.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def name_of(session_key: str) -> str:
    """What tokens and pages call a session: 64 bits of a digest of its key."""
    return hashlib.sha256(f"{_SALT}.{session_key}".encode()).hexdigest()[:16]


def label_of(user_agent: str) -> str:
    """A browser in two words of ours; nothing more of what it said is kept."""
    browser = _first(_BROWSERS, user_agent, "A browser")
    system = _first(_SYSTEMS, user_agent, "")
    return f"{browser} on {system}" if system else browser


def _first(known: tuple[tuple[str, str], ...], text: str, other: str) -> str:
    return next((word for mark, word in known if mark in text), other)
