"""Posts over lines that lose, repeat, swap, cut and withhold: each stands in the log, once."""

from collections import Counter

import pytest

from tests.faults.choices import Either, Seeded
from tests.faults.messages import Cut, Drop, Fault, Late, Repeat
from tests.faults.proxy import Route
from tests.journeys.posters import Poster, texts, trouble, wait_for

pytestmark = pytest.mark.timeout(3_600)

# Whoever waits for each answer may be sent anything; who is ahead of his answers keeps his order
# only where no single message of his is lost: lost ones go again, after those that were not.
FAULTS: list[Fault] = [Drop(), Late(), Repeat(), Cut(kept_bytes=40)]
FAULTS_AHEAD: list[Fault] = [Repeat(), Cut(kept_bytes=40)]
AHEAD = 4
PER_MILLE = 30

UNHURRIED = {
    "edge": {"messages_per_minute": 6_000, "messages_burst": 1_000},
    "commands": {
        "per_minute": 6_000,
        "burst": 1_000,
        "address_per_minute": 60_000,
        "address_burst": 10_000,
    },
    "publish": {
        "gap_ms": 100,
        "burst": 100,
        "new_gap_ms": 100,
        "new_burst": 100,
        "author_per_minute": 600,
        "author_per_hour": 6_000,
        "thread_per_minute": 100_000,
    },
}


@pytest.fixture
def unhurried(instance, match):
    """The instance with paces that hold nobody; what is tested is what is done once."""
    instance.have("apply", policies=UNHURRIED)
    yield match
    instance.have("apply", policies={})


@pytest.fixture
def thread(unhurried):
    """The match's thread, whose match has begun; open once there are fans."""
    unhurried.tell()
    return f"thread.{unhurried.id}"


@pytest.fixture
def fans(instance, match, thread, size):
    """Who writes: each one's actor id and token, by name."""
    names = [f"{thread[-6:]}_{number}" for number in range(size(6, full=16))]
    return instance.have("fans", match=match.id, names=names)


def decided(name, *, is_ahead, is_healed):
    """How the messages of a line are spoiled, each way, until it is healed."""
    faults = FAULTS_AHEAD if is_ahead else FAULTS
    up = Seeded(seed=f"{name} up", per_mille=PER_MILLE, faults=faults, kind="command")
    answers = Seeded(seed=name, per_mille=PER_MILLE, faults=FAULTS, kind="confirmed")
    frames = Seeded(seed=f"{name} frames", per_mille=PER_MILLE, faults=FAULTS)

    def unless_healed(choose):
        return lambda message: None if is_healed() else choose(message)

    return unless_healed(up), unless_healed(Either(choices=[answers, frames]))


@pytest.fixture
def read(instance, watching, thread, fans):  # noqa: ARG001 -- the fans' thread is open
    """Have somebody read the thread, over a line that nothing happens to."""

    def reading(name, *, port):
        # A page's own token ends after ten minutes, which a full run may take longer than.
        return watching.open(name, port=port, token=instance.have("token", name=name), topic=thread)

    return reading


@pytest.fixture
def write(instance, kit, watching, match, thread, fans):
    """Have everybody write; all of their posts are answered when it returns."""

    def written(*, each, every, kills) -> list[Poster]:
        posters: list[Poster] = []

        def is_healed():
            return sum(one.viewer.answered for one in posters) >= len(fans) * each * 9 // 10

        for number, (name, (actor, token)) in enumerate(fans.items()):
            is_ahead = number % 2 == 1
            up, down = decided(name, is_ahead=is_ahead, is_healed=is_healed)
            line = kit.to(Route(port=instance.port, up=up, down=down))
            viewer = watching.open(name, port=line.port, token=token, topic=thread)
            posters.append(
                Poster(
                    viewer=viewer,
                    line=line,
                    actor=actor,
                    match=match.id,
                    texts=texts(name, each),
                    ahead=AHEAD if is_ahead else 1,
                )
            )
        for poster in posters:
            watching.send(poster.viewer, **poster.order)
        trouble(posters, every=every, beside=lambda n: instance.kill_web() if n in kills else None)
        wait_for(posters)
        return posters

    return written


def test_each_post_stands_in_the_log_once_and_every_viewer_ends_where_the_server_is(
    instance, match, thread, read, write, size
):
    readers = [read(name, port=instance.port) for name in ("reader", "another")]

    posters = write(
        each=size(25, full=625),
        every=size(15, full=100),
        kills=size(frozenset(), full={20, 50, 80}),
    )

    # Nothing is left unanswered, and nothing was refused.
    outcomes = Counter(outcome for poster in posters for outcome in poster.outcomes)
    count = size(150, full=10_000)
    assert outcomes == {("confirmed", None): count}
    # Each post is there once, as it was sent, in its author's order.
    facts = instance.facts(thread)
    posted = [(fact["by"], fact["id"]) for fact in facts if fact["type"] == "thread.posted"]
    assert len(posted) == len(set(posted)) == count
    for poster in posters:
        ids = [post_id for by, post_id in posted if by == poster.actor]
        assert ids == [post_id for post_id, _ in poster.written]
    rows = instance.ask(
        "SELECT p.id, t.text FROM threads_post p JOIN threads_text t ON t.post = p.id"
        " WHERE p.match = %s ORDER BY p.n",
        match.id,
    )
    assert [post_id for post_id, _ in rows] == [post_id for _, post_id in posted]
    assert dict(rows) == dict(row for poster in posters for row in poster.written)
    # A process that was not there, and all who were, show the same.
    fresh = read("fresh", port=instance.start_second_web())
    truths: dict[int, str] = {}
    for viewer in (fresh, *readers, *(poster.viewer for poster in posters)):
        viewer.until_at(len(facts))
        assert viewer.states[-1] == fresh.states[-1]
        truths = dict(viewer.states) | truths
        viewer.assert_never_misled(truths)
