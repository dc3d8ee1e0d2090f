"""Logs for every kind of topic: whoever makes a new kind enters what its logs may hold."""

from collections.abc import Callable, Iterable

from hypothesis.strategies import SearchStrategy

from community.core.types import JsonObject
from community.streams import catalogue, folds
from community.streams.facts import Fact
from tests.properties.strategies import match_logs, silent_logs
from tests.properties.strategies_thread import thread_logs
from tests.properties.strategies_user import user_logs
from tests.threads.factories import texts_over

# For each kind of stream with a fold: logs in which every fact type of the kind moves the state.
# The second kind of log is of little play and a silence, which would rarely end by chance.
LOGS: dict[str, SearchStrategy[list[Fact]]] = {
    "match": match_logs() | silent_logs(),
    "thread": thread_logs(),
    "user": user_logs(),
}

# What lies over the states of a kind where they are shown, by the keys they ask for.
OVER: dict[str, Callable[[Iterable[str]], dict[str, JsonObject]]] = {"thread": texts_over}


def over(kind: str, keys: Iterable[str]) -> dict[str, JsonObject]:
    """What lies over a state of a kind; nothing over most."""
    return OVER[kind](keys) if kind in OVER else {}


def stream_of(kind: str) -> str:
    """The name of a stream of a kind, which need not be in any database."""
    return f"{kind}.{kind}_7f0c"


def types_of(kind: str) -> set[str]:
    """The fact types of a kind's streams that its fold's own slice states."""
    slice_of = type(folds.registered()[kind]).__module__.rpartition(".")[0]
    return {
        entry.type
        for entry in catalogue.entries()
        if entry.type.startswith(f"{kind}.") and entry.data.__module__.startswith(f"{slice_of}.")
    }
