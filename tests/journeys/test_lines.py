"""Whatever a line does, a viewer with the real SDK is told true states only, and all in the end."""

import threading

import pytest

from tests.faults.choices import Nth, Seeded
from tests.faults.messages import Cut, Drop, Fault, Late, Repeat
from tests.faults.pipe import End

pytestmark = [pytest.mark.timeout(180), pytest.mark.usefixtures("kept")]

# A dead line must be noticed within this; heartbeats come once a second.
NOTICED_MS_MAX = 3_000
FRAMES_SPOILED = range(1, 9)


def frames_before_the_second_question(viewer):
    """How many frames it had heard when it asked to resume."""
    kinds = [each["t"] for each in viewer.happened if each["what"] in {"said", "heard"}]
    first = kinds.index("subscribe")
    return kinds[: kinds.index("subscribe", first + 1)].count("frame")


def tell_past(match, calm, choices):
    """Tell the match until every chosen frame was followed by another; the head.

    A busy line is sent two frames as one, so the count of batches says little.
    """
    head = match.tell_framed(calm, frames=len(choices))
    while any(choice.seen <= choice.nth for choice in choices):
        head = match.tell_framed(calm, frames=1)
    return head


@pytest.mark.parametrize("fault", [Drop(), Late()], ids=["dropped", "swapped"])
def test_any_single_frame_lost_or_swapped_is_found_on_the_next_and_one_resume_mends_it(
    match, follow, calm, fault
):
    choices = [Nth(nth=nth, fault=fault) for nth in FRAMES_SPOILED]
    spoiled = {choice.nth: follow(f"{choice.nth}", choice)[0] for choice in choices}
    for viewer in spoiled.values():
        viewer.until(lambda one: one.offset > 0)

    head = tell_past(match, calm, choices)

    truths = match.truths()
    for nth, viewer in spoiled.items():
        viewer.until_at(head)
        viewer.assert_told_truly(truths)
        assert viewer.answers == ["snapshot", "resumed"]
        assert frames_before_the_second_question(viewer) <= nth
        assert viewer.notices == calm.notices


def test_any_single_frame_repeated_changes_nothing(match, follow, calm):
    choices = [Nth(nth=nth, fault=Repeat()) for nth in FRAMES_SPOILED]
    spoiled = [follow(f"{choice.nth}", choice)[0] for choice in choices]
    for viewer in spoiled:
        viewer.until(lambda one: one.offset > 0)

    head = tell_past(match, calm, choices)

    truths = match.truths()
    for viewer in spoiled:
        viewer.until_at(head)
        viewer.assert_told_truly(truths)
        assert viewer.answers == ["snapshot"]
        assert viewer.notices == calm.notices


@pytest.mark.parametrize("fault", [Drop(), Repeat()], ids=["lost", "repeated"])
def test_any_other_single_message_lost_or_repeated_is_outlived(match, follow, calm, fault):
    kinds = ["hello", "snapshot", "pong", "heartbeat"]
    spoiled = [follow(kind, Nth(nth=1, fault=fault, kind=kind))[0] for kind in kinds]
    # A resumption is asked for when a frame was lost, and its own answer is then spoiled.
    lost_frame, spoil = Nth(nth=1, fault=Drop()), Nth(nth=1, fault=fault, kind="resumed")
    spoiled.append(follow("resumed", lambda told: lost_frame(told) or spoil(told))[0])
    for viewer in spoiled:
        viewer.until(lambda one: one.offset > 0)

    match.tell_framed(calm, frames=3)
    for viewer in spoiled:
        viewer.until_at(match.tell_framed(calm, frames=1))

    truths = match.truths()
    for viewer in spoiled:
        viewer.assert_never_misled(truths)  # a repeated snapshot is told again
        assert viewer.notices == calm.notices


@pytest.mark.parametrize("end", End, ids=lambda end: end.value)
def test_a_line_that_ends_amid_a_frame_is_dialled_again_and_resumed(match, follow, calm, end):
    kept = {"head": 1, "some": 40, "all but one": 10**6}
    spoiled = [
        follow(f"{nth} {name}", Nth(nth=nth, fault=Cut(kept_bytes=octets, end=end)))
        for name, octets in kept.items()
        for nth in (1, 3)
    ]
    for viewer, _ in spoiled:
        viewer.until(lambda one: one.offset > 0)

    head = match.tell_framed(calm, frames=6)

    truths = match.truths()
    for viewer, line in spoiled:
        viewer.until_at(head)
        viewer.assert_told_truly(truths)
        assert viewer.phases == ["connecting", "live", "reconnecting", "live"]
        assert viewer.answers == ["snapshot", "resumed"]
        assert viewer.notices == calm.notices
        assert line.lines_opened == 2


# The quiet line and the dial begun in the dark race when it is light: either goes on from there.
GONE_ON = (["snapshot"], ["snapshot", "resumed"])


def test_a_black_hole_is_noticed_within_three_seconds_and_left_behind_when_it_heals(
    match, follow, calm
):
    viewer, line = follow("held")
    viewer.until(lambda one: one.phases == ["connecting", "live"])
    viewer.until_at(match.tell_framed(calm, frames=2))

    line.hold()
    missed = match.tell_framed(calm, frames=3)
    viewer.until(lambda one: one.phases[-1] == "reconnecting")
    held_at = viewer.offset
    line.heal()
    viewer.until_at(missed)
    head = match.tell_framed(calm, frames=2)
    viewer.until_at(head)

    heard_at = max(each["at"] for each in before_the_turn(viewer) if each["what"] == "heard")
    turned_at = next(each["at"] for each in viewer.all("status") if each["phase"] == "reconnecting")
    assert turned_at - heard_at <= NOTICED_MS_MAX
    assert held_at < missed
    viewer.assert_told_truly(match.truths())
    assert viewer.answers in GONE_ON
    assert viewer.notices == calm.notices


def before_the_turn(viewer):
    """What happened before it said that it was reconnecting."""
    told = [each.get("phase") == "reconnecting" for each in viewer.happened]
    return viewer.happened[: told.index(True)]


def test_lines_that_spoil_one_frame_in_four_show_true_states_only_and_heal(match, follow, calm):
    is_healed = threading.Event()
    faults: list[Fault] = [Drop(), Repeat(times=2), Late(), Late(by=3), Cut(kept_bytes=20)]

    def spoil(seed):
        chosen = Seeded(seed=seed, per_mille=250, faults=faults)
        return lambda message: None if is_healed.is_set() else chosen(message)

    spoiled = [follow(f"seed {seed}", spoil(f"seed {seed}"))[0] for seed in range(8)]
    for viewer in spoiled:
        viewer.until(lambda one: one.offset > 0)

    match.tell_framed(calm, frames=30)
    is_healed.set()
    head = match.tell_framed(calm, frames=1)

    truths = match.truths()
    for viewer in spoiled:
        viewer.until_at(head)
        viewer.assert_told_truly(truths)
        assert viewer.notices == calm.notices
