"""Matches and their facts, read-only."""

from contextlib import suppress
from typing import Any

import msgspec
import redis
from django.http import HttpRequest
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from community.api import queries, schema, shapes
from community.config import selectors as config
from community.core import limits
from community.core.http import address_of
from community.matches import board, selectors
from community.matches.instants import instant_of
from community.matches.models import Club, Fixture
from community.matches.scoreboard import scoreboard
from community.streams import publish, selectors as streams
from community.streams.errors import UnknownStreamError
from community.users.viewing import viewing_of


class PublicView(APIView):
    """A door anybody may use, at a pace told in headers."""

    authentication_classes = ()
    permission_classes = ()

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:  # noqa: ANN401 -- DRF
        """Note how far its sender may see: DRF asks nobody who it is, and forgets the session's."""
        viewing_of(request)
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- DRF
        """Hold an address to its pace."""
        super().initial(request, *args, **kwargs)
        hold_to_pace(request)


def hold_to_pace(request: Request) -> None:
    """Take one request of an address's pace; without Redis it passes. Raises TooManyError."""
    api = config.current().api
    pace = limits.Limit(
        name="api.requests",
        count=api.requests_per_minute,
        per_ms=60_000,
        burst=api.requests_burst,
    )
    with suppress(redis.RedisError):
        limits.enforce(publish.client_for("api"), pace, address_of(request))


class MatchesView(PublicView):
    """Every match, by kick-off."""

    @extend_schema(
        operation_id="matches",
        summary="List matches",
        parameters=[
            OpenApiParameter("after", str, description="the cursor of the page before"),
            OpenApiParameter("limit", int, description="how many at most"),
        ],
        responses=schema.answers(shapes.MatchPage, "A page of matches.", 404, 422, 429, 503),
    )
    def get(self, request: Request) -> Response:
        """One page of matches, and the cursor of the next."""
        limit = queries.limit(request)
        rows, has_more = selectors.fixtures_after(
            request.query_params.get("after", ""), limit, as_of=viewing_of(request).as_of
        )
        page = shapes.MatchPage(
            matches=[shapes.MatchSummary(**_summary(row)) for row in rows],
            next=rows[-1].pk if has_more else None,
        )
        return Response(msgspec.to_builtins(page))


class MatchView(PublicView):
    """One match: who plays, and its board now."""

    @extend_schema(
        operation_id="match",
        summary="Show a match",
        parameters=[queries.AT],
        responses=schema.answers(shapes.MatchDetail, "The match now.", 404, 422, 429, 503),
    )
    def get(self, request: Request, match_id: str) -> Response:
        """The match, its state at its head, and the names its ids stand for."""
        at = instant_of(request, selectors.fixture(match_id).pk).offset
        page = selectors.match_page(match_id, as_of=viewing_of(request).as_of, at=at)
        names = {player: named.name for player, named in page.players.items()}
        offset = page.folded.offset
        shown = shapes.MatchDetail(
            **_summary(page.fixture),
            epoch=page.folded.epoch,
            offset=offset,
            state=scoreboard(page.folded.state),
            names=names,
            board=board.board(
                page.folded.state, match=match_id, facts=offset, head=offset, names=names
            ),
        )
        return Response(msgspec.to_builtins(shown))


class MatchFactsView(PublicView):
    """A match's log, fact by fact."""

    @extend_schema(
        operation_id="match_facts",
        summary="Read a match's facts by offset",
        parameters=[
            OpenApiParameter("after", int, description="the last offset already read; 0 at first"),
            OpenApiParameter("limit", int, description="how many at most"),
            queries.AT,
        ],
        responses=schema.answers(shapes.FactPage, "A page of facts.", 404, 422, 429, 503),
    )
    def get(self, request: Request, match_id: str) -> Response:
        """Facts past an offset, in order, and the offset to ask after next."""
        found = selectors.fixture(match_id)
        return facts_of(found.stream, request, until=instant_of(request, found.pk).offset)


def facts_of(stream: str, request: Request, *, until: int | None = None) -> Response:
    """A page of a stream's facts past the offset a request names; until: the last there is."""
    after, limit = queries.whole(request, "after", default=0), queries.limit(request)
    as_of = viewing_of(request).as_of
    read = streams.facts_after(stream, after=after, limit=limit, as_of=as_of)
    head = streams.heads([stream], as_of=as_of).get(stream)
    if head is None:
        raise UnknownStreamError(stream=stream)
    last = head.offset if until is None else min(head.offset, until)
    read = [(offset, fact) for offset, fact in read if offset <= last]
    page = shapes.FactPage(
        stream=stream,
        epoch=head.epoch,
        head=last,
        facts=[
            shapes.FactAt(offset=offset, **msgspec.structs.asdict(fact)) for offset, fact in read
        ],
        next=read[-1][0] if read and read[-1][0] < last else None,
    )
    return Response(msgspec.to_builtins(page))


def _summary(fixture: Fixture) -> dict[str, Any]:
    """The fields of a MatchSummary."""
    return {
        "match": fixture.pk,
        "stream": fixture.stream,
        "competition": fixture.season.competition.name,
        "season": fixture.season.name,
        "home": _club(fixture.home),
        "away": _club(fixture.away),
        "kickoff_at": fixture.kickoff_at.isoformat().replace("+00:00", "Z"),
        "venue": fixture.venue or None,
        "simulated": fixture.simulated,
    }


def _club(club: Club) -> shapes.Club:
    return shapes.Club(id=club.pk, name=club.name, code=club.code)
