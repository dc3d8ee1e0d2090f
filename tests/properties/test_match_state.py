"""A match's state says the same of the same facts, however they come."""

from typing import Any

from hypothesis import given, strategies as st

from community.core import canonical, patch
from community.matches.facts import MatchAmended, MatchRetracted
from community.streams.catalogue import data_of
from community.streams.folds import STATE_BYTES_MAX
from tests.matches.factories import FOLD, amended, event_id, fold_on, folded, retracted, told
from tests.properties.strategies import SETTLED, cuts, incidents, match_logs, revisable, touches


def standing(log):
    """What every event means in the end, by its highest revision, read without the fold."""
    revisions: dict[str, Any] = {}
    for fact in log:
        if isinstance(fact.data, MatchAmended | MatchRetracted):
            revisions.setdefault(fact.data.target, {})[fact.data.revision] = fact.data
    last = {target: told_by[max(told_by)] for target, told_by in revisions.items()}
    final = [read(last[fact.id]) if fact.id in last else fact.data for fact in log]
    return [data for data in final if data and not isinstance(data, MatchAmended | MatchRetracted)]


def read(revision):
    after = getattr(revision, "after", None)
    return after and data_of(after.type, v=after.v, octets=canonical.dumps(after.data))


def count(datas, kind, **fields):
    """How many data objects of a kind have these fields."""
    return sum(
        type(data).__name__ == kind
        and all(getattr(data, name) == value for name, value in fields.items())
        for data in datas
    )


def stats(log):
    """The public statistics of a log, possession included."""
    return FOLD.project(folded(log))["stats"]


def children(value):
    return list(value.values()) if isinstance(value, dict) else []


def leaves(value):
    """Every value of a state that is no object."""
    below = children(value)
    return [leaf for child in below for leaf in leaves(child)] if below else [value]


@SETTLED
@given(data=st.data(), log=match_logs())
def test_any_order_of_facts_gives_the_same_state(data, log):
    shuffled = data.draw(st.permutations(log))

    assert FOLD.dump(folded(shuffled)) == FOLD.dump(folded(log))
    assert FOLD.project(folded(shuffled)) == FOLD.project(folded(log))


@SETTLED
@given(data=st.data(), log=match_logs())
def test_any_split_into_batches_gives_the_same_state(data, log):
    state = FOLD.empty()
    for part in data.draw(cuts(log)):
        fold_on(state, part)

    assert state == folded(log)


@SETTLED
@given(data=st.data(), log=match_logs())
def test_a_stored_state_goes_on_as_the_one_it_was_made_from(data, log):
    first, *rest = data.draw(cuts(log))
    stored = FOLD.load(FOLD.dump(folded(first)))

    assert stored == folded(first)
    assert fold_on(stored, [fact for part in rest for fact in part]) == folded(log)


@SETTLED
@given(log=match_logs())
def test_the_state_counts_what_stands_in_the_end(log):
    stands = standing(log)
    state = FOLD.project(folded(log))

    for side in ("home", "away"):
        assert state["score"][side] == sum(
            count(stands, kind, side=side, period=period)
            for kind in ("MatchGoal", "MatchOwnGoal")
            for period in (1, 2, 3, 4)
        )
        assert state["stats"][side]["passes"] == count(stands, "MatchPass", side=side)
        assert state["stats"][side]["shots"] == count(stands, "MatchShot", side=side)
        assert state["stats"][side]["corners"] == count(stands, "MatchCorner", side=side)
        assert state["stats"][side]["fouls"] == count(stands, "MatchFoul", side=side)
        assert state["stats"][side]["red"] == count(stands, "MatchCard", side=side, colour="red")
    assert (state["status"] == "ended") == (count(stands, "MatchFullTime") > 0)


@SETTLED
@given(log=match_logs(), touch=touches)
def test_a_touch_taken_back_leaves_no_count_behind(log, touch):
    first = told(touch, id=event_id(9_999))

    state = FOLD.project(folded([*log, first, retracted(first.id, touch)]))

    assert state["stats"] == stats(log)
    assert first.id not in state["touches"]
    assert first.id not in state["incidents"]


@SETTLED
@given(log=match_logs(), incident=incidents)
def test_an_incident_taken_back_counts_for_nothing_and_stays_struck(log, incident):
    first = told(incident, id=event_id(9_999))
    before = FOLD.project(folded(log))

    state = FOLD.project(folded([*log, first, retracted(first.id, incident)]))

    assert state["stats"] == before["stats"]
    assert state["score"] == before["score"]
    assert state["incidents"].pop(first.id)["struck"] is True
    assert state["incidents"] == before["incidents"]


@SETTLED
@given(log=match_logs(), before=revisable, after=revisable)
def test_an_amended_event_counts_as_if_it_had_been_told_so(log, before, after):
    first = told(before, id=event_id(9_999))
    second = told(after, id=event_id(8_888))

    assert stats([*log, first, amended(first.id, before, after)]) == stats([*log, second])


@SETTLED
@given(log=match_logs())
def test_the_clock_never_goes_back(log):
    state, moments = FOLD.empty(), [(0, 0)]
    for fact in log:
        clock = FOLD.project(fold_on(state, [fact])).get("clock", {"period": 0, "clock_ms": 0})
        moments.append((clock["period"], clock["clock_ms"]))

    assert moments == sorted(moments)


@SETTLED
@given(log=match_logs(), data=st.data())
def test_patches_between_states_compose(log, data):
    states = [FOLD.project(folded(log[:end])) for end in range(len(log) + 1)]
    first, second, third = sorted(data.draw(st.tuples(*[st.sampled_from(range(len(states)))] * 3)))
    early = patch.diff(states[first], states[second])
    late = patch.diff(states[second], states[third])

    assert patch.apply(patch.merge(early, late), states[first]) == states[third]


@SETTLED
@given(log=match_logs())
def test_the_public_state_is_small_and_holds_no_nulls_and_no_fractions(log):
    state = FOLD.project(folded(log))

    assert len(canonical.dumps(state)) <= STATE_BYTES_MAX
    assert {type(leaf) for leaf in leaves(state)} <= {str, int, bool, dict}


@SETTLED
@given(log=match_logs())
def test_projections_share_nothing(log):
    state = folded(log)
    spoilt = FOLD.project(state)
    for part in children(spoilt):
        if isinstance(part, dict):
            part.clear()

    assert FOLD.project(state) == FOLD.project(folded(log))
