"""Play a recording through the signed door, at its own pace or as fast as it goes."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from community.core import clock
from community.feeds.providers.protocol import FeedEvent, Recording
from community.feeds.sender import Sender

# A door takes up to four thousand; so many keep a request short on a slow machine.
EVENTS_PER_BATCH = 500
# Events of one look are sent together: a dense provider says up to eleven in a second.
LOOK_MS = 250

Progress = Callable[[int, int], None]
Announced = Callable[[str], None]


def timed(recording: Recording, *, speed: float) -> Recording:
    """The same match as it comes to be played at a speed: each event's time is when it is due.

    A match that kicks off now and is played fast would else tell of the future, which is refused.
    """
    kickoff_at = recording.sheet.kickoff_at
    events = [
        msgspec.structs.replace(event, at=kickoff_at + int(event.due_ms / speed))
        for event in recording.events
    ]
    return msgspec.structs.replace(recording, events=events)


def play(
    sender: Sender,
    recording: Recording,
    *,
    speed: float,
    progress: Progress = lambda _d, _t: None,
    announced: Announced = lambda _match: None,
) -> str:
    """Announce a match and send its events from the first; what was told before is only counted.

    speed: match seconds a second; 0: as fast as it goes. announced: called with the match's id
    before the first event. Returns the match's id. Raises DoorError.
    """
    match = sender.announce(recording.sheet)
    announced(match)
    batches = _paced(recording.events, speed) if speed else _chunks(recording.events)
    for position, events in batches:
        sender.send(recording.sheet.id, events, first=position + 1)
        progress(position + len(events), len(recording.events))
    return match


def _chunks(events: Sequence[FeedEvent]) -> Iterator[tuple[int, Sequence[FeedEvent]]]:
    for start in range(0, len(events), EVENTS_PER_BATCH):
        yield start, events[start : start + EVENTS_PER_BATCH]


def _paced(events: Sequence[FeedEvent], speed: float) -> Iterator[tuple[int, Sequence[FeedEvent]]]:
    """Batches of what is due, each when it is due."""
    began_ms, sent = clock.now_ms(), 0
    while sent < len(events):
        played_ms = (clock.now_ms() - began_ms) * speed
        due = sent
        while due < min(len(events), sent + EVENTS_PER_BATCH) and events[due].due_ms <= played_ms:
            due += 1
        if due == sent:
            wait_ms = (events[sent].due_ms - played_ms) / speed
            clock.sleep(max(wait_ms, LOOK_MS) / 1000)
            continue
        yield sent, events[sent:due]
        sent = due
