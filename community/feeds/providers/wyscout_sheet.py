"""The fixture sheet of a Wyscout file: names, codes, squads, competition; no events."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from community.core import clock
from community.feeds.providers.wyscout_file import (
    RawFile,
    RawPlayer,
    RawPlayerEntry,
    RawRecord,
    RawTeam,
    RawTeamEntry,
    RawTeamRecord,
    escaped,
    invalid,
    shaped,
)
from community.matches.facts import Side
from community.matches.sheet import ClubSheet, FixtureSheet, NamedThing, PlayerSheet

# The published dataset's competitions and seasons; its match files carry the ids alone.
COMPETITIONS = {
    28: "World Cup",
    102: "European Championship",
    364: "Premier League",
    412: "Ligue 1",
    426: "Bundesliga",
    524: "Serie A",
    795: "La Liga",
}
SEASONS = {
    10078: "2018",
    9291: "2016",
    181150: "2017/18",
    181189: "2017/18",
    181137: "2017/18",
    181248: "2017/18",
    181144: "2017/18",
}
_ROLES = {"GK": "GK", "DF": "DF", "MD": "MF", "FW": "FW"}
_CLUB_WORDS = {"FC", "AFC", "CF", "SC", "AC", "AS", "SS", "SSC", "US", "UD", "CD", "RC", "SV", "&"}
_SIDES = 2
_NAME_MAX = 120
_SQUAD_MAX = 60


@dataclass(frozen=True, kw_only=True)
class Teams:
    """The two sides of a match: the provider's team ids, and the official record's half of each."""

    home: int
    away: int
    records: Mapping[Side, RawTeamRecord]

    def side_of(self, team_id: int) -> Side | None:
        """Which side a team is; None when it does not play."""
        if team_id == self.home:
            return "home"
        return "away" if team_id == self.away else None


def teams_of(file: RawFile, record: RawRecord | None) -> Teams:
    """Who is at home: as the record says; without one, the first of `teams`, the file's order."""
    keys = list(file.teams)
    if len(keys) != _SIDES or not all(re.fullmatch(r"0|[1-9][0-9]{0,15}", key) for key in keys):
        raise invalid(pointer="/teams", detail="Expected two teams, keyed by their ids")
    if record is None:
        return Teams(home=int(keys[0]), away=int(keys[1]), records={})
    if set(record.teams_data) != set(keys):
        raise invalid(pointer="/teamsData", detail="Expected the two teams of the file")
    halves = {
        key: shaped(raw, RawTeamRecord, pointer=f"/teamsData/{key}")
        for key, raw in record.teams_data.items()
    }
    sides: dict[Side, str] = {half.side: key for key, half in halves.items()}
    if len(sides) != _SIDES:
        raise invalid(pointer="/teamsData", detail="Expected one home side and one away side")
    return Teams(
        home=int(sides["home"]),
        away=int(sides["away"]),
        records={side: halves[key] for side, key in sides.items()},
    )


def sheet_of(
    file: RawFile, *, teams: Teams, record: RawRecord | None, kickoff_at: int
) -> FixtureSheet:
    """The fixture; kickoff_at, in ms since 1970, is used when no record tells the date."""
    raw = {
        side: _raw_team(file, team) for side, team in (("home", teams.home), ("away", teams.away))
    }
    codes = club_codes(raw["home"], raw["away"])
    home, away = (
        ClubSheet(
            id=str(team),
            name=_name(raw[side].name, otherwise=f"Team {team}"),
            code=code,
            players=_squad(file, team),
        )
        for side, team, code in zip(raw, (teams.home, teams.away), codes, strict=True)
    )
    competition, season = _competition_of(record)
    return FixtureSheet(
        id=str(file.events[0].match_id),
        competition=competition,
        season=season,
        home=home,
        away=away,
        kickoff_at=kickoff_at if record is None else _kickoff_of(record),
        venue=None if record is None else _name(record.venue, otherwise="") or None,
        round=None if record is None else _round_of(record),
    )


def club_codes(home: RawTeam, away: RawTeam) -> tuple[str, str]:
    """Three letters for each side, never the same: MAN and LEI, but MCI and MUN."""
    for code in (_code, _parted_code):
        if code(home) != code(away):
            return code(home), code(away)
    return f"{_code(home)[:2]}H", f"{_code(away)[:2]}A"


def unescaped(text: str) -> str:
    r"""Text as it was meant: letters come escaped twice, `\u00e9` as six characters."""
    plain = re.sub(
        r"(?:\\u[0-9a-fA-F]{4})+",
        lambda run: bytes.fromhex(run[0].replace("\\u", "")).decode("utf-16-be", errors="replace"),
        text,
    )
    visible = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Cs"} else letter for letter in plain
    )
    return " ".join(visible.split())


def _raw_team(file: RawFile, team: int) -> RawTeam:
    key = next(key for key in file.teams if int(key) == team)
    return shaped(file.teams[key], RawTeamEntry, pointer=f"/teams/{escaped(key)}").team


def _squad(file: RawFile, team: int) -> list[PlayerSheet]:
    """The listed players, then those who act for the team though no list names them."""
    raw = file.players.get(str(team), msgspec.Raw(b"[]"))
    listed = shaped(raw, list[RawPlayerEntry], pointer=f"/players/{team}")
    sheets = {entry.player.wy_id: _player_sheet(entry.player) for entry in listed}
    for event in file.events:
        if event.team_id == team and event.player_id and event.player_id not in sheets:
            sheets[event.player_id] = _player_sheet(RawPlayer(wy_id=event.player_id))
    if len(sheets) > _SQUAD_MAX:
        raise invalid(pointer=f"/players/{team}", detail=f"Expected at most {_SQUAD_MAX} players")
    return list(sheets.values())


def _player_sheet(player: RawPlayer) -> PlayerSheet:
    full = f"{player.first_name} {player.last_name}"
    unnamed = f"Player {player.wy_id}"
    return PlayerSheet(
        id=str(player.wy_id),
        name=_name(player.short_name, otherwise="") or _name(full, otherwise=unnamed),
        role=_ROLES.get(player.role.code2),
    )


def _name(text: str, *, otherwise: str) -> str:
    return unescaped(text)[:_NAME_MAX].strip() or otherwise


def _competition_of(record: RawRecord | None) -> tuple[NamedThing, NamedThing]:
    if record is None:
        return (
            NamedThing(id="unknown", name="Unknown competition"),
            NamedThing(id="unknown", name="Unknown season"),
        )
    competition, season = record.competition_id, record.season_id
    return (
        NamedThing(
            id=str(competition), name=COMPETITIONS.get(competition, f"Competition {competition}")
        ),
        NamedThing(id=str(season), name=SEASONS.get(season, f"Season {season}")),
    )


def _kickoff_of(record: RawRecord) -> int:
    try:
        moment = datetime.strptime(record.dateutc, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError as fault:
        raise invalid(pointer="/dateutc", detail="Expected YYYY-MM-DD HH:MM:SS") from fault
    if moment < clock.from_ms(0):
        raise invalid(pointer="/dateutc", detail="Expected a date since 1970")
    return clock.to_ms(moment)


def _round_of(record: RawRecord) -> str | None:
    if name := _name(record.group_name, otherwise=""):
        return name
    return f"Matchweek {record.gameweek}" if record.gameweek > 0 else None


def _code(team: RawTeam) -> str:
    """A national side's country code; a club's initials, or the first letters of its name."""
    country = team.area.alpha3code
    if team.type == "national" and re.fullmatch(r"[A-Z]{3}", country):
        return country
    words = _words(team)
    if len(words) >= 3:  # noqa: PLR2004 -- a code has three letters
        return "".join(word[0] for word in words[:3])
    return words[0][:3].ljust(3, "X")


def _parted_code(team: RawTeam) -> str:
    words = _words(team)
    return words[0][0] + words[-1][:2].ljust(2, "X")


def _words(team: RawTeam) -> list[str]:
    name = unescaped(team.official_name) or unescaped(team.name)
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    words = [
        re.sub(r"[^A-Z0-9]", "", word) for word in ascii_name.split() if word not in _CLUB_WORDS
    ]
    return [word for word in words if word] or ["CLUB"]
