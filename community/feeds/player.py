"""The player: sends the programme's matches through the signed door as their events are due."""

import logging
from dataclasses import dataclass

from community.core import clock
from community.core.errors import UnavailableError
from community.feeds import programme
from community.feeds.programme import Showing
from community.feeds.providers.protocol import FeedEvent
from community.feeds.replay import EVENTS_PER_BATCH
from community.feeds.sender import Sender

logger = logging.getLogger(__name__)

# How often the player looks for what is due; a dense provider says up to eleven events in a second.
LOOK_S = 0.25


@dataclass
class Played:
    """A match under way: what is left of it, and the number of the next event."""

    showing: Showing
    events: list[FeedEvent]
    sent: int = 0

    def due(self, now_ms: int) -> list[FeedEvent]:
        """The next events whose moment has come, a batch at most."""
        ahead = self.events[self.sent : self.sent + EVENTS_PER_BATCH]
        return [event for event in ahead if event.at <= now_ms]

    @property
    def is_over(self) -> bool:
        """Whether all was sent."""
        return self.sent == len(self.events)


class Player:
    """Plays a programme at 1x; what is already past is caught up as fast as the door takes it."""

    def __init__(self, sender: Sender, showings: list[Showing]) -> None:
        self._sender = sender
        self._numbers = {showing.number for showing in showings}
        self._played = [self._begun(showing) for showing in showings]

    def _begun(self, showing: Showing) -> Played:
        """Announce a match; announced before, nothing changes."""
        recording = showing.recording()
        self._sender.announce(recording.sheet)
        return Played(showing=showing, events=recording.events)

    def look(self) -> bool:
        """Send what is due, one batch a match; when one ends another begins. False when idle."""
        now_ms = clock.now_ms()
        sent = False
        for played in list(self._played):
            due = played.due(now_ms)
            if due:
                self._sender.send(played.showing.id, due, first=played.sent + 1)
                played.sent += len(due)
                sent = True
            if played.is_over:
                self._played.remove(played)
                self._follow_up(played, now_ms)
        return sent

    def _follow_up(self, ended: Played, now_ms: int) -> None:
        """Begin another match because one ended just now; one long over makes no room."""
        if ended.events[-1].at < now_ms - programme.HOUR_MS:
            return
        showing = programme.following(self._numbers, now_ms=now_ms)
        self._numbers.add(showing.number)
        self._played.append(self._begun(showing))

    def run(self) -> None:
        """Play until stopped; a door that does not answer is asked again."""
        while True:
            try:
                if not self.look():
                    clock.sleep(LOOK_S)
            except UnavailableError:
                logger.warning("feeds.door_unavailable")
