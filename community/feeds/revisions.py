"""Fill in what a retraction or amendment changes: the revision's number and what stood before."""

from collections.abc import Sequence

import msgspec

from community.core.errors import Fault, InvalidError
from community.matches.facts import REVISIONS_MAX, MatchAmended, MatchRetracted
from community.matches.history import History, history
from community.streams import selectors
from community.streams.facts import Fact

_REVISIONS = frozenset({MatchAmended, MatchRetracted})


def resolved(stream: str, facts: Sequence[Fact], *, skipped: int) -> list[Fact]:
    """The same facts, each revision with its number and what it replaces, by log and batch.

    skipped: how many events of the batch stood before these, for the pointers of faults.
    Raises InvalidError when a target was never told, is taken back or was revised too often.
    """
    if not any(type(fact.data) in _REVISIONS for fact in facts):
        return list(facts)
    done: list[Fact] = []
    for position, fact in enumerate(facts):
        if type(fact.data) in _REVISIONS:
            done.append(_revised(stream, fact, (done, skipped + position)))
        else:
            done.append(fact)
    return done


def _revised(stream: str, fact: Fact, before: tuple[list[Fact], int]) -> Fact:
    earlier, position = before
    pointer = f"/{position}/data/target"
    target = fact.data.target
    past = _history(stream, target, earlier)
    if past is None:
        raise InvalidError(Fault(pointer=pointer, detail="no such event"))
    if past.stands is None:
        raise InvalidError(Fault(pointer=pointer, detail="already taken back"))
    # The last one is kept for the desk: a score must stay correctable by hand.
    if past.revision >= REVISIONS_MAX - 1:
        raise InvalidError(Fault(pointer=pointer, detail="revised too often"))
    data = msgspec.structs.replace(fact.data, revision=past.revision + 1, before=past.stands)
    return msgspec.structs.replace(fact, data=data)


def _history(stream: str, target: str, earlier: Sequence[Fact]) -> History | None:
    stored = [fact for _, fact in selectors.facts_naming(stream, target)]
    return history(target, [*stored, *earlier])
