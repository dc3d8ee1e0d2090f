"""Play the demo's matches through the signed door, until stopped."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from community.core import clock
from community.feeds import programme
from community.feeds.player import Player
from community.feeds.providers.simulator import SOURCE
from community.feeds.sender import Sender
from community.feeds.services import keys
from community.matches import selectors as matches

LABEL = "demo player"


class Command(BaseCommand):
    """A provider of simulated matches."""

    help = "Play simulated matches at match time, as a provider would send them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--url", required=True, help="the server")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        source = keys.register_source(name=SOURCE, title="Simulator", by=None)
        keys.revoke_labelled(source_id=source.pk, label=LABEL, by=None)
        _, secret = keys.issue_key(source_id=source.pk, label=LABEL, by=None)
        sender = Sender(url=options["url"], source=SOURCE, secret=secret)
        Player(sender, _showings()).run()


def _showings() -> list[programme.Showing]:
    """The programme as the database has it, else the opening."""
    known = [
        programme.Showing(number=number, kickoff_at=clock.to_ms(kickoff_at))
        for external_id, kickoff_at in matches.kickoffs(SOURCE)
        if (number := programme.number_of(external_id)) is not None
    ]
    return known or programme.opening(clock.now_ms())
