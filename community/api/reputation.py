"""Reputation over HTTP: one's own and why, and who earned most on a match."""

from typing import Final

import msgspec
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from community.api import earned, queries, schema
from community.api.matches import PublicView
from community.api.me import OwnView
from community.matches import selectors as matches
from community.matches.instants import instant_of
from community.reputation import reasons
from community.users.viewing import viewing_of

# Awards of one answer: each is weighed against all of its day (`reasons.DEEDS_WEIGHED_MAX`).
AWARDS_MAX: Final = 200


class ReputationView(OwnView):
    """One's own reputation."""

    @extend_schema(
        operation_id="reputation",
        summary="Show one's own reputation, and why",
        parameters=[OpenApiParameter("limit", int, description="how many awards at most")],
        responses=schema.answers(
            earned.OwnReputation, "What it comes to, and from what.", 403, 422, 429, 503
        ),
    )
    def get(self, request: Request) -> Response:
        """The reputation of who is signed in, and its newest awards."""
        actor, as_of = self.actor(request), viewing_of(request).as_of
        limit = queries.limit(request, most=AWARDS_MAX)
        told = earned.reputation_of(
            reasons.standing_of(actor, as_of=as_of),
            reasons.reasons_of(actor, as_of=as_of, limit=limit),
        )
        return Response(msgspec.to_builtins(told))


class LeadersView(PublicView):
    """A match's leaderboard."""

    @extend_schema(
        operation_id="leaders",
        summary="List who earned most on a match",
        parameters=[queries.AT],
        responses=schema.answers(earned.Leaders, "The most first.", 404, 422, 429, 503),
    )
    def get(self, request: Request, match_id: str) -> Response:
        """Who earned most by what they said on a match, by the moment seen."""
        instant_of(request, matches.fixture(match_id).pk)
        places = reasons.board_of(match_id, as_of=viewing_of(request).as_of)
        told = earned.Leaders(leaders=[earned.leader_of(place) for place in places])
        return Response(msgspec.to_builtins(told))
