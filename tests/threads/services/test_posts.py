"""Posts written, written anew and taken back; each refusal moves nothing."""

import hashlib

import pytest

from community.config import files, parsing
from community.core.errors import InvalidError, OperationConflictError, StaleError
from community.core.ids import random_id
from community.matches.errors import UnknownMatchError
from community.matches.services.schedule import schedule_sheet
from community.streams import selectors as streams, subscriptions
from community.threads.drafts import Sources
from community.threads.errors import (
    BadAnchorError,
    BlockedError,
    GonePostError,
    NotTheAuthorError,
    UnfitTextError,
    UnknownPostError,
)
from community.threads.models import Post, Text
from community.threads.services.edits import delete_post
from community.threads.services.opening import open_thread
from community.threads.services.posts import Wanted, create_post, post_id_of, posted_before
from community.threads.services.visibility import hide_post
from community.users.services.ties import block
from tests.matches.services.sheets import sheet
from tests.threads.speech import GOAL, OWN, draft, facts, rewrite, said, say, sent, types, verdict


def nothing_moved(match):
    return (types(match), Post.objects.count(), Text.objects.count())


class TestAPost:
    def test_states_one_fact_and_opens_the_thread(self, fixture, ann):
        appended = say(ann, fixture.pk, lang="en")

        opened, posted = facts(fixture.pk)
        assert (opened.type, opened.by) == ("thread.opened", None)
        assert (posted.type, posted.by, appended.last) == ("thread.posted", ann, 2)
        assert (posted.data.seen, posted.data.lang, posted.data.kind) == (4, "en", "comment")
        row = Post.objects.get()
        assert (row.pk, row.n, row.match, row.author) == (posted.id, 2, fixture.pk, ann)

    def test_hangs_on_what_its_author_had_seen(self, fixture, ann):
        say(ann, fixture.pk, seen=2)
        say(ann, fixture.pk)

        early, late = facts(fixture.pk)[1:]
        assert (early.data.anchor.offset, early.data.anchor.clock_ms) == (2, 0)
        assert (late.data.anchor.offset, late.data.anchor.clock_ms) == (4, 720_000)
        assert late.data.anchor.period == "1H"

    def test_before_the_kick_off_it_hangs_on_nothing_yet(self, fixture, ann):
        say(ann, fixture.pk, seen=1)

        assert facts(fixture.pk)[1].data.anchor.period == "PRE"

    def test_on_an_event_hangs_where_the_event_is_told(self, fixture, ann):
        say(ann, fixture.pk, event=GOAL)

        anchor = facts(fixture.pk)[1].data.anchor
        assert (anchor.event, anchor.revision, anchor.offset) == (GOAL, 0, 3)

    def test_keeps_its_words_beside_the_log_alone(self, fixture, ann, bob):
        say(ann, fixture.pk, "Look, @bob_9: **canary**")

        posted = facts(fixture.pk)[1]
        row = Text.objects.get()
        assert row.text == f"Look, @{bob}: **canary**"
        assert posted.data.mentions == [bob]
        told = b"Look, @bob_9: **canary**"
        assert hashlib.sha256(bytes(row.salt) + told).hexdigest() == posted.data.digest
        assert "canary" not in str(posted)

    def test_sent_again_has_the_same_answer(self, fixture, ann):
        op = sent()

        first, again = say(ann, fixture.pk, op=op), say(ann, fixture.pk, op=op)

        assert first == again
        assert types(fixture.pk) == ["thread.opened", "thread.posted"]
        assert posted_before(Wanted(draft=draft(fixture.pk), by=ann, sent=op)) == first
        assert Post.objects.get().pk == post_id_of(ann, op)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [({"text": "Another."}, "text"), ({"seen": 3}, "seen"), ({"event": GOAL}, "event")],
    )
    def test_sent_again_with_another_body_is_refused(self, fixture, ann, changes, field):
        op = sent()
        say(ann, fixture.pk, op=op)
        before = nothing_moved(fixture.pk)

        with pytest.raises(OperationConflictError) as refused:
            say(ann, fixture.pk, op=op, **changes)

        assert refused.value.field == field
        assert nothing_moved(fixture.pk) == before

    def test_of_insight_keeps_how_its_author_knows(self, fixture, ann):
        first = said(ann, fixture.pk)

        how = Sources(source="model", links=OWN.links, derived=(first,), model="xg-2")
        say(ann, fixture.pk, "0.7 xG.", kind="insight", how=how)

        assert facts(fixture.pk)[2].data.source == "model"
        kept = Text.objects.order_by("-at")[0].how
        assert kept == {
            "source": "model",
            "links": ["https://x.y/z"],
            "from": [first],
            "model": "xg-2",
            "digest": facts(fixture.pk)[2].data.digest,
        }


class TestARefusedPost:
    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"match": "match_unknown"}, UnknownMatchError),
            ({"seen": 5}, BadAnchorError),
            ({"event": "event_unknown"}, BadAnchorError),
            ({"event": GOAL, "seen": 2}, BadAnchorError),
            ({"reply": "post_unknown"}, UnknownPostError),
            ({"kind": "insight"}, InvalidError),
            ({"how": OWN}, InvalidError),
            ({"kind": "insight", "how": Sources(source="own", links=("x",))}, InvalidError),
            ({"kind": "insight", "how": Sources(source="own", derived=("p",))}, UnknownPostError),
            ({"kind": "insight", "how": Sources(source="own", model="?")}, InvalidError),
            ({"kind": "insight", "how": Sources(source="own", links=OWN.links * 6)}, InvalidError),
            ({"text": ""}, UnfitTextError),
            ({"text": "a\x00"}, UnfitTextError),
        ],
    )
    def test_moves_nothing(self, fixture, ann, changes, refusal):
        say(ann, fixture.pk)
        before = nothing_moved(fixture.pk)

        with pytest.raises(refusal):
            say(ann, **{"match": fixture.pk, **changes})

        assert nothing_moved(fixture.pk) == before

    def test_answers_nothing_that_is_gone(self, fixture, ann, bob):
        post_id = said(ann, fixture.pk)
        hide_post(post_id=post_id, reason="abuse", by=bob)

        with pytest.raises(GonePostError):
            say(bob, fixture.pk, reply=post_id)

        assert Post.objects.count() == 1

    def test_answers_nothing_on_another_thread(self, fixture, ann):
        other = schedule_sheet(sheet(), provider="provider")
        post_id = said(ann, fixture.pk)

        with pytest.raises(UnknownPostError):
            say(ann, other.pk, reply=post_id, seen=1)

        assert types(other.pk) == []

    @pytest.mark.parametrize("blocker", ["ann", "bob_9"])
    def test_answers_nobody_across_a_block(self, fixture, ann, bob, blocker):
        post_id = said(ann, fixture.pk)
        actor, other = (ann, bob) if blocker == "ann" else (bob, ann)
        block(actor=actor, other=other, on=True)

        with pytest.raises(BlockedError):
            say(bob, fixture.pk, reply=post_id)
        with pytest.raises(BlockedError):
            say(bob, fixture.pk, "Oi @ann")

        assert Post.objects.count() == 1

    @pytest.mark.parametrize("judged", [verdict("Another."), verdict("Hm.", "hold")])
    def test_without_a_verdict_of_its_own_cannot_be(self, fixture, ann, judged):
        with pytest.raises(AssertionError):
            create_post(draft=draft(fixture.pk, "Hm."), by=ann, verdict=judged)

        assert Post.objects.count() == 0


class TestAnEdit:
    def test_keeps_the_words_before_it(self, fixture, ann):
        post_id = said(ann, fixture.pk)

        appended = rewrite(ann, post_id, "What an end!")

        fact = facts(fixture.pk)[2]
        assert (fact.type, fact.data.revision, appended.last) == ("thread.edited", 2, 3)
        texts = Text.objects.order_by("rev").values_list("rev", "text")
        assert list(texts) == [(1, "What a start!"), (2, "What an end!")]
        assert Post.objects.get().rev == 2

    def test_of_a_revision_that_moved_on_is_stale(self, fixture, ann):
        post_id = said(ann, fixture.pk)
        rewrite(ann, post_id, "Two.")
        before = nothing_moved(fixture.pk)

        with pytest.raises(StaleError) as refused:
            rewrite(ann, post_id, "Three.")

        assert refused.value.current == {"post": post_id, "rev": 2}
        assert nothing_moved(fixture.pk) == before

    def test_sent_again_has_the_same_answer_and_with_other_words_is_refused(self, fixture, ann):
        post_id, op = said(ann, fixture.pk), sent()
        first = rewrite(ann, post_id, "Two.", op=op)

        assert rewrite(ann, post_id, "Two.", op=op) == first
        with pytest.raises(OperationConflictError) as refused:
            rewrite(ann, post_id, "Three.", op=op)

        assert refused.value.field == "text"
        assert Post.objects.get().rev == 2

    def test_of_a_post_that_is_not_ones_own_gone_or_unknown_is_refused(self, fixture, ann, bob):
        post_id = said(ann, fixture.pk)

        with pytest.raises(NotTheAuthorError):
            rewrite(bob, post_id, "Mine.")
        with pytest.raises(UnknownPostError):
            rewrite(ann, random_id("post"), "Hm.")
        hide_post(post_id=post_id, reason="abuse", by=bob)
        with pytest.raises(GonePostError):
            rewrite(ann, post_id, "Hm.")

        assert types(fixture.pk) == ["thread.opened", "thread.posted", "thread.hidden"]

    def test_is_refused_when_there_were_enough(self, fixture, ann):
        post_id = said(ann, fixture.pk)
        most = parsing.gather(files.repository()).threads.revisions_max
        Post.objects.update(rev=most)

        with pytest.raises(InvalidError, match="times already"):
            rewrite(ann, post_id, "Again.", rev=most)

    def test_keeps_how_its_author_knows(self, fixture, ann):
        post_id = said(ann, fixture.pk, "xG.", kind="insight", how=OWN)

        rewrite(ann, post_id, "More xG.")

        how = Text.objects.values_list("how", flat=True).get(rev=2)
        assert how is not None
        assert how["links"] == ["https://x.y/z"]


class TestADeletion:
    def test_takes_a_post_from_sight_for_good(self, fixture, ann):
        post_id, op = said(ann, fixture.pk), sent()

        first = delete_post(post_id=post_id, by=ann, sent=op)

        assert delete_post(post_id=post_id, by=ann, sent=op) == first
        assert types(fixture.pk)[-1] == "thread.deleted"
        assert Post.objects.get().visibility == "deleted"
        with pytest.raises(GonePostError):
            delete_post(post_id=post_id, by=ann, sent=sent())

    def test_is_its_authors_alone(self, fixture, ann, bob):
        post_id = said(ann, fixture.pk)

        with pytest.raises(NotTheAuthorError):
            delete_post(post_id=post_id, by=bob, sent=sent())

        assert Post.objects.get().visibility == "shown"


@pytest.mark.django_db
def test_a_thread_opens_by_itself_once_its_match_is_set_down():
    match = schedule_sheet(sheet(), provider="provider")

    while subscriptions.drain("threads.opening"):
        pass

    assert streams.heads([match.stream])[match.stream].offset == 1
    assert types(match.pk) == ["thread.opened"]


def test_a_thread_opens_once(fixture):
    assert open_thread(match_id=fixture.pk) is not None
    assert open_thread(match_id=fixture.pk) is None
    with pytest.raises(UnknownMatchError):
        open_thread(match_id="match_unknown")

    assert types(fixture.pk) == ["thread.opened"]
