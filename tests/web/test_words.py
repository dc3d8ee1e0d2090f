"""The words of a match page, in Python; what JavaScript says is held to them in test_agree.py."""

import pytest

from community.matches import facts
from community.matches.minutes import minute_label
from community.web.presenters.momentum import momentum
from community.web.presenters.scoreboard import (
    half_time,
    kicks,
    penalties_scored,
    scorers,
    shootout_score,
    spoken_score,
    winner,
)
from community.web.presenters.stats import stat_pairs
from community.web.presenters.status import match_status
from community.web.presenters.timeline import timeline
from tests.matches.factories import projected, retracted, told
from tests.vector_files import vectors
from tests.web.factories import NAMES, dashed, goal, passing


@pytest.mark.parametrize(
    "case", vectors("minute_labels"), ids=lambda case: f"{case['period']}-{case['clock_ms']}"
)
def test_a_minute_reads_as_fans_say_it(case):
    assert minute_label(case["period"], case["clock_ms"]) == case["label"]


@pytest.mark.parametrize(
    ("marks", "label", "words"),
    [
        ([], "", "Not started"),
        ([facts.MatchKickedOff()], "1'", "First half"),
        ([facts.MatchClock(period=2, clock_ms=1_020_000)], "63'", "Second half"),
        ([facts.MatchPeriodEnded(period=1, clock_ms=2_800_000)], "HT", "Half time"),
        ([facts.MatchPeriodEnded(period=2, clock_ms=2_800_000)], "90'", "Break before extra time"),
        ([facts.MatchPeriodEnded(period=3, clock_ms=900_000)], "ET HT", "Half time of extra time"),
        ([facts.MatchPeriodEnded(period=4, clock_ms=9_000)], "120'", "Break before the shoot-out"),
        ([facts.MatchFullTime(period=2, clock_ms=2_800_000)], "FT", "Full time"),
        ([facts.MatchFullTime(period=4, clock_ms=910_000)], "AET", "After extra time"),
        ([facts.MatchFullTime(period=5, clock_ms=400_000)], "Pens", "After penalties"),
    ],
    ids=[
        "scheduled",
        "first",
        "second",
        "half-time",
        "ninety",
        "extra-half",
        "extra-end",
        "full",
        "extra",
        "pens",
    ],
)
def test_a_board_says_where_the_match_stands(marks, label, words):
    status = match_status(projected(*map(told, marks)))

    assert (status.label, status.words) == (label, words)


def test_a_timeline_tells_goals_with_the_score_after_them_and_parts_between_them():
    state = projected(
        told(facts.MatchKickedOff()),
        told(goal("home", 1, 754_200, player="player_5f2c", penalty=True)),
        told(facts.MatchPeriodEnded(period=1, clock_ms=2_800_000)),
        told(facts.MatchPeriodStarted(period=2)),
        told(facts.MatchOwnGoal(period=2, clock_ms=60_000, side="away", player="player_5f2c")),
        told(facts.MatchPeriodEnded(period=2, clock_ms=2_900_000)),
        told(facts.MatchFullTime(period=2, clock_ms=2_900_000)),
    )

    rows = timeline(state, NAMES)

    assert [(row.kind, row.minute, row.title, row.who, row.note, row.score) for row in rows] == [
        ("divider", "", "Kick-off", "", "", ""),
        ("event", "13'", "Goal", "Silva", "Penalty", dashed("1-0")),
        ("divider", "", "Half time", "", "", dashed("1-0")),
        ("divider", "", "Second half", "", "", ""),
        ("event", "47'", "Own goal", "Silva", "", dashed("1-1")),
        ("divider", "", "Full time", "", "", dashed("1-1")),
    ]


def test_a_struck_goal_stays_on_the_timeline_and_counts_for_nothing():
    data = goal("home", 1, 754_200, player="player_5f2c")
    event = told(data)
    state = projected(event, told(goal("away", 1, 800_000)), retracted(event.id, data))

    rows = timeline(state, NAMES)

    assert [(row.struck, row.mark, row.score) for row in rows] == [
        (True, "Struck", ""),
        (False, "", dashed("0-1")),
    ]
    assert scorers(state, NAMES) == {"home": [], "away": ["Goal 14'"]}
    assert momentum(state, NAMES).goals[0].side == "away"


def test_a_scorer_has_one_line_with_all_his_minutes():
    state = projected(
        told(goal("home", 1, 754_200, player="player_5f2c")),
        told(goal("home", 1, 2_760_000, player="player_5f2c", penalty=True)),
        told(facts.MatchOwnGoal(period=2, clock_ms=0, side="home", player="player_77aa")),
    )

    assert scorers(state, NAMES)["home"] == ["Silva 13', 45+2' (pen)", "Mané 46' (og)"]


def test_a_shoot_out_is_told_kick_by_kick_and_decides_who_won():
    state = projected(
        told(
            facts.MatchShootoutKick(
                period=5, clock_ms=1, side="home", player="player_5f2c", scored=True
            )
        ),
        told(facts.MatchShootoutKick(period=5, clock_ms=2, side="away", scored=False)),
        told(facts.MatchFullTime(period=5, clock_ms=3)),
    )

    assert [kick.words for kick in kicks(state, NAMES)["home"]] == ["Silva scored"]
    assert [kick.words for kick in kicks(state, NAMES)["away"]] == ["United missed"]
    assert shootout_score(state) == dashed("1-0")
    assert penalties_scored(state) == {"home": "(1)", "away": "(0)"}
    assert winner(state) == "home"
    assert timeline(state, NAMES)[-1].score == dashed("0-0 (1-0)")
    assert spoken_score(state, NAMES) == dashed("City 0, United 0; penalties 1-0")


def test_before_kick_off_no_score_is_spoken():
    assert spoken_score(projected(), NAMES) == "City v United, not started"


def test_the_half_time_score_is_told_once_the_half_is_over():
    first = told(goal("home", 1, 754_200))
    end = told(facts.MatchPeriodEnded(period=1, clock_ms=2_800_000))

    assert half_time(projected(first)) == ""
    assert half_time(projected(first, end)) == dashed("HT 1-0")


def test_paired_numbers_share_a_bar_and_nothing_has_no_bar():
    state = projected(
        told(passing("home", accurate=True)),
        told(passing("home", accurate=True)),
        told(passing("away", accurate=False)),
    )

    pairs = {pair.key: pair for pair in stat_pairs(state)}

    shown = [
        (pairs[key].home, pairs[key].away, pairs[key].home_share, pairs[key].leader)
        for key in ("possession", "accuracy", "passes", "corners")
    ]
    assert shown == [
        ("67%", "33%", 67, "home"),
        ("100%", "0%", 100, "home"),
        ("2", "1", 67, "home"),
        ("0", "0", 0, ""),
    ]
    assert stat_pairs(projected()) == []
