"""Sixty posts a second: no task of the page's thread is long, and who reads sees nothing move."""

from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from community.core import clock
from deploy.embedded.processes import wait_until
from tests.threads.speech import said

PER_SECOND = 60
AT_ONCE = 6
# The longest a finger waits; of processor time, so that a busy machine is no fault.
TASK_MS_MAX = 200
ROWS_MAX = 210
WAIT_S = 60.0  # only a deadline
TRACED = ["toplevel", "disabled-by-default-devtools.timeline"]


@pytest.fixture
def busy(visit, live, pia):
    """A page whose reader is further up, on a thread that fills a rail."""
    talk(pia, live, 60)
    page = visit(reverse("match", args=[live.pk]))
    expect(page.locator(".thread__posts .post")).to_have_count(60)
    # The script has the rows by now: what moves from here on is the talk's doing.
    expect(page.locator("live-bar")).to_contain_text("Live,")
    page.locator(".thread__scroll").evaluate("(node) => (node.scrollTop = -600)")
    return page


def talk(by, match, count):
    """So many posts, in one transaction."""
    with transaction.atomic():
        for number in range(count):
            said(by.actor_id, match.pk, f"Post number {number}, and a few words more about it.")


def talk_for(seconds, *, by, match):
    """Talk at the pace for so long, or as fast as this machine can."""
    begun = clock.now_ms()
    for batch in range(seconds * PER_SECOND // AT_ONCE):
        due = begun + 1_000 * batch * AT_ONCE // PER_SECOND
        assert wait_until(partial(has_come, due), timeout_s=WAIT_S)
        talk(by, match, AT_ONCE)


def has_come(due):
    """Whether a moment is there."""
    return clock.now_ms() >= due


class Trace:
    """The tasks of a page's main thread, by what they took of the processor."""

    def __init__(self, page):
        self._cdp = page.context.new_cdp_session(page)
        self._events: list[dict[str, Any]] = []
        self._done: list[Any] = []
        self._cdp.on("Tracing.dataCollected", lambda told: self._events.extend(told["value"]))
        self._cdp.on("Tracing.tracingComplete", lambda told: self._done.extend([told]))
        self._cdp.send("Tracing.start", {"traceConfig": {"includedCategories": TRACED}})

    def longest_ms(self, page):
        """End the trace; the longest task of any page's main thread."""
        self._cdp.send("Tracing.end")
        while not self._done:
            page.wait_for_timeout(50)
        mains = {
            (event["pid"], event["tid"])
            for event in self._events
            if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
        }
        return max(
            event.get("tdur", 0) / 1_000
            for event in self._events
            if event.get("ph") == "X" and (event["pid"], event["tid"]) in mains
        )


@pytest.mark.timeout(900)
def test_a_busy_thread_keeps_no_finger_waiting_and_moves_nothing(busy, live, pia, size):
    read = busy.locator(".thread__posts .post").nth(40)
    before = read.bounding_box()
    trace = Trace(busy)

    talk_for(size(4, full=60), by=pia, match=live)
    expect(busy.locator(".thread__pill")).to_be_visible()
    still = read.bounding_box()
    busy.locator(".thread__pill").click()
    talk_for(size(4, full=60), by=pia, match=live)

    expect(busy.locator(".thread__posts .post").last).to_be_in_viewport()
    assert still == before
    assert busy.locator(".thread__posts .post").count() <= ROWS_MAX
    assert trace.longest_ms(busy) < TASK_MS_MAX
