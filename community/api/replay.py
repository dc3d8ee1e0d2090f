"""A match and its talk once more: as they stood at a moment, and what takes them on from there."""

import msgspec
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from community.api import queries, schema, shapes
from community.api.matches import PublicView
from community.core.types import JsonObject
from community.matches import selectors as matches
from community.matches.instants import instant_of
from community.threads.beside import Beside, match_and_thread
from community.threads.replays import FACTS_MAX, Step, operations
from community.users.viewing import viewing_of


class MomentView(PublicView):
    """A match and its thread as their topics stood."""

    @extend_schema(
        operation_id="match_moment",
        summary="Show a match and its thread at a moment",
        parameters=[queries.AT],
        responses=schema.answers(shapes.MatchMoment, "Both topics' states.", 404, 422, 429, 503),
    )
    def get(self, request: Request, match_id: str) -> Response:
        """Both states at an offset of the match, at its head without one; texts seen as now."""
        instant = instant_of(request, match_id)
        both = match_and_thread(match_id, as_of=viewing_of(request).as_of, at=instant.placed)
        offset = both.page.folded.offset
        shown = shapes.MatchMoment(
            match=match_id,
            offset=offset,
            head=instant.placed.head if instant.placed else offset,
            after=f"{offset}.{both.thread_offset}",
            topics=_topics(both),
        )
        return Response(msgspec.to_builtins(shown))


class OperationsView(PublicView):
    """What happened between two moments of a match, as patches."""

    @extend_schema(
        operation_id="match_operations",
        summary="Play a match and its thread on from a moment",
        parameters=[
            OpenApiParameter(
                "after",
                str,
                required=True,
                description="an offset of the match, or what a moment or the page before says",
            ),
            OpenApiParameter("until", int, description="the offset to end at; the head without"),
            OpenApiParameter("limit", int, description=f"facts a page, 1 to {FACTS_MAX}"),
        ],
        responses=schema.answers(
            shapes.OperationPage, "Operations, in one order.", 404, 422, 429, 503
        ),
    )
    def get(self, request: Request, match_id: str) -> Response:
        """Patches for the topics of the match and its thread, each with the wait before it."""
        match = matches.fixture(match_id).pk
        as_of = viewing_of(request).as_of
        place = queries.place(request)
        after = matches.instant_at(match, at=place.offset, as_of=as_of, pointer="/after")
        until = queries.until(request, first=after.offset, head=after.head)
        found = operations(
            match,
            after=after,
            said=place.said,
            until=until,
            as_of=as_of,
            facts_max=queries.at_most(request, FACTS_MAX, default=FACTS_MAX),
        )
        page = shapes.OperationPage(
            match=match,
            operations=[_operation(step) for step in found.steps],
            next=f"{found.next[0]}.{found.next[1]}" if found.next else None,
        )
        return Response(msgspec.to_builtins(page))


def _topics(both: Beside) -> list[shapes.TopicAt]:
    folded = both.page.folded
    states: list[tuple[str, int, int, JsonObject]] = [
        (folded.stream, folded.epoch, folded.offset, folded.project()),
        (f"thread.{both.page.fixture.pk}", both.thread_epoch, both.thread_offset, both.thread),
    ]
    return [
        shapes.TopicAt(topic=topic, epoch=epoch, offset=offset, state=state)
        for topic, epoch, offset, state in states
    ]


def _operation(step: Step) -> shapes.Operation:
    return shapes.Operation(
        topic=step.topic,
        epoch=step.epoch,
        from_=step.begins,
        to=step.ends,
        offset=step.at,
        wait_ms=step.wait_ms,
        patch=step.patch,
        notices=step.notices,
        digest=step.digest,
    )
