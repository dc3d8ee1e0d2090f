"""Threads over HTTP: read by everybody, written by the same commands as over the socket."""

from typing import Any, cast, get_args

import msgspec
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from community.api import bodies, queries, schema, shapes, talk
from community.api.commands import IDEMPOTENCY_KEY, CommandView, done, stands
from community.api.matches import PublicView, facts_of, hold_to_pace
from community.config import selectors as config
from community.core.errors import Fault, InvalidError
from community.matches import selectors as matches
from community.matches.instants import instant_of
from community.reputation import selectors as reputation
from community.threads import pages, selectors as threads
from community.threads.commands import DELETE, REACT
from community.threads.pages import Sort
from community.threads.services.posts import post_id_of
from community.users.models import User
from community.users.viewing import viewing_of
from moderation import pace
from moderation.commands import EDIT, POST, REPORT

SAFE = ("GET", "HEAD", "OPTIONS")
_REFUSALS = (400, 403, 404, 409, 413, 415, 422, 429, 503)


class TalkView(CommandView):
    """A door to a thread: anybody reads, who is signed in acts; who writes is told his budget."""

    # Methods that take of the budget for writing.
    publishing: tuple[str, ...] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- DRF
        """Hold readers to their pace; commands have one of their own."""
        super().initial(request, *args, **kwargs)
        if request.method in SAFE:
            hold_to_pace(request)

    def match_of(self, request: Request, **told: str) -> str | None:
        """The match that a path speaks of; None when there is none."""
        if "match_id" in told:
            return told["match_id"]
        as_of = viewing_of(request).as_of
        return threads.matches_of([told["post_id"]], as_of=as_of).get(told["post_id"])

    def finalize_response(
        self,
        request: Request,
        response: Response,
        *args: Any,  # noqa: ANN401 -- DRF's own signature
        **kwargs: Any,  # noqa: ANN401 -- DRF's own signature
    ) -> Response:
        """Tell who wrote, or was refused, what he is held to."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        user = request.user
        if request.method in self.publishing and isinstance(user, User):
            match = self.match_of(request, **kwargs)
            as_of = viewing_of(request).as_of
            told = pace.headers_of(match or "", user.actor_id, as_of=as_of)
            for name, value in told.items():
                answer.headers.setdefault(name, value)
        return answer


class PostsView(TalkView):
    """A match's thread."""

    publishing = ("POST",)

    @extend_schema(
        operation_id="posts",
        summary="List a match's posts",
        parameters=[
            OpenApiParameter("sort", str, description="live (the default), best, or event"),
            OpenApiParameter("before", str, description="the cursor of the page before"),
            OpenApiParameter("q", str, description="words that the posts hold; the newest first"),
            OpenApiParameter("limit", int, description="how many at most"),
            queries.AT,
        ],
        responses=schema.answers(talk.PostPage, "A page of posts.", 404, 422, 429, 503),
    )
    def get(self, request: Request, match_id: str) -> Response:
        """Posts of a match, the newest or best first; what is gone keeps its place."""
        match = matches.fixture(match_id).pk
        asked = request.query_params
        limit = queries.limit(request, most=config.current().threads.page_size_max)
        instant_of(request, match)
        as_of = viewing_of(request).as_of
        if "q" in asked:
            posts = threads.search(match, asked["q"], as_of=as_of, limit=limit)
            page = pages.Page(posts=posts)
        else:
            page = pages.thread_page(
                match, as_of=as_of, sort=_sort(request), before=asked.get("before"), limit=limit
            )
        told = talk.PostPage(
            match=match,
            posts=[talk.post_of(post_id, post) for post_id, post in page.posts.items()],
            next=page.before,
        )
        return Response(msgspec.to_builtins(told))

    @extend_schema(
        operation_id="post_write",
        summary="Write a post",
        request={"application/json": schema.of(bodies.without(POST.fields, "match"))},
        responses=schema.answers(
            talk.Posted, "Written, once; or it was before, under this key.", *_REFUSALS
        ),
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, match_id: str) -> Response:
        """Write a post, within one's budget, screened as on every other way.

        Every answer has RateLimit and RateLimit-Policy; Retry-After when nothing is left.
        """
        actor, appended = self.do(request, POST, match=match_id)
        post_id = post_id_of(actor, self.sent(request))
        return Response(msgspec.to_builtins(talk.Posted(**stands(appended), post=post_id)))


class PostView(TalkView):
    """One post."""

    publishing = ("PATCH",)

    @extend_schema(
        operation_id="post",
        summary="Show a post",
        parameters=[queries.AT],
        responses=schema.answers(
            talk.PostDetail, "The post, and how its author knows.", 404, 422, 429, 503
        ),
    )
    def get(self, request: Request, post_id: str) -> Response:
        """One post with its provenance; of one that is gone, its place."""
        found = threads.post(post_id, as_of=viewing_of(request).as_of)
        if instant_of(request, found.match).placed:
            found = threads.post(post_id, as_of=viewing_of(request).as_of)
        outcome = ""
        if found.post.get("how"):
            outcome = reputation.outcome_of(found.id, as_of=viewing_of(request).as_of)
        return Response(msgspec.to_builtins(talk.detail_of(found, outcome=outcome)))

    @extend_schema(
        operation_id="post_edit",
        summary="Write a post anew",
        request={"application/json": schema.of(bodies.without(EDIT.fields, "post"))},
        responses=schema.answers(shapes.Done, "Written anew; history is kept.", *_REFUSALS),
        parameters=[IDEMPOTENCY_KEY],
    )
    def patch(self, request: Request, post_id: str) -> Response:
        """Write one's own post anew; refused as stale when it was written anew since `rev`."""
        return done(self.do(request, EDIT, post=post_id)[1])

    @extend_schema(
        operation_id="post_delete",
        summary="Take a post back",
        request=None,
        responses=schema.answers(shapes.Done, "Taken back; its place stays.", *_REFUSALS),
        parameters=[IDEMPOTENCY_KEY],
    )
    def delete(self, request: Request, post_id: str) -> Response:
        """Take one's own post back, for good."""
        return done(self.do(request, DELETE, post=post_id)[1])


class ReactionView(TalkView):
    """One's own reaction to a post."""

    @extend_schema(
        operation_id="post_react",
        summary="React to a post",
        request=None,
        responses=schema.answers(shapes.Done, "Given; counts follow in a moment.", *_REFUSALS),
        parameters=[IDEMPOTENCY_KEY],
    )
    def put(self, request: Request, post_id: str, reaction: str) -> Response:
        """Give a post a reaction: up, down, or one of those offered."""
        return done(self.do(request, REACT, post=post_id, reaction=reaction, on=True)[1])

    @extend_schema(
        operation_id="post_unreact",
        summary="Take a reaction back",
        request=None,
        responses=schema.answers(shapes.Done, "Taken back.", *_REFUSALS),
        parameters=[IDEMPOTENCY_KEY],
    )
    def delete(self, request: Request, post_id: str, reaction: str) -> Response:
        """Take a reaction back that one gave."""
        return done(self.do(request, REACT, post=post_id, reaction=reaction, on=False)[1])


class ReportsView(TalkView):
    """Reports of a post, to its moderators."""

    @extend_schema(
        operation_id="post_report",
        summary="Report a post",
        request={"application/json": schema.of(bodies.without(REPORT.fields, "post"))},
        responses=schema.answers(shapes.Done, "Reported; a moderator looks at it.", *_REFUSALS),
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, post_id: str) -> Response:
        """Report a post, once, for a reason that is offered."""
        return done(self.do(request, REPORT, post=post_id)[1])


class ThreadFactsView(PublicView):
    """A thread's log, fact by fact."""

    @extend_schema(
        operation_id="thread_facts",
        summary="Read a thread's facts by offset",
        parameters=[
            OpenApiParameter("after", int, description="the last offset already read; 0 at first"),
            OpenApiParameter("limit", int, description="how many at most"),
            queries.AT,
        ],
        responses=schema.answers(shapes.FactPage, "A page of facts.", 404, 422, 429, 503),
    )
    def get(self, request: Request, match_id: str) -> Response:
        """Facts past an offset, in order: ids and salted digests, and nothing anybody wrote."""
        match = matches.fixture(match_id).pk
        instant_of(request, match)
        return facts_of(f"thread.{match}", request)


def _sort(request: Request) -> Sort:
    asked = request.query_params.get("sort", "live")
    if asked not in get_args(Sort):
        detail = f"one of {', '.join(get_args(Sort))}"
        raise InvalidError(Fault(pointer="/sort", detail=detail))
    return cast("Sort", asked)
