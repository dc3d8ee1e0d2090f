"""Sheets as providers announce fixtures."""

from itertools import count

import msgspec

from community.matches.sheet import FixtureSheet
from tests.matches.factories import KICKOFF_AT

_numbers = count(1)


def sheet(**changes):
    """City v United; every sheet is another match."""
    told = {
        "id": f"{next(_numbers)}",
        "competition": {"id": "league", "name": "First League"},
        "season": {"id": "season", "name": "2026"},
        "home": {
            "id": "city",
            "name": "City",
            "code": "CTY",
            "players": [{"id": "9", "name": "Silva"}, {"id": "10", "name": "Costa"}],
        },
        "away": {"id": "united", "name": "United", "code": "UTD"},
        "kickoff_at": KICKOFF_AT,
    }
    return msgspec.convert(told | changes, FixtureSheet)
