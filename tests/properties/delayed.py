"""The same viewings, of a viewer who is some seconds behind: a delayed topic over a shared tail."""

from dataclasses import dataclass, field
from itertools import accumulate, chain, cycle

from community.core import clock
from community.edge.followed import Followed
from community.edge.tail import Tail
from community.streams import catalogue
from community.streams.publish import Heard, Hint
from community.streams.stretches import Stretch
from tests.properties.viewings import Script, Viewing, end_of, folded, tick, topic_of

BEGUN_AT = 1_529_949_600_000
# Between batches: at once, within one tick, longer than a delay.
GAPS_MS = (0, 40, 1_000, 4_999, 5_001, 130_000)
DELAYS_S = (5, 60, 120)


@dataclass(kw_only=True)
class Hub:
    """What a hub does for one delayed topic: it hears batches, ticks, and reads the log."""

    stream: str
    delay_s: int
    log: list[Stretch] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin before the first fact."""
        self.tail = Tail()
        self.tail.begin(epoch=1, last=0)
        self.followed = Followed(
            topic=topic_of(folded(self.stream, [])), tail=self.tail, delay_s=self.delay_s
        )

    def hear(self, body: bytes, *, at: int) -> None:
        """A batch was recorded."""
        first = self.log[-1].last + 1 if self.log else 1
        last = first + body.count(b"\n")
        moment = clock.from_ms(at)
        self.log.append(
            Stretch(stream=self.stream, epoch=1, first=first, last=last, at=moment, body=body)
        )
        hint = Hint(stream=self.stream, epoch=1, first=first, last=last, at=at)
        self.tail.hear(Heard(hint=hint, body=body))
        self.tail.arrange()

    def tick(self, *, now_ms: int) -> None:
        """Take what is due: what is held, else from the log. Nothing is taken before its time."""
        self.followed.advance(now_ms=now_ms)
        if self.followed.is_lacking:
            self.followed.take(self.log, now_ms=now_ms)
        tick(self.followed.topic)
        due = [stretch.last for stretch in self.log if self._is_due(stretch, now_ms)]
        assert self.followed.topic.head == max(due, default=0)

    def _is_due(self, stretch: Stretch, now_ms: int) -> bool:
        return clock.to_ms(stretch.at) <= now_ms - self.delay_s * 1000

    def forget(self) -> None:
        """Let the bodies go, as when too much is held."""
        self.tail.trim(taken=self.followed.topic.taken, bytes_max=0)


def play_delayed(script: Script) -> Viewing:
    """Run a delayed topic through a script; the facts' own bytes choose the delay and all times."""
    bodies = [b"\n".join(catalogue.encode_all(facts)) for facts in script.ticks if facts]
    shape = sum(map(len, bodies))
    hub = Hub(stream=script.stream, delay_s=DELAYS_S[shape % len(DELAYS_S)])
    recorded = _recorded(len(bodies), shape=shape)
    due = [at + hub.delay_s * 1000 for at in recorded]
    comes = max(due[: script.comes], default=BEGUN_AT)

    topic, messages, held = hub.followed.topic, [], 0
    reads = cycle(script.reads or [True])
    for now in sorted({*recorded, *due, comes}):
        for at, body in zip(recorded, bodies, strict=True):
            if at == now:
                hub.hear(body, at=now)
        if shape % 2:
            hub.forget()
        hub.tick(now_ms=now)
        if now == comes:
            messages, held = [topic.snapshot().text], topic.head
        elif now > comes and topic.head > held and (next(reads) or now == due[-1]):
            messages.append((topic.frame(held) or topic.snapshot()).text)
            held = topic.head
    return Viewing(messages=messages, end=end_of(script.stream, list(chain(*script.ticks))))


def _recorded(count: int, *, shape: int) -> list[int]:
    """When each of so many batches was recorded, in milliseconds, never before the one before."""
    gaps = [GAPS_MS[(shape + place * 5) % len(GAPS_MS)] for place in range(count)]
    return [BEGUN_AT + passed for passed in accumulate(gaps)]
