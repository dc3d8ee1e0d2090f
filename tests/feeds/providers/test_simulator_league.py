"""The invented league: its clubs tell apart on the screen, its squads are whole."""

import msgspec
import pytest

from community.feeds.providers.simulator_league import CLUBS, club_sheet
from community.matches.sheet import ClubSheet

SHEETS = [club_sheet(club.code) for club in CLUBS]


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_twelve_clubs_have_names_codes_and_colours_of_their_own():
    assert len(CLUBS) == 12
    for field in ("name", "code", "colour", "venue"):
        assert len({getattr(club, field) for club in CLUBS}) == 12


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.code)
def test_a_squad_has_twenty_players_of_every_role(sheet):
    roles = [player.role for player in sheet.players]

    assert {role: roles.count(role) for role in roles} == {"GK": 2, "DF": 7, "MF": 7, "FW": 4}
    assert [player.shirt for player in sheet.players] == list(range(1, 21))
    assert len({player.name for player in sheet.players}) == 20
    assert msgspec.convert(msgspec.to_builtins(sheet), ClubSheet) == sheet


def test_no_name_is_borne_twice_in_the_league():
    names = [player.name for sheet in SHEETS for player in sheet.players]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("club", CLUBS, ids=lambda club: club.code)
def test_a_colour_is_seen_on_white_and_on_near_black(club):
    light = luminance(club.colour)

    assert (1 + 0.05) / (light + 0.05) >= 3
    assert (light + 0.05) / (luminance("#0b0f14") + 0.05) >= 3
