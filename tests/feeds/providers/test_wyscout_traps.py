"""The traps of real match files, each on a file of a few events made by hand."""

import pytest

from community.feeds.providers import wyscout
from community.matches import facts
from tests.feeds.providers import raw_files as raw
from tests.feeds.providers.counting import goals, names, of_type, score

SHOT, SAVE, PASS, FOUL, FREE_KICK, OTHER, DUEL, INTERRUPTION = 10, 9, 8, 2, 3, 7, 1, 5


def read(*events, **said):
    return wyscout.read_recording(raw.octets(raw.file(*events, **said)))


def test_the_beaten_keeper_s_event_is_no_goal():
    recording = read(
        raw.event(SHOT, 100, at=10.0, tags=[101, 1801], id=1),
        raw.event(SAVE, 90, at=11.0, tags=[101, 1802], team=raw.AWAY, player=raw.RIVAL_KEEPER),
    )

    assert [goal.id for goal in goals(recording)] == ["1.goal"]
    assert goals(recording)[0].data == facts.MatchGoal(
        period=1, clock_ms=10_000, side="home", player=str(raw.STRIKER)
    )


def test_an_own_goal_counts_for_the_other_side_and_is_no_shot():
    recording = read(
        raw.event(OTHER, 71, at=5.0, tags=[102, 1401], id=4),
        raw.event(SAVE, 90, at=6.0, tags=[101, 1802], player=raw.KEEPER),
    )

    (goal,) = goals(recording)
    assert goal.data == facts.MatchOwnGoal(
        period=1, clock_ms=5_000, side="away", player=str(raw.STRIKER)
    )
    assert of_type(recording, "match.shot") == []


def test_clock_order_beats_file_order_and_ties_keep_it():
    recording = read(
        raw.event(PASS, 85, period="2H", at=3.0, id=1),
        raw.event(PASS, 85, at=9.0, id=2),
        raw.event(PASS, 85, at=4.0, id=9),
        raw.event(PASS, 85, at=4.0, id=3),
    )

    assert [event.id for event in of_type(recording, "match.pass")] == ["9", "3", "2", "1"]


def test_clock_is_rounded_to_the_nearest_millisecond():
    recording = read(raw.event(PASS, 85, at=2_870.3118249999998))

    assert of_type(recording, "match.pass")[0].data.clock_ms == 2_870_312


def test_kicks_of_a_shoot_out_are_neither_goals_nor_shots():
    recording = read(
        raw.event(SHOT, 100, at=10.0),
        raw.event(FREE_KICK, 35, period="P", at=44.0, tags=[402, 1802], id=5),
        raw.event(FREE_KICK, 35, period="P", at=93.0, tags=[101, 1801], team=raw.AWAY, id=6),
    )

    assert [kick.data.scored for kick in of_type(recording, "match.shootout_kick")] == [False, True]
    assert score(recording) == {"home": 0, "away": 0}
    assert len(of_type(recording, "match.shot")) == 1
    assert of_type(recording, "match.penalty") == []


def test_a_penalty_is_awarded_at_its_foul_and_kicked_as_a_shot():
    recording = read(
        raw.event(PASS, 85, at=90.0),
        raw.event(FOUL, 20, at=100.0, team=raw.AWAY, player=raw.RIVAL, id=7),
        raw.event(FREE_KICK, 35, at=180.0, tags=[101, 1801], id=8),
    )

    assert [event.id for event in recording.events if event.id[0] in "78"] == [
        "7",
        "8.award",
        "8",
        "8.goal",
    ]
    assert of_type(recording, "match.penalty")[0].data == facts.MatchPenalty(
        period=1, clock_ms=100_000, side="home"
    )
    assert of_type(recording, "match.shot")[0].data.origin == "penalty"
    assert goals(recording)[0].data.penalty


def test_a_penalty_without_a_foul_before_it_is_awarded_at_its_kick():
    recording = read(raw.event(PASS, 85, at=90.0), raw.event(FREE_KICK, 35, at=180.0))

    assert of_type(recording, "match.penalty")[0].data.clock_ms == 180_000


@pytest.mark.parametrize(
    ("tag", "colour"), [(1702, "yellow"), (1701, "red"), (1703, "second_yellow")]
)
def test_a_card_tag_shows_one_card_beside_its_foul(tag, colour):
    recording = read(raw.event(FOUL, 20, tags=[tag], id=3))

    assert [card.data.colour for card in of_type(recording, "match.card")] == [colour]
    assert len(of_type(recording, "match.foul")) == 1


def test_a_second_yellow_marked_beside_a_yellow_is_one_card():
    recording = read(raw.event(FOUL, 20, tags=[1702, 1703]))

    assert [card.data.colour for card in of_type(recording, "match.card")] == ["second_yellow"]


def test_an_empty_sub_event_is_an_offside_all_the_same():
    recording = read(raw.event(6, "", positions=[(81, 40), (0, 0)]))

    offside = of_type(recording, "match.offside")[0].data
    assert (offside.x, offside.y, offside.to_x) == (810, 400, None)


def test_player_0_is_nobody():
    recording = read(raw.event(5, 50, player=0))

    assert of_type(recording, "match.touch")[0].data.player is None
    assert "0" not in names(recording)


def test_names_escaped_twice_are_read_once():
    players = {str(raw.HOME): [raw.player(raw.STRIKER, "M. Mand\\u017euki\\u0107")]}

    recording = read(raw.event(PASS, 85), players=players)

    assert names(recording)[str(raw.STRIKER)] == "M. Mandžukić"


def test_a_player_no_list_names_joins_the_squad_of_the_team_he_acts_for():
    recording = read(raw.event(PASS, 85, player=999))

    assert names(recording)["999"] == "Player 999"
    assert "999" in {player.id for player in recording.sheet.home.players}


def test_places_are_thousandths_and_kept_on_the_pitch():
    recording = read(raw.event(PASS, 85, positions=[(-2, 50.5), (101, 33)]))

    told = of_type(recording, "match.pass")[0].data
    assert (told.x, told.y, told.to_x, told.to_y) == (0, 505, 1000, 330)


def test_a_missing_second_place_is_not_made_up():
    recording = read(raw.event(PASS, 85, positions=[(50, 51)], tags=[1801]))

    told = of_type(recording, "match.pass")[0].data
    assert (told.x, told.y, told.to_x, told.to_y) == (500, 510, None, None)


def test_a_corner_is_the_one_taken():
    recording = read(raw.event(FREE_KICK, 30, positions=[(100, 100), (92, 44)]))

    corner = of_type(recording, "match.corner")[0].data
    assert (corner.x, corner.y, corner.to_x, corner.to_y) == (1000, 1000, 920, 440)


def test_an_assist_is_the_tagged_pass_of_the_same_side():
    recording = read(
        raw.event(PASS, 85, at=8.0, tags=[301], player=raw.KEEPER),
        raw.event(DUEL, 11, at=9.0, team=raw.AWAY, player=raw.RIVAL),
        raw.event(SHOT, 100, at=10.0, tags=[101]),
        raw.event(SHOT, 100, at=60.0, tags=[101]),
    )

    assert [goal.data.assist for goal in goals(recording)] == [str(raw.KEEPER), None]


def test_a_penalty_is_awarded_at_the_foul_of_the_other_side_however_play_was_stopped():
    recording = read(
        raw.event(FOUL, 20, at=10.0, team=raw.AWAY, player=raw.RIVAL),
        raw.event(INTERRUPTION, 51, at=12.0),
        raw.event(FOUL, 20, at=14.0),
        raw.event(FREE_KICK, 35, at=60.0, id=3),
    )

    (award,) = of_type(recording, "match.penalty")
    assert (award.id, award.data.clock_ms, award.data.side) == ("3.award", 10_000, "home")


@pytest.mark.parametrize(
    ("sub_event", "kind"), [(31, "free_kick"), (32, "free_kick"), (34, "goal_kick")]
)
def test_a_set_piece_is_a_touch_of_its_kind(sub_event, kind):
    recording = read(raw.event(FREE_KICK, sub_event))

    (touch,) = of_type(recording, "match.touch")
    assert touch.data.kind == kind


@pytest.mark.parametrize(("tags", "accurate"), [([1801], True), ([1802], False)])
def test_a_throw_in_is_a_pass_by_hand_from_the_line(tags, accurate):
    recording = read(raw.event(FREE_KICK, 36, tags=tags))

    thrown = of_type(recording, "match.pass")[0].data
    assert (thrown.kind, thrown.accurate) == ("throw_in", accurate)


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (("Manchester City FC", "Leicester City FC"), ("MAN", "LEI")),
        (("Manchester City FC", "Manchester United FC"), ("MCI", "MUN")),
        (("West Bromwich Albion FC", "AFC Bournemouth"), ("WBA", "BOU")),
        (("K\\u00f6ln", "FC"), ("KOL", "CLU")),
        (("Twin", "Twin"), ("TWH", "TWA")),
    ],
)
def test_codes_are_three_letters_and_part_the_sides(names, codes):
    teams = {
        str(wy_id): raw.team(wy_id, name)
        for wy_id, name in zip((raw.HOME, raw.AWAY), names, strict=True)
    }

    sheet = read(raw.event(PASS, 85), teams=teams).sheet

    assert (sheet.home.code, sheet.away.code) == codes


def test_a_national_side_has_its_country_s_code():
    teams = {
        str(raw.HOME): raw.team(raw.HOME, "Iran", type="national", area={"alpha3code": "IRN"}),
        str(raw.AWAY): raw.team(raw.AWAY, "Portugal"),
    }

    sheet = read(raw.event(PASS, 85), teams=teams).sheet

    assert (sheet.home.code, sheet.away.code) == ("IRN", "POR")
