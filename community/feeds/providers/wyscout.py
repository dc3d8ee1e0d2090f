"""The Wyscout v2 adapter: a raw match file, plain or gzip, becomes a recording.

The events alone do not say who is at home, when the match began or who came on: that is in the
official record, which is looked for inside the file (`match`), in a `matches.json` beside it and in
one a folder up. Without a record the first of `teams` is at home, the match begins at kickoff_at,
and line-ups and substitutions stay untold.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from community.core.errors import NotFoundError
from community.feeds.providers.protocol import Recording
from community.feeds.providers.recording import Mark, feed_events
from community.feeds.providers.wyscout_events import Act, is_known, marks_of
from community.feeds.providers.wyscout_file import (
    RawFile,
    RawFormation,
    RawNamed,
    RawRecord,
    RawSubstitution,
    invalid,
    record_of,
    shaped,
    unpacked,
)
from community.feeds.providers.wyscout_sheet import Teams, sheet_of, teams_of
from community.matches import facts
from community.matches.facts import Side

SOURCE = "wyscout"
RECORDS_NAME = "matches.json"
_LINEUP_MAX = 40
# Display minutes gone when a period begins; a minute repeats, 46 is told in both halves.
_MINUTES_BEFORE = {1: 0, 2: 45, 3: 90, 4: 105, 5: 120}


def read(path: Path, *, kickoff_at: int = 0) -> Recording:
    """Read a match file, with the official record beside it when there is one.

    kickoff_at: milliseconds since 1970, used when no record tells the date.
    Raises NotFoundError, MalformedError, InvalidError (pointers into the file), TooLargeError.
    """
    octets = _octets(path)
    beside = (path.parent / RECORDS_NAME, path.parent.parent / RECORDS_NAME)
    records = next((_octets(place) for place in beside if place.is_file()), None)
    return read_recording(octets, records=records, kickoff_at=kickoff_at)


def read_recording(
    octets: bytes, *, records: bytes | None = None, kickoff_at: int = 0
) -> Recording:
    """Read a match file's bytes; records: the bytes of a matches.json. Raises as `read` does."""
    file = shaped(unpacked(octets), RawFile)
    match_id = _match_id(file)
    record = _record(file, records, match_id=match_id)
    teams = teams_of(file, record)
    acts = _acts(file, teams)
    sheet = sheet_of(file, teams=teams, record=record, kickoff_at=kickoff_at)
    marks = [
        *_opening(acts, teams, match_id=match_id),
        *_substitutions(acts, teams, match_id=match_id),
        *marks_of(acts),
        *_endings(acts, match_id=match_id),
    ]
    return Recording(
        source=SOURCE, sheet=sheet, events=feed_events(marks, kickoff_at=sheet.kickoff_at)
    )


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise NotFoundError(file=path.name, reason=fault.strerror) from fault


def _match_id(file: RawFile) -> int:
    if not file.events:
        raise invalid(pointer="/events", detail="Expected at least one event")
    return file.events[0].match_id


def _record(file: RawFile, records: bytes | None, *, match_id: int) -> RawRecord | None:
    if file.has_record:
        record = shaped(file.match, RawRecord, pointer="/match")
        if record.wy_id != match_id:
            raise invalid(
                pointer="/match/wyId", detail="Expected the record of the match the events tell of"
            )
        return record
    return None if records is None else record_of(unpacked(records), match_id=match_id)


def _acts(file: RawFile, teams: Teams) -> list[Act]:
    """The events in clock order, each with its side; those of one moment in file order."""
    seen: set[int] = set()
    acts = []
    for position, event in enumerate(file.events):
        pointer = f"/events/{position}"
        side = teams.side_of(event.team_id)
        if side is None:
            raise invalid(pointer=f"{pointer}/teamId", detail="Expected a team of `teams`")
        if event.match_id != file.events[0].match_id:
            raise invalid(pointer=f"{pointer}/matchId", detail="Expected the same match throughout")
        if event.id in seen:
            raise invalid(pointer=f"{pointer}/id", detail="Expected an id of its own")
        if not is_known(event):
            raise invalid(
                pointer=f"{pointer}/eventId", detail="Expected an event this adapter knows"
            )
        seen.add(event.id)
        acts.append(Act(raw=event, side=side))
    return sorted(acts, key=lambda act: (act.period, act.clock_ms))


def _opening(acts: list[Act], teams: Teams, *, match_id: int) -> Iterator[Mark]:
    """Line-ups, kick-off and each period's start; the provider tells no times for them."""
    first = acts[0].period
    for side in ("home", "away"):
        if (formation := _formation(teams, side)) is not None:
            lineup = facts.MatchLineup(
                side=side,
                starting=_players(formation.lineup),
                bench=_players(formation.bench),
            )
            yield Mark(id=f"{match_id}.lineup.{side}", period=first, clock_ms=0, data=lineup)
    kicked_off = facts.MatchKickedOff()
    yield Mark(id=f"{match_id}.kicked_off", period=first, clock_ms=0, data=kicked_off)
    for period in _ends(acts):
        yield Mark(
            id=f"{match_id}.period.{period}.start",
            period=period,
            clock_ms=0,
            data=facts.MatchPeriodStarted(period=period),
        )


def _endings(acts: list[Act], *, match_id: int) -> Iterator[Mark]:
    """Each period's end and full time, at the moment of the period's last event."""
    last = acts[-1].period
    for period, clock_ms in _ends(acts).items():
        ended = facts.MatchPeriodEnded(period=period, clock_ms=clock_ms)
        yield Mark(
            id=f"{match_id}.period.{period}.end", period=period, clock_ms=clock_ms, data=ended
        )
    full_time = facts.MatchFullTime(period=last, clock_ms=acts[-1].clock_ms)
    yield Mark(id=f"{match_id}.full_time", period=last, clock_ms=acts[-1].clock_ms, data=full_time)


def _ends(acts: list[Act]) -> dict[int, int]:
    return {act.period: act.clock_ms for act in acts}


def _formation(teams: Teams, side: Side) -> RawFormation | None:
    record = teams.records.get(side)
    return None if record is None else record.formation


def _players(named: list[RawNamed] | str | None) -> list[str]:
    """Ids in the record's order; an empty list may be the text "null", player 0 is nobody."""
    listed = named if isinstance(named, list) else []
    return [str(one.player_id) for one in listed if one.player_id][:_LINEUP_MAX]


@dataclass(frozen=True, kw_only=True)
class _Presence:
    """First and last touch of every player, as (period, clock_ms)."""

    first: Mapping[int, tuple[int, int]]
    last: Mapping[int, tuple[int, int]]


def _presence(acts: list[Act]) -> _Presence:
    touches = [(act.raw.player_id, (act.period, act.clock_ms)) for act in acts]
    return _Presence(first=dict(reversed(touches)), last=dict(touches))


def _substitutions(acts: list[Act], teams: Teams, *, match_id: int) -> Iterator[Mark]:
    """Each change, placed on the clock: the record tells only its display minute."""
    presence, ends = _presence(acts), _ends(acts)
    for side in ("home", "away"):
        formation = _formation(teams, side)
        changes = formation.substitutions if formation is not None else None
        for index, change in enumerate(changes if isinstance(changes, list) else []):
            period, clock_ms = _moment_of(change, presence=presence, ends=ends)
            yield Mark(
                id=f"{match_id}.substitution.{side}.{index + 1}",
                period=period,
                clock_ms=clock_ms,
                data=facts.MatchSubstitution(
                    period=period,
                    clock_ms=clock_ms,
                    side=side,
                    player=str(change.player_in) if change.player_in else None,
                    off=str(change.player_out) if change.player_out else None,
                ),
            )


def _moment_of(
    change: RawSubstitution, *, presence: _Presence, ends: Mapping[int, int]
) -> tuple[int, int]:
    """The start of the display minute, after the last touch of who went off, before who came on's.

    A minute two periods share belongs to the later, unless who came on was seen in the earlier.
    """
    came_on = presence.first.get(change.player_in, (max(ends), ends[max(ends)]))
    period = min(_period_of(change.minute, ends), came_on[0])
    minute = max(0, change.minute - 1 - _MINUTES_BEFORE[period])
    moment = (period, min(minute * 60_000, ends[period]))
    went_off = presence.last.get(change.player_out, (0, 0))
    gone = (went_off[0], min(went_off[1] + 1, ends.get(went_off[0], 0)))
    return min(max(moment, gone), came_on)


def _period_of(minute: int, ends: Mapping[int, int]) -> int:
    played = [period for period in ends if _MINUTES_BEFORE[period] < max(minute, 1)]
    return max(played, default=min(ends))
