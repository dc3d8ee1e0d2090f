"""A ready command to test a source: signs with openssl, sends a kick-off and a goal here."""

from dataclasses import dataclass

from django.urls import reverse

from community.core import canonical, clock
from community.core.ids import random_id
from community.feeds import envelope, selectors
from community.feeds.models import Source
from community.matches.models import Fixture

# Enough to see: the match goes live, and its score moves.
TOLD: tuple[tuple[str, dict[str, object]], ...] = (
    ("match.kicked_off", {}),
    ("match.goal", {"period": 1, "clock_ms": 60_000, "side": "home"}),
)
SCRIPT = """\
body='{body}'
id="msg_$(openssl rand -hex 12)"
at="$(date +%s)"
key="$(printf %s "${{TERRACE_SECRET#whsec_}}" |
  openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')"
signature="$(printf '%s.%s.%s' "$id" "$at" "$body" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)"
curl --silent --show-error --include '{url}' \\
  --header 'content-type: {content_type}' \\
  --header "webhook-id: $id" \\
  --header "webhook-timestamp: $at" \\
  --header "webhook-signature: v1,$signature" \\
  --data-binary "$body"
"""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The command, and the match it speaks of; without a coming match it sends an empty batch.

    sequence is what its first event takes; the feed goes on with next_sequence.
    """

    script: str
    fixture: Fixture | None
    epoch: int
    sequence: int
    next_sequence: int


def for_source(source: Source, *, base_url: str) -> Sample:
    """The command for a source, against the next match that no other source tells of."""
    coming = selectors.next_untold(source.name, at=clock.now())
    epoch, sequence = selectors.next_sequence(source.name, match_id=coming.pk) if coming else (1, 1)
    events = _events(source, coming, epoch=epoch, sequence=sequence) if coming else []
    path = reverse("feed-events", args=[source.name])
    script = SCRIPT.format(
        body=canonical.dumps(events).decode(),
        url=f"{base_url.rstrip('/')}{path}",
        content_type=envelope.CONTENT_TYPE,
    )
    return Sample(
        script=script,
        fixture=coming,
        epoch=epoch,
        sequence=sequence,
        next_sequence=sequence + len(events),
    )


def _events(
    source: Source, fixture: Fixture, *, epoch: int, sequence: int
) -> list[dict[str, object]]:
    return [
        {
            "specversion": "1.0",
            "id": random_id("test"),
            "type": told,
            "source": f"/{source.name}",
            "subject": fixture.pk,
            "time": clock.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
            "epoch": epoch,
            "sequence": number,
            "data": data,
        }
        for number, (told, data) in enumerate(TOLD, start=sequence)
    ]
