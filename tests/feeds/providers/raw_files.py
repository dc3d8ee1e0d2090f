"""Small Wyscout files made by hand: two teams of two, every event only what a test says of it."""

import json
from itertools import count

HOME, AWAY = 10, 20
KEEPER, STRIKER, RIVAL, RIVAL_KEEPER = 101, 102, 201, 202
MATCH_ID = 555
KICKOFF_AT = 1_529_949_600_000
_ids = count(1)


def event(event_id, sub_event_id="", **said):
    """One raw event; at seconds of its period, by tags and positions."""
    return {
        "id": said.pop("id", None) or next(_ids) + 9_000,
        "eventId": event_id,
        "subEventId": sub_event_id,
        "matchId": said.pop("match_id", MATCH_ID),
        "matchPeriod": said.pop("period", "1H"),
        "eventSec": said.pop("at", 1.0),
        "teamId": said.pop("team", HOME),
        "playerId": said.pop("player", STRIKER),
        "tags": [{"id": tag} for tag in said.pop("tags", [])],
        "positions": [{"x": x, "y": y} for x, y in said.pop("positions", [(50, 50), (60, 40)])],
        **said,
    }


def player(wy_id, short_name, role="FW"):
    return {"player": {"wyId": wy_id, "shortName": short_name, "role": {"code2": role}}}


def team(wy_id, name, **said):
    return {"team": {"wyId": wy_id, "name": name, "officialName": name, "type": "club", **said}}


def file(*events, **said):
    return {
        "events": list(events),
        "teams": {str(HOME): team(HOME, "Harbour Town"), str(AWAY): team(AWAY, "Old Mill")},
        "players": {
            str(HOME): [player(KEEPER, "K. Eeper", "GK"), player(STRIKER, "S. Triker")],
            str(AWAY): [player(RIVAL, "R. Ival", "MD"), player(RIVAL_KEEPER, "G. Loves", "GK")],
        },
        **said,
    }


def record(**said):
    """The official record; the second of `teams` is at home in it."""
    return {
        "wyId": MATCH_ID,
        "dateutc": "2018-06-25 18:00:00",
        "competitionId": 28,
        "seasonId": 10078,
        "venue": "The Quay",
        "groupName": "Group B",
        "gameweek": 3,
        "teamsData": {
            str(HOME): {"side": "away", "formation": formation(KEEPER, STRIKER)},
            str(AWAY): {"side": "home", "formation": formation(RIVAL_KEEPER, RIVAL)},
        },
        **said,
    }


def formation(*players, bench=(), substitutions="null"):
    return {
        "lineup": [{"playerId": one} for one in players],
        "bench": [{"playerId": one} for one in bench] or "null",
        "substitutions": substitutions,
    }


def change(*, on, off, minute):
    return {"playerIn": on, "playerOut": off, "minute": minute, "assists": "0"}


def octets(raw):
    return json.dumps(raw).encode()  # noqa: TID251 -- floats: these are a provider's files, not ours
