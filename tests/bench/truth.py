"""Whether clients hold what the log comes to, to the byte."""

from community.core import canonical
from community.streams import selectors
from tests.bench.crowd import Held
from tests.bench.result import Report


def agrees(held: Held, report: Report) -> bool:
    """Whether every state is the log's at its offset; says how many are and are not."""
    right = wrong = 0
    for (topic, epoch, offset, digest), count in held.holdings.items():
        folded = selectors.folded(topic, at=offset)
        if (folded.epoch, canonical.digest(folded.project())) == (epoch, digest):
            right += count
        else:
            wrong += count
    report.say(f"states: {right:,} equal the log's, {wrong:,} do not; gaps met: {held.gaps}")
    return wrong == 0
