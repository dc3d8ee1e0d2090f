"""One event's page: every field in words, every revision by what it did."""

from datetime import UTC, datetime

from community.matches import facts
from community.matches.history import history
from community.streams.facts import Provenance
from community.web.presenters.event_record import event_record
from community.web.presenters.match_centre import Card
from tests.matches.factories import KICKOFF_AT, amended, event_id, retracted, told
from tests.web.factories import NAMES, goal

CARD = Card(
    id="match_1",
    topic="match.match_1",
    competition="First League",
    round="",
    venue="",
    kickoff_at=datetime(2026, 1, 1, tzinfo=UTC),
    simulated=False,
    names=NAMES,
)
EVENT = event_id(1)


def record(*tellings):
    past = history(EVENT, tellings)
    assert past is not None
    return event_record(CARD, past)


def lines(data):
    return {line.label: line.value for line in record(told(data, id=EVENT)).lines}


def test_a_touch_tells_where_and_how():
    data = facts.MatchPass(
        period=2, clock_ms=0, side="away", player="player_77aa",
        x=504, y=250, to_x=900, to_y=255, accurate=False, kind="throw_in",
    )  # fmt: skip

    assert lines(data) == {
        "Period": "Second half",
        "Minute": "46'",
        "Side": "United",
        "Player": "Mané",
        "Accurate": "No",
        "Kind": "Throw in",
        "Place": "50 % up the pitch, 25 % from the left",
        "Ball went to": "90 % up the pitch, 26 % from the left",
    }


def test_a_player_nobody_knows_is_said_to_be_unknown():
    assert lines(goal("home", 1, 0, player="player_none"))["Player"] == "Unknown player"


def test_a_marker_without_a_clock_has_no_minute():
    page = record(told(facts.MatchPeriodStarted(period=2), id=EVENT))

    assert (page.title, page.minute, page.subtitle) == ("Start of the period", "", "")


def test_each_revision_says_what_it_did():
    first, second = goal("home", 1, 0), goal("away", 1, 0)

    page = record(
        told(first, id=EVENT),
        amended(EVENT, first, second, revision=1),
        retracted(EVENT, second, revision=2),
        amended(EVENT, second, first, revision=3, struck=True),
        retracted(EVENT, first, revision=4),
        retracted(EVENT, first, revision=5, struck=True),
    )

    assert [(revision.verb, revision.title) for revision in page.revisions] == [
        ("told", "Told"),
        ("amended", "Corrected"),
        ("retracted", "Struck"),
        ("amended", "Reinstated"),
        ("retracted", "Struck"),
        ("retracted", "Struck again"),
    ]
    changes = page.revisions[1].changes
    assert [(change.label, change.before, change.after) for change in changes] == [
        ("Side", "City", "United")
    ]
    assert page.struck


def test_a_telling_names_its_source_and_its_time():
    fact = told(goal("home", 1, 60_000), id=EVENT)
    sourced = type(fact)(
        type=fact.type, v=1, id=EVENT, at=fact.at, data=fact.data, prov=Provenance(source="wyscout")
    )

    by_feed, by_hand = record(sourced).revisions[0], record(fact).revisions[0]

    assert by_feed.source == "wyscout"
    assert by_hand.source == "the desk"
    assert by_feed.at == datetime.fromtimestamp((KICKOFF_AT + 60_000) / 1000, tz=UTC)
