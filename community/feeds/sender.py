"""A provider's side of the door: announce a fixture, send signed events, go on where it stopped."""

import secrets
from collections.abc import Sequence
from typing import Any

import httpx
import msgspec

from community.core import clock
from community.core.errors import UnavailableError
from community.feeds import envelope, signing
from community.feeds.providers.protocol import FeedEvent
from community.matches.sheet import FixtureSheet

# About half a minute in all: a server that restarts is back by then.
TRIES_MAX = 12
PAUSE_S_MAX = 5.0
TIMEOUT_S = 30.0


class DoorError(Exception):
    """The door refused for good; the problem document says why."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status}: {problem.get('title', '')} {problem}")
        self.status = status
        self.problem = problem


class Outgoing(msgspec.Struct, kw_only=True):
    """One event on its way."""

    specversion: str = "1.0"
    id: str
    type: str
    source: str
    subject: str
    time: Any
    sequence: int
    data: Any


class Sender:
    """Speaks for one source to one server; every try is signed anew."""

    def __init__(self, *, url: str, source: str, secret: bytes) -> None:
        self._http = httpx.Client(base_url=url, timeout=TIMEOUT_S)
        self._source = source
        self._secret = secret
        self._pause_s = secrets.SystemRandom().uniform

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def announce(self, sheet: FixtureSheet) -> str:
        """Announce a fixture; returns the match's id."""
        answer = self._send("PUT", "fixtures", (msgspec.json.encode(sheet), "application/json"))
        return str(answer["match"])

    def send(self, subject: str, events: Sequence[FeedEvent], *, first: int) -> dict[str, Any]:
        """Send events numbered from `first`; returns the door's receipt.

        Raises DoorError when refused for good, UnavailableError when nobody answers.
        """
        outgoing = [
            Outgoing(
                id=event.id,
                type=event.type,
                source=f"/{self._source}",
                subject=subject,
                time=clock.from_ms(event.at),
                sequence=sequence,
                data=event.data,
            )
            for sequence, event in enumerate(events, start=first)
        ]
        return self._send("POST", "events", (msgspec.json.encode(outgoing), envelope.CONTENT_TYPE))

    def _send(self, method: str, door: str, content: tuple[bytes, str]) -> dict[str, Any]:
        body, content_type = content
        for attempt in range(TRIES_MAX):
            answer = self._try(method, door, (body, content_type))
            if answer is not None and answer.status_code not in {429, 502, 503, 504}:
                return self._told(answer)
            self._wait(attempt, answer)
        raise UnavailableError(url=str(self._http.base_url))

    def _try(self, method: str, door: str, content: tuple[bytes, str]) -> httpx.Response | None:
        body, content_type = content
        headers = signing.headers(
            self._secret,
            message_id=f"msg_{secrets.token_hex(12)}",
            timestamp_s=clock.now_ms() // 1000,
            body=body,
        )
        try:
            return self._http.request(
                method,
                f"/api/v1/feeds/{self._source}/{door}",
                content=body,
                headers={**headers, "content-type": content_type},
            )
        except httpx.TransportError:
            return None

    def _wait(self, attempt: int, answer: httpx.Response | None) -> None:
        told_s = float(answer.headers.get("retry-after", 0)) if answer is not None else 0.0
        clock.sleep(max(told_s, self._pause_s(0.0, min(PAUSE_S_MAX, 0.1 * 2**attempt))))

    @staticmethod
    def _told(answer: httpx.Response) -> dict[str, Any]:
        try:
            told: dict[str, Any] = answer.json()
        except ValueError:
            told = {"title": answer.text[:200]}
        if answer.is_error:
            raise DoorError(answer.status_code, told)
        return told
