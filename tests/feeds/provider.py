"""A provider of the test: signs and sends through the real door, in process."""

import secrets
from io import BytesIO
from itertools import count
from typing import Any

import msgspec
from django.core.handlers.asgi import ASGIRequest
from django.db.models import Max
from django.test import Client
from django.urls import resolve

from community.core import clock
from community.core.canonical import dumps
from community.core.ids import random_id
from community.feeds import signing
from community.feeds.envelope import CONTENT_TYPE
from community.feeds.models import SourceKey
from community.feeds.services import keys
from community.streams.models import Batch, Producer, Stream

AT = 1_529_949_602_102
_numbers = count(1)


def sheet(**changes: Any) -> dict[str, Any]:
    """City v United, as a provider announces it; every sheet is another match."""
    return {
        "id": f"{next(_numbers)}",
        "competition": {"id": "league", "name": "First League"},
        "season": {"id": "season", "name": "2026"},
        "home": {
            "id": "city",
            "name": "City",
            "code": "CTY",
            "players": [{"id": "9", "name": "Silva", "shirt": 21, "role": "MF"}],
        },
        "away": {"id": "united", "name": "United", "code": "UTD"},
        "kickoff_at": AT,
    } | changes


def event(sequence: int, kind: str = "match.pass", **changes: Any) -> dict[str, Any]:
    """One CloudEvent, a pass by the home side unless told; `data` adds to the data it has."""
    data = {"period": 1, "clock_ms": sequence * 1_000, "side": "home"} | changes.pop("data", {})
    return {
        "specversion": "1.0",
        "id": f"e{sequence}",
        "type": kind,
        "source": "/provider",
        "subject": "unset",
        "time": clock.from_ms(AT + sequence).isoformat(),
        "sequence": sequence,
        "data": data,
    } | changes


def bare(sequence: int, kind: str, **data: Any) -> dict[str, Any]:
    """One CloudEvent with exactly this data."""
    return event(sequence) | {"type": kind, "data": data}


class Provider:
    """One source with its key, speaking of one match."""

    def __init__(self, name: str = "") -> None:
        self.name = name or random_id("source").replace("_", "-")
        self.source = keys.register_source(name=self.name, title="A provider", by=None)
        key, self.secret = keys.issue_key(source_id=self.source.pk, label="first", by=None)
        self.key: SourceKey = key
        self.client = Client()
        self.subject = ""
        self.match = ""

    @property
    def stream(self) -> str:
        """The stream of the match it speaks of."""
        return f"match.{self.match}"

    def announce(self, **changes: Any) -> str:
        """Announce a match and speak of it from now on; its id."""
        announced = sheet(**changes)
        answer = self.put(announced)
        assert answer.status_code == 200, answer.content
        self.subject, self.match = announced["id"], answer.json()["match"]
        return self.match

    def put(self, announced: Any, **told: Any) -> Any:
        """Send a fixture sheet."""
        return self.send_bytes(dumps(announced), door="fixtures", method="put", **told)

    def put_raw(self, announced: Any) -> Any:
        """Send a sheet that may have no canonical form."""
        return self.send_bytes(msgspec.json.encode(announced), door="fixtures", method="put")

    def body(self, *events: dict[str, Any]) -> bytes:
        """A batch about its match."""
        return dumps(
            [
                item | {"subject": self.subject} if item.get("subject") == "unset" else item
                for item in events
            ]
        )

    def send(self, *events: dict[str, Any], **told: Any) -> Any:
        """Send a batch about its match; the door's answer."""
        return self.send_bytes(self.body(*events), **told)

    def send_raw(self, good: dict[str, Any], changes: dict[str, Any], **data: Any) -> Any:
        """Send one event with changes that have no canonical form, such as a fraction."""
        subject = {"subject": self.subject}
        changed = good | subject | {"data": good["data"] | data.get("data", {})} | changes
        return self.send_bytes(msgspec.json.encode([changed]))

    def send_chunked(self, body: bytes) -> Any:
        """Send bytes without saying how many, as only ASGI can."""
        path = f"/api/v1/feeds/{self.name}/events"
        told = self.headers(body) | {"content-type": CONTENT_TYPE}
        headers = [(name.encode(), value.encode()) for name, value in told.items()]
        scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
        found = resolve(path)
        answer = found.func(ASGIRequest(scope, BytesIO(body)), **found.kwargs).render()
        answer.json = lambda: msgspec.json.decode(answer.content)
        return answer

    def accept(self, *events: dict[str, Any]) -> dict[str, Any]:
        """Send a batch that must be taken; the receipt."""
        answer = self.send(*events)
        assert answer.status_code == 200, answer.content
        receipt: dict[str, Any] = answer.json()
        return receipt

    def headers(self, body: bytes, **told: Any) -> dict[str, str]:
        """The three signed headers; told may say otherwise."""
        return signing.headers(
            told.get("secret", self.secret),
            message_id=told.get("message_id") or f"msg_{secrets.token_hex(12)}",
            timestamp_s=told.get("timestamp_s") or clock.now_ms() // 1000,
            body=body,
        )

    def send_bytes(self, body: bytes, **told: Any) -> Any:
        """Send bytes signed over, with whatever is told otherwise; headers given replace ours."""
        headers = told.get("headers") or self.headers(body, **told)
        kind = CONTENT_TYPE if told.get("door", "events") == "events" else "application/json"
        kind = told.get("content_type", kind)
        return self.client.generic(
            told.get("method", "post").upper(),
            f"/api/v1/feeds/{told.get('source', self.name)}/{told.get('door', 'events')}",
            data=body,
            content_type=kind,
            # The client leaves the type of an empty body out.
            headers=headers | {"content-type": kind} | told.get("more_headers", {}),
            **told.get("environ", {}),
        )


def standing() -> tuple[Any, ...]:
    """All that a batch could move, of every stream and producer."""
    return (
        sorted(Stream.objects.filter(kind="match").values_list("name", "epoch", "head")),
        Batch.objects.aggregate(newest=Max("pk"))["newest"],
        sorted(Producer.objects.values_list("stream__name", "name", "epoch", "next_sequence")),
    )
