"""The table of who is answered what: a file a surface in tests/doors/rows, a line a way in.

A line is `METHOD pattern` (GET, POST ...; CMD for a command, TOPIC for a kind of topic) and an
outcome for each role: a status, a refusal's code, or "login" for being sent to sign in.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

ROWS = Path(__file__).resolve().parent / "rows"
ROLES = ("anonymous", "fan", "other", "elsewhere", "here", "manager", "operator")

# Verbs of the socket.
LIVE = ("CMD ", "TOPIC ")

Rows = Mapping[str, Sequence[str]]


def read(text: str) -> dict[str, list[str]]:
    """Outcomes by way in; lines that begin with # are words."""
    rows = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            verb, pattern, *outcomes = line.split()
            way = f"{verb} {pattern}"
            assert way not in rows, f"{way} has two rows"
            assert len(outcomes) == len(ROLES), f"{way} needs an outcome for each of {ROLES}"
            rows[way] = outcomes
    return rows


def of(surface: str) -> dict[str, list[str]]:
    """The rows of a surface."""
    path = ROWS / f"{surface}.txt"
    return read(path.read_text()) if path.exists() else {}


def every() -> dict[str, list[str]]:
    """The rows of all surfaces."""
    rows: dict[str, list[str]] = {}
    for path in sorted(ROWS.glob("*.txt")):
        told = read(path.read_text())
        assert not rows.keys() & told.keys(), f"{path.name} repeats {rows.keys() & told.keys()}"
        rows |= told
    return rows


def line(way: str, outcomes: Sequence[str]) -> str:
    """A row as it is written."""
    verb, _, pattern = way.partition(" ")
    return " ".join([f"{verb:6} {pattern:62}", *(f"{outcome:10}" for outcome in outcomes)]).rstrip()


def differences(rows: Rows, answered: Rows) -> list[str]:
    """Rows that are missing, wrong or of nothing that is there, as they would have to be."""
    told = [
        f"{'change to' if way in rows else 'add'}: {line(way, outcomes)}"
        for way, outcomes in answered.items()
        if list(outcomes) != list(rows.get(way, ()))
    ]
    return told + [f"take away: {line(way, rows[way])}" for way in rows.keys() - answered.keys()]
