"""Commands over HTTP: the same verbs, permissions and pace as over the socket."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotAuthenticated, UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from community.api import bodies, schema, shapes
from community.config import selectors as config
from community.core.decoding import convert, decode
from community.core.errors import Fault, InvalidError, TooLargeError
from community.core.http import address_of, trace_of
from community.core.types import Offset
from community.matches import selectors
from community.matches.commands import CORRECT_SCORE, CorrectScore, ScoreToCorrect
from community.streams.facts import Appended
from community.streams.operations import Sent
from community.users.commands import Asker, Command
from community.users.models import User
from community.users.viewing import viewing_of

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    UUID,
    OpenApiParameter.HEADER,
    required=True,
    description="the operation's id: sent again with the same body it has the same answer",
)


class CommandView(APIView):
    """A door for who is signed in; the session's cookie and Django's CSRF token prove it."""

    def asker(self, request: Request) -> Asker:
        """Who asks; raises NotAuthenticated."""
        user = request.user
        if not isinstance(user, User):
            raise NotAuthenticated
        plain: HttpRequest = request._request  # noqa: SLF001 -- DRF's own name for it
        return Asker(
            actor=user.actor_id, address=address_of(plain), delay_s=viewing_of(request).delay_s
        )

    def body(self, request: Request) -> bytes:
        """The command's bytes as they came; raises UnsupportedMediaType, TooLargeError."""
        if self.get_content_negotiator().select_parser(request, self.get_parsers()) is None:
            raise UnsupportedMediaType(request.content_type)
        limit = config.current().commands.body_bytes_max
        # One byte past the limit is enough to refuse by.
        body = request._request.read(limit + 1)  # noqa: SLF001 -- DRF's own name for it
        if len(body) > limit:
            raise TooLargeError(limit=limit, unit="bytes")
        return body

    def sent(self, request: Request) -> Sent:
        """How the command was sent; raises InvalidError without a key."""
        try:
            op = UUID(request.headers.get("Idempotency-Key", ""))
        except ValueError:
            fault = Fault(pointer="", detail="the header Idempotency-Key holds a UUID")
            raise InvalidError(fault) from None
        trace = trace_of(request.headers.get("traceparent", ""))
        return Sent(op=op, trace=trace, as_of=viewing_of(request).as_of)

    def do(
        self, request: Request, command: Command[Any], **told_by_path: object
    ) -> tuple[str, Appended]:
        """Do a command with a request's body and what its path tells: who did it, and its facts.

        Raises what CommandView's other methods raise, and what Command.obey raises.
        """
        asker, sent = self.asker(request), self.sent(request)
        actor = command.admit(asker)
        whole: type[msgspec.Struct] = command.fields
        body = bodies.without(whole, *told_by_path)
        told = decode(self.body(request), body) if body.__struct_fields__ else body()
        fields = told_by_path | msgspec.to_builtins(told)
        appended = command.run(convert(fields, command.fields), actor, sent)
        if asker.delay_s:
            # Where it stands would count what he cannot see yet.
            return actor, replace(appended, first=Offset(0), last=Offset(0))
        return actor, appended


def done(appended: Appended) -> Response:
    """Where a command's facts stand, as the API answers it."""
    return Response(msgspec.to_builtins(shapes.Done(**stands(appended))))


def stands(appended: Appended) -> dict[str, Any]:
    """The fields of Done."""
    return {
        "stream": appended.stream,
        "epoch": appended.epoch,
        "first": appended.first,
        "last": appended.last,
    }


class MatchScoreView(CommandView):
    """A match's score, as an operator corrects it."""

    @extend_schema(
        operation_id="match_correct_score",
        summary="Correct a match's score",
        request={"application/json": schema.of(ScoreToCorrect)},
        responses=schema.answers(
            shapes.Done,
            "Missing goals were appended, wrong ones taken back; or this was done before.",
            *(400, 403, 404, 409, 413, 415, 422, 429, 503),
        ),
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, match_id: str) -> Response:
        """Make the score so, with a reason; refused as stale when it moved since it was seen.

        The session's cookie says who asks; its CSRF token goes into X-CSRFToken.
        """
        asker, sent = self.asker(request), self.sent(request)
        actor = CORRECT_SCORE.admit(asker)
        match = selectors.fixture(match_id).pk
        told = decode(self.body(request), ScoreToCorrect)
        fields: dict[str, Any] = msgspec.structs.asdict(told)
        appended = CORRECT_SCORE.run(CorrectScore(match=match, **fields), actor, sent)
        return done(appended)
