"""Match facts, their revisions, and what folding them gives."""

from itertools import count

from community.matches.facts import MatchAmended, MatchRetracted
from community.matches.fold import MatchFold
from community.matches.history import telling
from community.streams import catalogue
from community.streams.facts import Fact

KICKOFF_AT = 1_529_949_600_000
FOLD = MatchFold()

# Far from the ids tests give themselves.
_numbers = count(16**12)


def event_id(number):
    """An id of the length every canonical event has."""
    return f"event_{number:024x}"


def told(data, *, id=None, at=None):  # noqa: A002 -- the envelope's own name
    """A fact as first told; at is KICKOFF_AT plus its clock unless given."""
    entry = catalogue.entry_of(data)
    return Fact(
        type=entry.type,
        v=entry.v,
        id=id or event_id(next(_numbers)),
        at=KICKOFF_AT + getattr(data, "clock_ms", 0) if at is None else at,
        data=data,
    )


def retracted(target, before, *, revision=1, struck=False):
    """The fact that takes an event back."""
    return told(
        MatchRetracted(
            target=target,
            revision=revision,
            before=_meaning(before, struck=struck),
            reason="It did not happen.",
        ),
        id=f"{target}.{revision}",
        at=KICKOFF_AT + 9_000_000,
    )


def amended(target, before, after, *, revision=1, struck=False):
    """The fact that tells an event anew; struck when it stood taken back before."""
    return told(
        MatchAmended(
            target=target,
            revision=revision,
            before=_meaning(before, struck=struck),
            after=telling(after),
            reason="It happened otherwise.",
        ),
        id=f"{target}.{revision}",
        at=KICKOFF_AT + 9_000_000,
    )


def _meaning(data, *, struck):
    meaning = telling(data)
    return type(meaning)(type=meaning.type, v=meaning.v, data=meaning.data, struck=struck)


def folded(facts):
    """The state of a log that holds these facts."""
    return fold_on(FOLD.empty(), facts)


def fold_on(state, facts):
    """The same state, with more facts."""
    FOLD.fold(state, list(enumerate(facts, start=1)))
    return state


def projected(*facts):
    """The public state of a log that holds these facts."""
    return FOLD.project(folded(facts))
