"""The SDK in Chromium does, byte for byte, what it does in Node; its README's pages run."""

import re

import msgspec
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from community.matches import facts
from deploy.embedded.processes import wait_until
from tests.house.tree import ROOT
from tests.matches.factories import told
from tests.node import run
from tests.web.factories import goal, tell

SEEDS = range(1, 6)
TICKS = 150
WAIT_S = 30.0  # only a deadline
TYPES = {".mjs": "text/javascript", ".js": "text/javascript"}
REPLAY = """async (recording) => {
    const { replay } = await import("/tests/sdk/recorder.mjs");
    return replay(recording);
}"""
RECORD = """async (topic) => {
    const { record } = await import("/tests/sdk/recorder.mjs");
    const answer = await fetch("/live/token/");
    const made = record({
        url: `ws://${location.host}/live/`,
        token: (await answer.json()).token,
        clock: {
            now: () => performance.now(),
            after(ms, run) {
                const timer = setTimeout(run, ms);
                return () => clearTimeout(timer);
            },
        },
        random: Math.random,
        open: (url, subprotocol) => new WebSocket(url, subprotocol),
    });
    made.acts.follow(topic);
    window.made = made;
}"""
CORRECT = """async ({ match, home, seen }) => {
    const { live } = await import("/static/js/live.js");
    const topic = `match.${match}`;
    const sent = live().client.send({
        name: "match.correct_score",
        topic,
        data: { match, home, away: 0, reason: "A test.", seen },
        apply: (state, { home, away }) => ({ ...state, score: { home, away } }),
    });
    let shown;
    live().client.topic(topic).onState((state) => (shown ??= state.score.home))();
    const { outcome, code, place, current } = await sent.answer;
    return { shown, outcome, code, place, current };
}"""

SEEN = """(state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""
DECLINES = 'Object.defineProperty(navigator, "globalPrivacyControl", { value: true });'


@pytest.fixture
def bare(visit):
    """A page of the site with nothing on it, where the tests' own modules are to be had too."""
    page = visit("/robots.txt")
    page.route("**/tests/sdk/*.mjs", from_the_tree)
    page.route("**/static/js/sdk/*.js", from_the_tree)
    yield page
    visit.forgive("404")  # a bare text has no icon


def from_the_tree(route):
    """Answer with a file of the tree."""
    path = ROOT / route.request.url.split("/", 3)[3]
    route.fulfill(path=path, content_type=TYPES[path.suffix])


def wait_for_states(page, count):
    """Wait until the client has told so many states."""
    told_so_far = 'made.trace.filter((line) => line.startsWith(`["state"`)).length'
    assert wait_until(lambda: page.evaluate(told_so_far) >= count, timeout_s=WAIT_S)


def in_node(recording, tmp_path):
    """The trace of a recording in Node, or all of them when they differ."""
    file = tmp_path / "recording.json"
    file.write_bytes(msgspec.json.encode(recording))
    return run(str(ROOT / "tests/sdk/replay.mjs"), str(file), "100")


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_recorded_in_node_replays_the_same_in_chromium(bare, seed):
    made = msgspec.json.decode(run(str(ROOT / "tests/sdk/recorded.mjs"), str(seed), str(TICKS)))

    trace = bare.evaluate(REPLAY, made["recording"])

    assert trace == made["trace"]
    assert len(trace.splitlines()) > TICKS


def test_what_is_recorded_live_in_chromium_replays_the_same_a_hundred_times_in_node(
    bare, fixture, tmp_path
):
    tell(fixture, told(facts.MatchKickedOff()))
    bare.evaluate(RECORD, f"match.{fixture.pk}")
    wait_for_states(bare, 1)

    tell(fixture, told(goal("home", 1, 754_200)))
    wait_for_states(bare, 2)
    bare.evaluate("made.acts.close()")

    made = bare.evaluate("({ recording: made.recording, trace: made.trace.join(`\\n`) })")
    assert in_node(made["recording"], tmp_path) == made["trace"]
    assert bare.evaluate(REPLAY, made["recording"]) == made["trace"]
    assert '["notice"' in made["trace"]


def test_the_page_beside_the_readme_shows_a_live_score(visit, fixture):
    assert_shows_the_score(visit(f"/static/js/sdk/live-score.html#match.{fixture.pk}"), fixture)


@pytest.fixture
def quick_start():
    """The page that the README of the SDK begins with."""
    readme = (ROOT / "static/js/sdk/README.md").read_text()
    written = re.search(r"```html\n(.*?)```", readme, re.DOTALL)
    assert written is not None
    return written[1]


def test_the_quick_start_of_the_readme_shows_a_live_score(visit, fixture, quick_start):
    page = visit(f"/robots.txt#match.{fixture.pk}", bypass_csp=True)
    page.set_content(quick_start)

    assert_shows_the_score(page, fixture)


def test_it_does_so_on_a_page_from_elsewhere_that_names_the_site(
    visit, fixture, quick_start, server
):
    page = visit(
        f"{server.url.replace('127.0.0.1', 'localhost')}/robots.txt#match.{fixture.pk}",
        bypass_csp=True,
    )
    named = re.sub(r'"(/(?:static|live/token)/)', rf'"{server.url}\1', quick_start)
    page.set_content(named.replace("location.origin", f'"{server.url}"'))

    assert_shows_the_score(page, fixture)
    visit.forgive("404")


def said_from(page):
    """What a page says over its sockets from here on, each message decoded."""
    said = []
    page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda text: said.append(msgspec.json.decode(text))),
    )
    return said


def test_a_page_out_of_sight_hangs_up_and_resumes_and_another_network_is_asked(visit, fixture):
    tell(fixture, told(facts.MatchKickedOff()))
    page = visit("/robots.txt")
    page.clock.install()
    said = said_from(page)
    page.goto(f"/static/js/sdk/live-score.html#match.{fixture.pk}")
    line = page.locator("#line")
    expect(page.locator("h1")).to_have_text("0 - 0")

    page.evaluate(SEEN, "hidden")
    page.clock.run_for(30_000)
    expect(line).to_have_text("resting")
    tell(fixture, told(goal("home", 1, 754_200)))
    page.evaluate(SEEN, "visible")
    expect(page.locator("h1")).to_have_text("1 - 0")
    pings = sum(message["t"] == "ping" for message in said)
    page.evaluate("navigator.connection.dispatchEvent(new Event('change'))")

    # While the clock is turned nothing is heard, so it may have dialled before it rested.
    asked = [message.get("offset") for message in said if message["t"] == "subscribe"]
    assert (asked[0], asked[-1]) == (None, 2)
    page.clock.run_for(100)
    assert sum(message["t"] == "ping" for message in said) > pings
    visit.forgive("404")


def test_a_page_tells_the_server_that_its_browser_asks_not_to_be_measured(visit):
    page = visit("/robots.txt")
    page.context.add_init_script(DECLINES)
    said = said_from(page)

    page.goto(reverse("home"))

    expect(page.locator('live-bar [data-slot="words"]')).to_contain_text("Live")
    assert [message["measure"] for message in said if message["t"] == "connect"] == [False]
    visit.forgive("404")


def assert_shows_the_score(page, fixture):
    """A goal is told, and the page's heading follows."""
    tell(fixture, told(facts.MatchKickedOff()))
    expect(page.locator("h1")).to_have_text("0 - 0")
    tell(fixture, told(goal("home", 1, 754_200)))
    expect(page.locator("h1")).to_have_text("1 - 0")


def test_a_correction_shows_at_once_and_is_confirmed_and_a_stale_one_is_taken_back(
    visit, signed_in, fixture
):
    tell(fixture, told(facts.MatchKickedOff()))
    page = visit(reverse("match", args=[fixture.pk]), storage_state=signed_in)
    plate = page.locator('match-scoreboard .plate[data-slot="home"]')
    expect(page.locator('live-bar [data-slot="words"]')).to_contain_text("Live")

    done = page.evaluate(CORRECT, {"match": fixture.pk, "home": 1, "seen": 1})
    expect(page.locator(".timeline > li")).to_have_count(2)
    stale = page.evaluate(CORRECT, {"match": fixture.pk, "home": 3, "seen": 1})

    assert (done["shown"], done["outcome"], done["place"]["offset"]) == (1, "confirmed", 3)
    assert (stale["shown"], stale["outcome"], stale["code"]) == (3, "refused", "stale")
    assert stale["current"]["score"] == {"home": 1, "away": 0}
    expect(plate).to_have_text("1")
