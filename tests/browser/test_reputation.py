"""A vote: its author reads why, the match's leaders move, and taken back it is gone."""

from playwright.sync_api import expect

from community.streams.selectors import LIVE
from community.threads import selectors as threads
from deploy.embedded.processes import wait_until
from tests.browser.conftest import cookies_of
from tests.reputation.stand import hear_all
from tests.threads.speech import said

WAIT_S = 20.0  # only a deadline
MINUS = "\N{MINUS SIGN}"


def test_a_vote_moves_what_its_author_reads_and_taken_back_it_is_gone(
    visit, server, live, olas, ola, pia
):
    post = said(pia.actor_id, live.pk)
    voter = visit(f"/matches/{live.pk}/#talk", storage_state=olas)
    expect(voter.locator('live-bar [data-slot="words"]')).to_contain_text("Live")
    author = visit(f"/people/{pia.username}/", storage_state=cookies_of(pia, server))
    leaders = f"/matches/{live.pk}/leaderboard/"
    up = voter.get_by_role("button", name="Up:")

    def given():
        return threads.given_by(ola.actor_id, [post], as_of=LIVE)

    up.click()
    assert wait_until(given, timeout_s=WAIT_S)
    hear_all()

    author.locator('main a[href="/me/reputation/"]').click()
    expect(author.locator(".reputation-why__points")).to_have_text("1.0 points")
    award = author.locator(".award")
    expect(award).to_have_count(1)
    expect(award).to_contain_text("Worth now: +1")
    expect(award).to_contain_text("+1 at a weight of 0.5, halved every 30 days.")
    expect(award).to_contain_text(f"Undone, it would change your reputation by {MINUS}1.")
    author.goto(leaders)
    expect(author.locator(".leader")).to_have_text(["1 pia Provisional 1.0points"])

    up.click()
    assert wait_until(lambda: not given(), timeout_s=WAIT_S)
    hear_all()

    author.reload()
    expect(author.get_by_text("Nobody has earned anything on this match yet.")).to_be_visible()
    author.goto("/me/reputation/")
    expect(author.locator(".reputation-why__points")).to_have_text("0.0 points")
    expect(award).to_contain_text("Taken back: it counts no longer.")
