"""An older dump is restored under viewers: they get the new history, none goes on from the old."""

import pytest

pytestmark = pytest.mark.timeout(180)


def correct_score(instance, match, goals):
    """Facts the old history never held."""
    words = ["--home", str(goals), "--away", "0", "--reason", "restored"]
    instance.run("manage.py", "correct_score", match.id, *words)


def epochs(viewer):
    """The epochs of what it was answered, in order."""
    kinds = {"snapshot", "resumed"}
    return [heard["epoch"] for heard in viewer.all("heard") if heard["t"] in kinds]


def states_since(viewer, answer):
    """What it was told after its answer of that number, from 0."""
    heard = [each for each in viewer.happened if each["what"] == "heard"]
    answers = [each for each in heard if each["t"] in {"snapshot", "resumed"}]
    since = viewer.happened.index(answers[answer])
    states = [each for each in viewer.happened[since:] if each["what"] == "state"]
    return [(each["offset"], each["digest"]) for each in states]


def test_an_older_dump_gives_every_old_client_a_snapshot_of_a_new_epoch(
    instance, match, calm, follow, tmp_path
):
    late, line = follow("late")
    held = match.tell_framed(calm, frames=2)
    instance.dump(tmp_path / "dump")
    kept = match.told
    lost = match.tell_framed(calm, frames=3)
    late.until_at(lost)
    line.refuse()
    line.cut()

    instance.kill("web")
    instance.restore(tmp_path / "dump")
    instance.start_web()
    calm.until(lambda one: len(one.answers) > 1 and one.offset == held)
    match.go_back_to(kept)
    correct_score(instance, match, goals=5)
    head = match.tell_framed(calm, frames=5)
    line.heal()
    late.until(lambda one: len(one.answers) > 1 and one.offset == head)

    assert head > lost > held
    truths = match.truths()
    for viewer in (calm, late):
        assert viewer.answers == ["snapshot", "snapshot"]
        assert viewer.asked == [None, lost]
        first, second = epochs(viewer)
        assert second > first
        told = states_since(viewer, 1)
        assert told == [(offset, truths[offset]) for offset, _ in told]
        assert told[-1] == (head, truths[head])
    assert instance.run("manage.py", "streams_refold")
