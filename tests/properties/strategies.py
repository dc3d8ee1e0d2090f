"""Logs of match facts, believable and nasty, for the fold and for snapshots and patches over it.

Every event is told once, then perhaps retracted and amended, again and again, into other types too.
"""

from itertools import pairwise

from hypothesis import settings, strategies as st

from community.matches import facts
from tests.matches.factories import KICKOFF_AT, amended, event_id, retracted, told

# The same examples everywhere: a property that fails on one machine fails on all.
SETTLED = settings(derandomize=True, deadline=None, database=None, max_examples=60)

sides = st.sampled_from(["home", "away"])
players = st.sampled_from([None, "player_5f2c", "player_77aa"])
places = st.none() | st.integers(0, 1000)
sources = st.sampled_from(["wyscout", "generic"])
squads = st.lists(st.sampled_from([f"player_{n}" for n in range(6)]), max_size=4, unique=True)
# Few periods and close clocks, so that moments meet and the minute of touches fills; or any clock.
periods = st.sampled_from([1, 1, 2, 2, 3, 4, 5])
clocks = st.integers(0, 120).map(lambda second: second * 1_000) | st.integers(0, 14_400_000)
moments = st.fixed_dictionaries({"period": periods, "clock_ms": clocks})
ats = st.integers(KICKOFF_AT, KICKOFF_AT + 10_000)


def _built(data, **fields):
    return st.builds(
        lambda moment, rest: data(**moment, **rest), moments, st.fixed_dictionaries(fields)
    )


_incident = {"side": sides, "player": players}
_touch = _incident | {"x": places, "y": places, "to_x": places, "to_y": places}

touches = st.one_of(
    _built(facts.MatchPass, **_touch, accurate=st.booleans()),
    _built(facts.MatchShot, **_touch, on_target=st.booleans()),
    _built(facts.MatchDuel, **_touch, won=st.booleans()),
    _built(facts.MatchTouch, **_touch, kind=st.sampled_from(["touch", "clearance", "whistle"])),
    _built(facts.MatchFoul, **_touch),
    _built(facts.MatchSave, **_touch),
    _built(facts.MatchOffside, **_touch),
    _built(facts.MatchCorner, **_touch),
)
incidents = st.one_of(
    _built(facts.MatchGoal, **_incident, penalty=st.booleans(), assist=players),
    _built(facts.MatchOwnGoal, **_incident),
    _built(facts.MatchPenalty, **_incident),
    _built(facts.MatchShootoutKick, **_incident, scored=st.booleans()),
    _built(
        facts.MatchCard, **_incident, colour=st.sampled_from(["yellow", "second_yellow", "red"])
    ),
    _built(facts.MatchSubstitution, **_incident, off=players),
    _built(
        facts.MatchVarCheck,
        subject=st.just("goal"),
        outcome=st.sampled_from(["checking", "stands"]),
    ),
    _built(facts.MatchPeriodEnded),
    _built(facts.MatchFullTime),
    st.builds(facts.MatchPeriodStarted, period=periods),
    st.builds(facts.MatchKickedOff),
)
# Told anew rather than revised.
tidings = st.one_of(
    _built(facts.MatchClock),
    st.builds(
        facts.MatchScheduled,
        home=st.just("club_1a"),
        away=st.just("club_2b"),
        competition=st.just("competition_3c"),
        season=st.just("season_4d"),
        kickoff_at=ats,
    ),
    st.builds(facts.MatchLineup, side=sides, starting=squads, bench=squads),
    st.builds(facts.MatchFeedSilent, since=ats, source=sources),
    st.builds(facts.MatchFeedResumed, silent_ms=st.integers(0, 90_000), source=sources),
)
revisable = touches | incidents


@st.composite
def histories(draw, number):
    """An event as told, then its revisions with what stood before each; None is taken back."""
    data = draw(revisable)
    event = event_id(number)
    history = [told(data, id=event, at=draw(ats))]
    struck = False
    for revision, after in enumerate(draw(st.lists(st.none() | revisable, max_size=3)), start=1):
        if after is None:
            history.append(retracted(event, data, revision=revision, struck=struck))
            struck = True
        else:
            history.append(amended(event, data, after, revision=revision, struck=struck))
            data, struck = after, False
    return history


@st.composite
def match_logs(draw, events_max=25, tidings_max=6):
    """Facts of a match in a log's order: a revision after what it revises, else any."""
    histories_drawn = [
        draw(histories(number)) for number in range(draw(st.integers(0, events_max)))
    ]
    others = draw(st.lists(tidings, max_size=tidings_max))
    lines = histories_drawn + [
        [told(data, id=event_id(1_000 + number), at=draw(ats))]
        for number, data in enumerate(others)
    ]
    turns = draw(st.permutations([turn for turn, line in enumerate(lines) for _ in line]))
    waiting = [iter(line) for line in lines]
    return [next(waiting[turn]) for turn in turns]


# One source falls silent and speaks again: of all tidings, two of it rarely meet.
_silences = st.builds(
    lambda since, at, later: [
        told(facts.MatchFeedSilent(since=since, source="generic"), at=at),
        told(facts.MatchFeedResumed(silent_ms=later, source="generic"), at=at + later),
    ],
    ats,
    ats,
    st.integers(1, 90_000),
)


def silent_logs():
    """A match of which little is told but who tells nothing of it."""
    return st.tuples(_silences, match_logs(events_max=3)).map(lambda parts: parts[0] + parts[1])


@st.composite
def cuts(draw, items):
    """The same items in consecutive parts, some of them empty."""
    places_drawn = sorted(draw(st.lists(st.integers(0, len(items)), max_size=5)))
    bounds = [0, *places_drawn, len(items)]
    return [items[start:end] for start, end in pairwise(bounds)]
