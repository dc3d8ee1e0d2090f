"""One's own over HTTP: profile, follows, notices; for whoever is signed in, and no other."""

from typing import Any, cast

import msgspec
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from community.api import own, queries, schema, shapes
from community.api.commands import IDEMPOTENCY_KEY, CommandView, done
from community.api.matches import hold_to_pace
from community.core import clock
from community.core.types import SAFE_INTEGER_MAX
from community.matches.commands import FOLLOW, WATCH
from community.notices import selectors as notices
from community.notices.commands import READ_NOTICES
from community.users import selectors as users
from community.users.standing import standing_of
from community.users.viewing import offered, viewing_of

_REFUSALS = (400, 403, 404, 409, 413, 415, 422, 429, 503)


class OwnView(CommandView):
    """A door to one's own."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- DRF
        """Hold readers to their pace; commands have one of their own."""
        super().initial(request, *args, **kwargs)
        if request.method == "GET":
            hold_to_pace(request)

    def actor(self, request: Request) -> str:
        """The actor id of who asks; raises NotAuthenticated."""
        # Whoever is signed in has one.
        return cast("str", self.asker(request).actor)


class MeView(OwnView):
    """Who asks."""

    @extend_schema(
        operation_id="me",
        summary="Show one's own profile",
        responses=schema.answers(own.Me, "Who asks, and how he stands.", 403, 429, 503),
    )
    def get(self, request: Request) -> Response:
        """Profile, standing and follows of who is signed in."""
        actor = self.actor(request)
        profile = users.profiles_of([actor])[actor]
        told = own.Me(
            actor=actor,
            name=profile.handle,
            hue=profile.hue,
            bio=profile.bio,
            standing=own.standing_of(standing_of(actor)),
            follows=[
                msgspec.convert(
                    {"kind": row.kind, "id": row.target, "since": clock.to_ms(row.since)},
                    own.Followed,
                )
                for row in users.follows_of(actor)
            ],
        )
        return Response(msgspec.to_builtins(told))


class ViewingView(OwnView):
    """How far behind live one watches."""

    @extend_schema(
        operation_id="viewing",
        summary="Show one's own delay",
        responses=schema.answers(own.Viewing, "The delay, and those offered.", 403, 429, 503),
    )
    def get(self, request: Request) -> Response:
        """How far behind live everything is that one is answered."""
        self.actor(request)
        told = own.Viewing(delay_s=viewing_of(request).delay_s, offered_s=offered())
        return Response(msgspec.to_builtins(told))

    @extend_schema(
        operation_id="watch",
        summary="Choose one's own delay",
        request={"application/json": schema.of(WATCH.fields)},
        responses=schema.answers(shapes.Done, "Chosen, on every device.", *_REFUSALS),
        parameters=[IDEMPOTENCY_KEY],
    )
    def put(self, request: Request) -> Response:
        """Watch so far behind live, or as far as whoever sees a match's kick-off now."""
        return done(self.do(request, WATCH)[1])


class FollowMatchView(OwnView):
    """A match followed."""

    @extend_schema(
        operation_id="follow_match",
        summary="Follow a match",
        request=None,
        responses=schema.answers(shapes.Done, "Followed.", *_REFUSALS),
        parameters=[IDEMPOTENCY_KEY],
    )
    def put(self, request: Request, match_id: str) -> Response:
        """Be told of a match's kick-off and goals."""
        return done(self.do(request, FOLLOW, match=match_id, club=None, on=True)[1])

    @extend_schema(
        operation_id="unfollow_match",
        summary="Follow a match no longer",
        request=None,
        responses=schema.answers(shapes.Done, "Followed no longer.", *_REFUSALS),
        parameters=[IDEMPOTENCY_KEY],
    )
    def delete(self, request: Request, match_id: str) -> Response:
        """Be told of a match no longer."""
        return done(self.do(request, FOLLOW, match=match_id, club=None, on=False)[1])


class FollowClubView(OwnView):
    """A club followed."""

    @extend_schema(
        operation_id="follow_club",
        summary="Follow a club",
        request=None,
        responses=schema.answers(shapes.Done, "Followed.", *_REFUSALS),
        parameters=[IDEMPOTENCY_KEY],
    )
    def put(self, request: Request, club_id: str) -> Response:
        """Be told of the kick-offs and goals of all its matches."""
        return done(self.do(request, FOLLOW, club=club_id, match=None, on=True)[1])

    @extend_schema(
        operation_id="unfollow_club",
        summary="Follow a club no longer",
        request=None,
        responses=schema.answers(shapes.Done, "Followed no longer.", *_REFUSALS),
        parameters=[IDEMPOTENCY_KEY],
    )
    def delete(self, request: Request, club_id: str) -> Response:
        """Be told of its matches no longer."""
        return done(self.do(request, FOLLOW, club=club_id, match=None, on=False)[1])


class NoticesView(OwnView):
    """One's own notices."""

    @extend_schema(
        operation_id="notifications",
        summary="List one's own notices",
        parameters=[
            OpenApiParameter("before", int, description="the n to list what is older than"),
            OpenApiParameter("limit", int, description="how many at most"),
        ],
        responses=schema.answers(own.NoticePage, "A page of notices.", 403, 422, 429, 503),
    )
    def get(self, request: Request) -> Response:
        """Notices of who is signed in, the newest first, and how far they are read."""
        actor = self.actor(request)
        limit = queries.limit(request)
        before = queries.whole(request, "before", default=SAFE_INTEGER_MAX)
        as_of = viewing_of(request).as_of
        rows = notices.notices_before(actor, n=before, limit=limit + 1, as_of=as_of)
        bell = notices.bell_of(actor, as_of=as_of)
        told = own.NoticePage(
            read=bell.read,
            unread=bell.unread,
            notices=[own.notice_of(notice_id, notice) for notice_id, notice in rows[:limit]],
            next=rows[limit - 1][1].n if len(rows) > limit else None,
        )
        return Response(msgspec.to_builtins(told))


class NoticesReadView(OwnView):
    """How far one's own notices are read."""

    @extend_schema(
        operation_id="notifications_read",
        summary="Mark one's own notices as read",
        request={"application/json": schema.of(READ_NOTICES.fields)},
        responses=schema.answers(shapes.Done, "Read, on every device.", *_REFUSALS),
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request) -> Response:
        """Mark notices as read up to an n; a mark only goes on."""
        return done(self.do(request, READ_NOTICES)[1])
