"""Kick-offs: how far behind live somebody is who sees one now."""

from community.core import clock
from community.matches import selectors as matches
from community.matches.errors import NotKickedOffError, TooFarBehindError
from community.streams import selectors as streams
from community.users import viewing


def delay_of_who_sees(match_id: str) -> int:
    """The delay of somebody for whom a match kicks off now, in seconds: the next step offered.

    Of all there is, this one fact is asked live: it is what he says he has seen.
    Raises UnknownMatchError, NotKickedOffError, TooFarBehindError.
    """
    stream = matches.fixture(match_id).stream
    told = streams.facts_naming(stream, "match.kicked_off")
    offset = max((at for at, fact in told if fact.type == "match.kicked_off"), default=None)
    recorded_at = streams.recorded_at(stream, offset=offset) if offset else None
    if recorded_at is None:
        raise NotKickedOffError(match=match_id)
    step = viewing.step_for(clock.now_ms() - clock.to_ms(recorded_at))
    if step is None:
        raise TooFarBehindError(longest_s=viewing.offered()[-1])
    return step
