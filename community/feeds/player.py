"""The player: sends the programme's matches through the signed door as their events are due."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from community.core import clock
from community.core.errors import UnavailableError
from community.feeds import programme
from community.feeds.programme import Showing
from community.feeds.providers.protocol import FeedEvent
from community.feeds.replay import EVENTS_PER_BATCH
from community.feeds.sender import Sender

logger = logging.getLogger(__name__)

# Of a match long over: a scene ends with one of these, or when so many events went by.
SCENE_ENDS = frozenset(
    {"match.goal", "match.own_goal", "match.card", "match.period_ended", "match.full_time"}
)
SCENE_EVENTS_MAX = 90

# Told after each scene of a match long over: the match, and the event it ended with.
Between = Callable[[str, FeedEvent], None]

# How often the player looks for what is due; a dense provider says up to eleven events in a second.
LOOK_S = 0.25


@dataclass
class Played:
    """A match under way: what is left of it, and the number of the next event."""

    showing: Showing
    match: str
    events: list[FeedEvent]
    is_past: bool = False
    sent: int = 0

    def due(self, now_ms: int) -> list[FeedEvent]:
        """The next events whose moment has come, a batch at most; of a match long over a scene."""
        ahead = self.events[self.sent : self.sent + EVENTS_PER_BATCH]
        if self.is_past:
            return _scene(ahead[:SCENE_EVENTS_MAX])
        return [event for event in ahead if event.at <= now_ms]

    @property
    def is_over(self) -> bool:
        """Whether all was sent."""
        return self.sent == len(self.events)


def _scene(events: list[FeedEvent]) -> list[FeedEvent]:
    """What comes up to the first end of a scene."""
    ends = (place for place, event in enumerate(events) if event.type in SCENE_ENDS)
    return events[: next(ends, len(events)) + 1]


class Player:
    """Plays a programme at 1x; what is already past is caught up as fast as the door takes it.

    A match that was over before anybody came is told scene by scene, so that something can come
    between: the talk of then.
    """

    def __init__(
        self, sender: Sender, showings: list[Showing], *, between: Between = lambda _m, _e: None
    ) -> None:
        self._sender = sender
        self._between = between
        self._numbers = {showing.number for showing in showings}
        self._played = [self._begun(showing) for showing in showings]

    def _begun(self, showing: Showing) -> Played:
        """Announce a match; announced before, nothing changes."""
        recording = showing.recording()
        match = self._sender.announce(recording.sheet)
        events = recording.events
        is_past = events[-1].at < clock.now_ms()
        return Played(showing=showing, match=match, events=events, is_past=is_past)

    def look(self) -> bool:
        """Send what is due, one batch a match; when one ends another begins. False when idle."""
        now_ms = clock.now_ms()
        sent = False
        for played in list(self._played):
            due = played.due(now_ms)
            if due:
                told = self._sender.send(played.showing.id, due, first=played.sent + 1)
                played.sent += len(due)
                sent = True
                if played.is_past and told["accepted"]:
                    self._between(played.match, due[-1])
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
