"""What the official record adds to a Wyscout file: sides, date, line-ups, changes by minute."""

import gzip

import pytest

from community.feeds.providers import wyscout
from community.matches import facts
from tests.feeds.providers import raw_files as raw
from tests.feeds.providers.counting import of_type

PASS = 8


def read_with_record(*events, **said):
    records = raw.octets([raw.record(wyId=1), raw.record(**said)])
    return wyscout.read_recording(raw.octets(raw.file(*events)), records=records)


def with_changes(*changes):
    return {
        "teamsData": {
            str(raw.HOME): {
                "side": "home",
                "formation": raw.formation(raw.KEEPER, bench=[77], substitutions=list(changes)),
            },
            str(raw.AWAY): {"side": "away"},
        }
    }


def test_the_record_says_who_is_at_home_when_and_where():
    sheet = read_with_record(raw.event(PASS, 85)).sheet

    assert (sheet.home.name, sheet.away.name) == ("Old Mill", "Harbour Town")
    assert (sheet.kickoff_at, sheet.venue, sheet.round) == (raw.KICKOFF_AT, "The Quay", "Group B")
    assert (sheet.competition.name, sheet.season.name) == ("World Cup", "2018")


def test_without_a_record_the_first_team_is_at_home_and_no_line_up_is_told():
    octets = raw.octets(raw.file(raw.event(PASS, 85)))

    recording = wyscout.read_recording(octets, kickoff_at=1_000)

    assert (recording.sheet.home.name, recording.sheet.away.name) == ("Harbour Town", "Old Mill")
    assert recording.sheet.kickoff_at == 1_000
    assert of_type(recording, "match.lineup") == []


def test_records_of_other_matches_say_nothing_of_this_one():
    octets = raw.octets(raw.file(raw.event(PASS, 85)))

    recording = wyscout.read_recording(octets, records=raw.octets([raw.record(wyId=1)]))

    assert (recording.sheet.home.name, recording.sheet.venue) == ("Harbour Town", None)
    assert of_type(recording, "match.lineup") == []


@pytest.mark.parametrize(("gameweek", "named"), [(7, "Matchweek 7"), (0, None)])
def test_a_round_without_a_name_is_its_week_s_number(gameweek, named):
    sheet = read_with_record(raw.event(PASS, 85), groupName=" ", gameweek=gameweek).sheet

    assert sheet.round == named


def test_a_record_inside_the_file_is_used(tmp_path):
    file = tmp_path / "match.json.gz"
    file.write_bytes(gzip.compress(raw.octets(raw.file(raw.event(PASS, 85), match=raw.record()))))

    assert wyscout.read(file).sheet.home.name == "Old Mill"


@pytest.mark.parametrize("folder", [".", ".."])
def test_a_record_beside_the_file_or_a_folder_up_is_used(tmp_path, folder):
    events = tmp_path / "events"
    events.mkdir()
    (events / "555.json").write_bytes(raw.octets(raw.file(raw.event(PASS, 85))))
    (events / folder / "matches.json").write_bytes(raw.octets([raw.record()]))

    assert wyscout.read(events / "555.json").sheet.home.name == "Old Mill"


def test_line_ups_come_first_with_the_record_s_players():
    recording = read_with_record(raw.event(PASS, 85))

    assert [event.type for event in recording.events[:4]] == [
        "match.lineup",
        "match.lineup",
        "match.kicked_off",
        "match.period_started",
    ]
    assert recording.events[0].data == facts.MatchLineup(
        side="home", starting=[str(raw.RIVAL_KEEPER), str(raw.RIVAL)], bench=[]
    )


def test_a_change_at_46_is_told_as_the_second_half_begins():
    recording = read_with_record(
        raw.event(PASS, 85, at=2_700.0),
        raw.event(PASS, 85, period="2H", at=5.0, player=raw.KEEPER),
        **with_changes(raw.change(on=77, off=raw.STRIKER, minute=46)),
    )

    (change,) = of_type(recording, "match.substitution")
    assert (change.data.period, change.data.clock_ms) == (2, 0)
    assert (change.data.player, change.data.off) == ("77", str(raw.STRIKER))


def test_a_change_at_46_by_one_seen_in_the_first_half_is_told_in_its_added_time():
    recording = read_with_record(
        raw.event(PASS, 85, at=10.0),
        raw.event(PASS, 85, at=2_750.0, player=77),
        raw.event(PASS, 85, period="2H", at=5.0, player=77),
        **with_changes(raw.change(on=77, off=raw.STRIKER, minute=46)),
    )

    (change,) = of_type(recording, "match.substitution")
    assert (change.data.period, change.data.clock_ms) == (1, 2_700_000)


def test_a_change_past_the_last_event_is_told_before_the_end():
    recording = read_with_record(
        raw.event(PASS, 85, at=10.0),
        raw.event(PASS, 85, period="2H", at=2_800.0, player=raw.KEEPER),
        **with_changes(raw.change(on=0, off=raw.STRIKER, minute=99)),
    )

    (change,) = of_type(recording, "match.substitution")
    assert (change.data.period, change.data.clock_ms) == (2, 2_800_000)
    assert change.data.player is None
    assert [event.type for event in recording.events[-2:]] == [
        "match.period_ended",
        "match.full_time",
    ]


def test_a_half_time_of_fifteen_minutes_parts_the_halves_in_real_time():
    recording = read_with_record(
        raw.event(PASS, 85, at=2_700.0), raw.event(PASS, 85, period="2H", at=1.0)
    )

    second_half = of_type(recording, "match.period_started")[1]
    assert second_half.due_ms == (2_700 + 900) * 1000
    assert second_half.at == raw.KICKOFF_AT + second_half.due_ms


def test_a_change_stands_between_the_last_touch_of_one_and_the_first_of_the_other():
    recording = read_with_record(
        raw.event(PASS, 85, at=605.0),
        raw.event(PASS, 85, at=1_190.0, player=78),
        raw.event(PASS, 85, at=1_250.0, player=raw.KEEPER),
        **with_changes(
            raw.change(on=77, off=raw.STRIKER, minute=11),
            raw.change(on=78, off=raw.KEEPER, minute=21),
        ),
    )

    told = of_type(recording, "match.substitution")
    assert [(change.data.off, change.data.clock_ms) for change in told] == [
        (str(raw.STRIKER), 605_001),
        (str(raw.KEEPER), 1_190_000),
    ]
