"""The providers' door: signed batches of events, and signed fixture sheets."""

from dataclasses import asdict
from typing import Any

import msgspec
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from community.api import schema, shapes
from community.config import selectors as config
from community.core import metrics
from community.core.errors import RefusedError
from community.core.http import trace_of
from community.feeds import admission, envelope
from community.feeds.services import fixtures, ingest, refusals
from community.matches.sheet import FixtureSheet

# Standard Webhooks' three; the key is the base64 after whsec_ in the source's secret.
SIGNATURE_HEADERS = [
    OpenApiParameter(name, str, OpenApiParameter.HEADER, required=True, description=means)
    for name, means in (
        ("webhook-id", "the message's own id; each message has another"),
        ("webhook-timestamp", "when it was sent, in seconds since 1970"),
        ("webhook-signature", "v1, a comma, the base64 of HMAC-SHA256 over id.timestamp.body"),
    )
]


class EventsParser(BaseParser):
    """Knows the content type; the bytes are read as they were signed."""

    media_type = envelope.CONTENT_TYPE

    def parse(
        self, stream: object, media_type: str | None = None, parser_context: object = None
    ) -> dict[str, Any]:
        """Leave the bytes to the service that checks them."""
        del stream, media_type, parser_context
        return {}


class SheetParser(EventsParser):
    """The same for fixture sheets."""

    media_type = "application/json"


class SignedView(APIView):
    """A door that knows its caller by a signature alone, and counts what it refuses."""

    authentication_classes = ()
    permission_classes = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- DRF
        """Answer, and let the bytes go.

        A view and its request hold each other until a collector finds them: a megabyte each.
        """
        try:
            return super().dispatch(request, *args, **kwargs)
        finally:
            self.__dict__.pop("signed", None)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- DRF
        """Admit the message before anything reads it."""
        super().initial(request, *args, **kwargs)
        self.policies = config.current()
        plain = request._request  # noqa: SLF001 -- the signature is over the bytes as they came
        # One byte past the limit is enough to refuse by; a length may be untold, or a lie.
        body = plain.read(self.policies.feeds.batch_bytes_max + 1)
        self.signed = admission.Signed(
            message_id=plain.headers.get("webhook-id", ""),
            timestamp=plain.headers.get("webhook-timestamp", ""),
            signature=plain.headers.get("webhook-signature", ""),
            body=body,
        )
        self.source = admission.admit(kwargs["source"], self.signed, self.policies)
        if self.get_content_negotiator().select_parser(request, self.get_parsers()) is None:
            raise UnsupportedMediaType(request.content_type)

    def finalize_response(
        self,
        request: Request,
        response: Response,
        *args: Any,  # noqa: ANN401 -- DRF's own signature
        **kwargs: Any,  # noqa: ANN401 -- DRF's own signature
    ) -> Response:
        """Remember what was accepted."""
        if response.status_code < 300:  # noqa: PLR2004 -- HTTP's own number
            admission.remember(self.source, self.signed, self.policies)
        return super().finalize_response(request, response, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        """Count a refusal before answering it."""
        if isinstance(exc, RefusedError):
            metrics.INGEST_REFUSALS.labels(code=exc.code).inc()
            refusals.count(source=self.kwargs["source"], code=exc.code)
        return super().handle_exception(exc)


class FeedEventsView(SignedView):
    """Takes what happens in a match."""

    parser_classes = (EventsParser,)

    @extend_schema(
        operation_id="feed_events",
        summary="Send a batch of events",
        request={envelope.CONTENT_TYPE: schema.of(schema.Batch)},
        responses=schema.answers(
            ingest.Receipt,
            "Taken, once; what was told before was only counted.",
            *(400, 401, 404, 409, 413, 415, 422, 429, 503),
        ),
        parameters=SIGNATURE_HEADERS,
    )
    def post(self, request: Request, source: str) -> Response:
        """Append a batch, once; say what was new, what was known and where the match stands."""
        del source
        with metrics.INGEST_SECONDS.time():
            receipt = ingest.ingest(
                source=self.source.name,
                body=self.signed.body,
                trace=trace_of(request.headers.get("traceparent", "")),
                policies=self.policies,
            )
        return Response(asdict(receipt))


class FeedFixturesView(SignedView):
    """Takes what is going to be played, and by whom."""

    parser_classes = (SheetParser,)

    @extend_schema(
        operation_id="feed_fixtures",
        summary="Announce a fixture",
        request={"application/json": schema.of(FixtureSheet)},
        responses=schema.answers(
            shapes.Announced,
            "Set down, moved, or as it was.",
            *(400, 401, 413, 415, 422, 429, 503),
        ),
        parameters=SIGNATURE_HEADERS,
    )
    def put(self, request: Request, source: str) -> Response:
        """Set a fixture down, or move it; the same sheet again changes nothing."""
        del request, source
        match = fixtures.announce(source=self.source.name, body=self.signed.body)
        return Response(msgspec.to_builtins(shapes.Announced(match=match)))
