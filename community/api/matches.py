"""Matches and their facts, read-only."""

from contextlib import suppress
from typing import Any

import msgspec
import redis
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from community.config import selectors as config
from community.core import limits
from community.core.errors import Fault, InvalidError
from community.core.http import address_of
from community.core.types import SAFE_INTEGER_MAX
from community.matches import board, selectors
from community.matches.models import Fixture
from community.streams import publish, selectors as streams


class PublicView(APIView):
    """A door anybody may use, at a pace told in headers."""

    authentication_classes = ()
    permission_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- DRF
        """Hold an address to its pace; without Redis it passes."""
        super().initial(request, *args, **kwargs)
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
            OpenApiParameter("limit", int),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        """One page of matches, and the cursor of the next."""
        limit = _limit(request)
        rows = list(selectors.fixtures_after(request.query_params.get("after", ""), limit + 1))
        more = rows[limit:]
        return Response(
            {
                "matches": [_summary(row) for row in rows[:limit]],
                "next": rows[limit - 1].pk if more else None,
            }
        )


class MatchView(PublicView):
    """One match: who plays, and its board now."""

    @extend_schema(operation_id="match", summary="Show a match", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, match_id: str) -> Response:
        """The match, its state at its head, and the names its ids stand for."""
        del request
        page = selectors.match_page(match_id, as_of=streams.LIVE)
        names = {player: named.name for player, named in page.players.items()}
        offset = page.folded.offset
        return Response(
            {
                **_summary(page.fixture),
                "epoch": page.folded.epoch,
                "offset": offset,
                "state": page.folded.project(),
                "names": names,
                "board": msgspec.to_builtins(
                    board.board(
                        page.folded.state, match=match_id, facts=offset, head=offset, names=names
                    )
                ),
            }
        )


class MatchFactsView(PublicView):
    """A match's log, fact by fact."""

    @extend_schema(
        operation_id="match_facts",
        summary="Read a match's facts by offset",
        parameters=[
            OpenApiParameter("after", int, description="the last offset already read; 0 at first"),
            OpenApiParameter("limit", int),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, match_id: str) -> Response:
        """Facts past an offset, in order, and the offset to ask after next."""
        fixture = selectors.fixture(match_id)
        after, limit = _whole(request, "after", default=0), _limit(request)
        read = streams.facts_after(fixture.stream, after=after, limit=limit)
        head = streams.heads([fixture.stream])[fixture.stream]
        return Response(
            {
                "stream": fixture.stream,
                "epoch": head.epoch,
                "head": head.offset,
                "facts": [{"offset": offset, **_plain(fact)} for offset, fact in read],
                "next": read[-1][0] if read and read[-1][0] < head.offset else None,
            }
        )


def _plain(fact: msgspec.Struct) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(fact)
    return plain


def _summary(fixture: Fixture) -> dict[str, Any]:
    return {
        "match": fixture.pk,
        "stream": fixture.stream,
        "competition": fixture.season.competition.name,
        "season": fixture.season.name,
        "home": {"id": fixture.home_id, "name": fixture.home.name, "code": fixture.home.code},
        "away": {"id": fixture.away_id, "name": fixture.away.name, "code": fixture.away.code},
        "kickoff_at": fixture.kickoff_at.isoformat().replace("+00:00", "Z"),
        "venue": fixture.venue or None,
        "simulated": fixture.simulated,
    }


def _limit(request: Request) -> int:
    api = config.current().api
    limit = _whole(request, "limit", default=api.page_size)
    if not 1 <= limit <= api.page_size_max:
        raise InvalidError(Fault(pointer="/limit", detail=f"1 to {api.page_size_max}"))
    return limit


def _whole(request: Request, name: str, *, default: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and int(text[:17]) <= SAFE_INTEGER_MAX):
        raise InvalidError(Fault(pointer=f"/{name}", detail="a whole number from 0 on"))
    return int(text)
