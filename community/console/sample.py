"""A ready command to test a source: signs with openssl, sends one harmless event to this server."""

from dataclasses import dataclass

from django.urls import reverse

from community.core import canonical, clock
from community.core.ids import random_id
from community.feeds import envelope, selectors
from community.feeds.models import Source
from community.matches import selectors as matches
from community.matches.models import Fixture, Scoreboard

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

    sequence is what the event takes, so that its feed goes on with the next.
    """

    script: str
    fixture: Fixture | None
    epoch: int
    sequence: int


def for_source(source: Source, *, base_url: str) -> Sample:
    """The command for a source, against the coming match that is farthest off.

    It names no players for the home side, which the provider's own line-up replaces.
    """
    coming = matches.fixtures().filter(scoreboard__status=Scoreboard.Status.SCHEDULED).last()
    epoch, sequence = selectors.next_sequence(source.name, match_id=coming.pk) if coming else (1, 1)
    events = [_event(source, coming, epoch=epoch, sequence=sequence)] if coming else []
    path = reverse("feed-events", args=[source.name])
    script = SCRIPT.format(
        body=canonical.dumps(events).decode(),
        url=f"{base_url.rstrip('/')}{path}",
        content_type=envelope.CONTENT_TYPE,
    )
    return Sample(script=script, fixture=coming, epoch=epoch, sequence=sequence)


def _event(source: Source, fixture: Fixture, *, epoch: int, sequence: int) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": random_id("test"),
        "type": "match.lineup",
        "source": f"/{source.name}",
        "subject": fixture.pk,
        "time": clock.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        "epoch": epoch,
        "sequence": sequence,
        "data": {"side": "home", "starting": [], "bench": []},
    }
