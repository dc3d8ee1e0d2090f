"""Questions about matches: who plays, what stands on the board, what an event's history is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from community.core import clock, sql
from community.core.ids import derived_id
from community.core.types import JsonObject
from community.matches.errors import (
    UnknownClubError,
    UnknownEventError,
    UnknownInstantError,
    UnknownMatchError,
)
from community.matches.history import History, history
from community.matches.models import (
    Club,
    Competition,
    ExternalId,
    Fixture,
    Player,
    Scoreboard,
    Squad,
)
from community.matches.reel import Reel
from community.matches.state import MatchState
from community.streams import selectors as streams
from community.streams.states import folded_each

# Ids seen in this process. A mapping never changes under a match: what it got wrong is amended.
_PLAYERS_KEPT_MAX = 50_000
_players: dict[tuple[str, str], str] = {}


@dataclass(frozen=True, kw_only=True)
class Named:
    """A player as a page shows him."""

    name: str
    side: str
    shirt: int | None = None
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class MatchPage:
    """A fixture, its folded state at an offset, and the names its ids stand for."""

    fixture: Fixture
    folded: streams.Folded
    players: dict[str, Named] = field(default_factory=dict)


def fixtures() -> QuerySet[Fixture]:
    """Every fixture with what a list shows, by kick-off."""
    return Fixture.objects.select_related("home", "away", "season__competition").order_by(
        "kickoff_at", "pk"
    )


def listed(
    *, after: datetime, before: datetime, limit: int, as_of: datetime
) -> list[tuple[Fixture, JsonObject]]:
    """Fixtures kicking off between two moments, by kick-off, each with its public state of then.

    From their rows, which hold the part of the state that lists show; a match in which something
    was told since is folded instead, and one not known yet is left out. At most limit.
    """
    shown = list(
        fixtures()
        .select_related("scoreboard")
        .filter(kickoff_at__gte=after, kickoff_at__lt=before, scoreboard__isnull=False)[:limit]
    )
    # The rows were read first: what moved while they were is folded.
    return [
        (row, told.project() if told else _state_of(row.scoreboard))
        for row, told in _known(shown, as_of=as_of)
    ]


def _known(
    rows: Sequence[Fixture], *, as_of: datetime
) -> list[tuple[Fixture, streams.Folded | None]]:
    """Fixtures as of a moment, but those not known by then; None: nothing was told since."""
    moved = streams.moved_after([row.stream for row in rows], as_of)
    then = folded_each(sorted(moved), as_of=as_of)
    return [
        (of_then(row, then[row.stream]), then[row.stream]) if row.stream in moved else (row, None)
        for row in rows
        if row.stream not in moved or then[row.stream].offset
    ]


def of_then(found: Fixture, folded: streams.Folded) -> Fixture:
    """A fixture with the kick-off that its stream had told by a moment: one moves later too."""
    state: MatchState = folded.state
    if state.fixture is not None:
        found.kickoff_at = clock.from_ms(state.fixture.fixture.kickoff_at)
    return found


def _state_of(row: Scoreboard) -> JsonObject:
    """The part of a match's public state that its row holds."""
    period = row.period or 1
    state: JsonObject = {
        "status": row.status,
        "score": {"home": row.home, "away": row.away},
        "stages": {str(reached): {} for reached in range(1, period + 1)},
    }
    if row.period is not None:
        state["clock"] = {"period": row.period, "clock_ms": row.clock_ms}
    if row.shootout_home is not None:
        state["shootout"] = {"home": row.shootout_home, "away": row.shootout_away}
    return state


def live_streams() -> list[str]:
    """The streams of the matches being played, as their scoreboards last said."""
    live = Fixture.objects.filter(scoreboard__status=Scoreboard.Status.LIVE)
    return [found.stream for found in live.only("pk")]


def fixture(match_id: str, *, beside: Sequence[str] = ()) -> Fixture:
    """One fixture by its id; beside: what is wanted with it. Raises UnknownMatchError."""
    # PostgreSQL's text holds no NUL, and would fail rather than find nothing.
    rows = fixtures().select_related(*beside) if beside else fixtures()
    found = None if "\0" in match_id else rows.filter(pk=match_id).first()
    if found is None:
        raise UnknownMatchError(match=match_id)
    return found


def refuse_unknown(match_id: str, *, as_of: datetime) -> None:
    """Refuse a match of which nothing was told by a moment; of who is live nothing is asked.

    Raises UnknownMatchError.
    """
    if as_of == streams.LIVE or "\0" in match_id:
        return
    name = f"match.{match_id}"
    head = streams.heads([name], as_of=as_of).get(name)
    if head is not None and not head.offset:
        raise UnknownMatchError(match=match_id)


def is_told(match_id: str, *, as_of: datetime) -> bool:
    """Whether anything was told of a match by a moment: its fixture, at the least."""
    name = f"match.{match_id}"
    head = streams.heads([name], as_of=as_of).get(name)
    return head is not None and head.offset > 0


_COMPETITION: Final = """\
SELECT competition_id FROM "matches_fixture"
JOIN "matches_season" ON "matches_season".id = season_id WHERE "matches_fixture".id = %s"""


def competition_of(match_id: str) -> str:
    """The competition a match is of, in a statement of its own; raises UnknownMatchError."""
    row = None if "\0" in match_id else sql.row(_COMPETITION, match_id)
    if row is None:
        raise UnknownMatchError(match=match_id)
    return str(row[0])


def matches_called(words: str, *, competitions: Collection[str] | None) -> list[str]:
    """Ids of the matches of that id or of a club called so; of some competitions, None: of all."""
    rows = Fixture.objects.filter(
        Q(pk=words) | Q(home__name__icontains=words) | Q(away__name__icontains=words)
    )
    if competitions is not None:
        rows = rows.filter(season__competition__in=competitions)
    return list(rows.values_list("pk", flat=True))


def competition_names(ids: Collection[str]) -> dict[str, str]:
    """What competitions are called, by id."""
    return dict(Competition.objects.filter(pk__in=ids).values_list("pk", "name"))


def club(club_id: str) -> Club:
    """One club by its id; raises UnknownClubError."""
    found = None if "\0" in club_id else Club.objects.filter(pk=club_id).first()
    if found is None:
        raise UnknownClubError(club=club_id)
    return found


def clubs() -> QuerySet[Club]:
    """Every club, by name."""
    return Club.objects.order_by("name", "pk")


def names_of(ids: Collection[str]) -> dict[str, str]:
    """What matches and clubs are called, by id."""
    called = dict(Club.objects.filter(pk__in=ids).values_list("pk", "name"))
    rows = Fixture.objects.filter(pk__in=ids).values_list("pk", "home__name", "away__name")
    return called | {pk: f"{home} v {away}" for pk, home, away in rows}


_FIXTURE_NAMED = """\
SELECT id, simulated FROM "matches_fixture" WHERE id = coalesce((
    SELECT canonical_id FROM "matches_external_id"
    WHERE provider = %s AND kind = 'match' AND external_id = %s
), %s)"""


def fixture_named(subject: str, *, provider: str) -> Fixture:
    """A fixture by a provider's id or else by its own; only its id and `simulated` are read.

    Raises UnknownMatchError.
    """
    row = sql.row(_FIXTURE_NAMED, provider, subject, subject)
    if row is None:
        raise UnknownMatchError(match=subject)
    return Fixture.from_db("default", ("id", "simulated"), row)


def canonical_players(provider: str, external_ids: Collection[str]) -> Mapping[str, str]:
    """Our ids for a provider's players: as mapped, else derived, always the same."""
    unseen = [name for name in external_ids if (provider, name) not in _players]
    if unseen:
        if len(_players) > _PLAYERS_KEPT_MAX:
            _players.clear()
            unseen = list(external_ids)
        mapped = dict(
            ExternalId.objects.filter(
                provider=provider, kind=ExternalId.Kind.PLAYER, external_id__in=unseen
            ).values_list("external_id", "canonical_id")
        )
        for name in unseen:
            _players[provider, name] = mapped.get(name) or derived_id("player", provider, name)
    return {name: _players[provider, name] for name in external_ids}


def match_page(match_id: str, *, as_of: datetime, at: int | None = None) -> MatchPage:
    """All a match's page shows, folded to its head or an offset; raises UnknownMatchError."""
    found = fixture(match_id)
    folded = streams.folded(found.stream, as_of=as_of, at=at)
    return MatchPage(fixture=of_then(found, folded), folded=folded, players=players_of(found))


def instant_at(match_id: str, *, at: str, as_of: datetime, pointer: str = "/at") -> streams.Placed:
    """The moment of a match that an offset names, as it was asked for: a whole number from 1 on.

    What was recorded by then is the page of that moment, in every stream. Raises
    UnknownInstantError, which says the same of what is not yet to be seen.
    """
    # Sixteen digits hold 2**53; PostgreSQL's bigint a few more.
    is_number = at.isascii() and at.isdigit() and len(at) <= 16  # noqa: PLR2004 -- as said
    found = None
    if is_number and "\0" not in match_id:
        found = streams.placed(f"match.{match_id}", offset=int(at), as_of=as_of)
    if found is None:
        raise UnknownInstantError(pointer)
    return found


def reel_of(found: Fixture, *, until: int) -> Reel:
    """Where incidents and minutes of a match lie, up to the last offset its viewer may see.

    Of a fixture asked for with its reel, it takes no query.
    """
    row = getattr(found, "reel", None)
    if row is None:
        return Reel()
    return Reel(
        offset=min(row.offset, until),
        marks=[mark for mark in row.marks if mark["offset"] <= until],
        minutes=[minute for minute in row.minutes if minute[0] <= until],
    )


def match_pages(match_ids: Collection[str], *, as_of: datetime) -> dict[str, MatchPage]:
    """Many matches as their pages show them, in five queries; unknown ones are left out."""
    found = list(fixtures().filter(pk__in=match_ids))
    folded = folded_each([row.stream for row in found], as_of=as_of)
    squads = Squad.objects.filter(fixture__in=found).select_related("player")
    players: dict[str, dict[str, Named]] = {row.pk: {} for row in found}
    for row in squads:
        players[row.fixture_id][row.player_id] = _named(row)
    return {
        row.pk: MatchPage(
            fixture=of_then(row, folded[row.stream]),
            folded=folded[row.stream],
            players=players[row.pk],
        )
        for row in found
        if row.stream in folded
    }


def players_of(found: Fixture) -> dict[str, Named]:
    """Both squads of a fixture by player id."""
    rows = Squad.objects.filter(fixture=found).select_related("player")
    return {row.player_id: _named(row) for row in rows}


def _named(row: Squad) -> Named:
    return Named(name=row.player.name, side=row.side, shirt=row.shirt, role=row.role)


def player_names(ids: Collection[str]) -> dict[str, str]:
    """The names of players, by id; unknown ones are left out."""
    return dict(Player.objects.filter(pk__in=ids).values_list("pk", "name"))


def event_history(
    match_id: str, event_id: str, *, as_of: datetime, at: int | None = None
) -> tuple[Fixture, History]:
    """A canonical event with every revision, to the head or an offset.

    Raises UnknownMatchError, UnknownEventError.
    """
    found = fixture(match_id)
    named = streams.facts_naming(found.stream, event_id, as_of=as_of)
    past = history(event_id, [fact for offset, fact in named if at is None or offset <= at])
    if past is None:
        raise UnknownEventError(match=match_id, event=event_id)
    return found, past


def fixtures_after(match_id: str, limit: int, *, as_of: datetime) -> tuple[list[Fixture], bool]:
    """A page of fixtures by (kick-off, id) past one of them, and whether there are more.

    From the first when match_id is empty. One moved since as_of stands where it is played now, with
    the kick-off of then; one not known by then is left out.
    """
    rows = fixtures()
    if match_id:
        last = fixture(match_id)
        later = Q(kickoff_at__gt=last.kickoff_at)
        rows = rows.filter(later | Q(kickoff_at=last.kickoff_at, pk__gt=last.pk))
    found = list(rows[: limit + 1])
    has_more = len(found) > limit
    known = [row for row, _ in _known(found[:limit], as_of=as_of)]
    if has_more and not known:  # a whole page of just now: the next begins past it
        return fixtures_after(found[limit - 1].pk, limit, as_of=as_of)
    return known, has_more


def kickoffs(provider: str) -> list[tuple[str, datetime]]:
    """(the provider's id, kick-off) of every fixture a provider announced."""
    mapped = ExternalId.objects.filter(provider=provider, kind=ExternalId.Kind.FIXTURE)
    ids = dict(mapped.values_list("canonical_id", "external_id"))
    rows = Fixture.objects.filter(pk__in=ids).order_by("kickoff_at")
    return [(ids[pk], kickoff_at) for pk, kickoff_at in rows.values_list("pk", "kickoff_at")]
