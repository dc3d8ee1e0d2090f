"""Play the demo's matches through the signed door, until stopped."""

from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from community.core import clock
from community.feeds import programme
from community.feeds.player import Player
from community.feeds.providers.simulator import SOURCE
from community.feeds.sender import Sender
from community.feeds.services import keys
from community.management.commands.demo_talk import handles
from community.management.voices.past import PastTalk
from community.management.voices.talker import Talker
from community.matches import selectors as matches
from community.users import selectors as users
from community.users.errors import UnknownUserError
from community.users.facts import Followed
from community.users.services import ties
from community.users.services.crowd import ensure_crowd
from community.users.services.roles import set_competitions
from deploy.programs import FOR_PEOPLE

LABEL = "demo player"
FAN, MODERATOR = "fan", "moderator"  # as demo_world makes them
FOLLOWED = 2  # the match being played, and the one about to begin


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
        showings = _showings()
        past = PastTalk(Talker(ensure_crowd(handles()), seed="the talk of then"), say=self._say)
        player = Player(sender, showings, between=past.between)
        _follow_along(showings)
        _look_after(showings)
        self._say_what_is_on(showings, url=options["url"])
        player.run()

    def _say_what_is_on(self, showings: list[programme.Showing], *, url: str) -> None:
        """Say where to look: at what kicked off last, since older ones are told at first too."""
        begun = [showing for showing in showings if showing.kickoff_at <= clock.now_ms()]
        for showing in sorted(begun, key=lambda one: one.kickoff_at)[-1:]:
            played = matches.fixture(matches.fixture_named(showing.id, provider=SOURCE).pk)
            self._say(f"The match to watch: {played}, {url}/matches/{played.pk}/")

    def _say(self, words: str) -> None:
        self.stdout.write(f"{FOR_PEOPLE}{words}")


def _showings() -> list[programme.Showing]:
    """The programme as the database has it, else the opening."""
    known = [
        programme.Showing(number=number, kickoff_at=clock.to_ms(kickoff_at))
        for external_id, kickoff_at in matches.kickoffs(SOURCE)
        if (number := programme.number_of(external_id)) is not None
    ]
    return known or programme.opening(clock.now_ms())


def _follow_along(showings: list[programme.Showing]) -> None:
    """Have the demo's fan follow what is played first, and the clubs in it: their goals ring."""
    with suppress(UnknownUserError):
        fan = users.actor_id_of(FAN)
        if not users.follows_of(fan):
            for showing in showings[:FOLLOWED]:
                named = matches.fixture_named(showing.id, provider=SOURCE)
                found = matches.fixture(named.pk)
                followed = [Followed(match=found.pk), Followed(club=found.home_id)]
                for each in followed:
                    ties.follow(actor=fan, followed=each, on=True)


def _look_after(showings: list[programme.Showing]) -> None:
    """Have the demo's moderator look after what is played, unless something was given already."""
    with suppress(UnknownUserError):
        moderator = users.id_of(MODERATOR)
        if not users.given_to(moderator):
            named = matches.fixture_named(showings[0].id, provider=SOURCE)
            competition = matches.fixture(named.pk).season.competition_id
            set_competitions(user_id=moderator, competitions=[competition], by=None)
