"""Posts hidden, restored and erased."""

import pytest

from community.core.merkle import Frontier, leaf_hashes
from community.streams import catalogue, refold
from community.streams.models import Stream
from community.threads.errors import GonePostError, ShownPostError, UnknownPostError
from community.threads.models import Mark, Post, Text
from community.threads.services.edits import delete_post
from community.threads.services.reading import mark_read
from community.threads.services.visibility import erase_texts_of, hide_post, restore_post
from tests.threads.speech import facts, rewrite, said, sent, types


def hide(post_id, *, by, op=None):
    return hide_post(post_id=post_id, reason="abuse", by=by, sent=op or sent())


def restore(post_id, *, by):
    return restore_post(post_id=post_id, reason="mistake", by=by, sent=sent())


def test_a_hidden_post_says_why_and_comes_back(fixture, ann, bob):
    post_id = said(ann, fixture.pk)

    hide(post_id, by=bob)
    row = Post.objects.get()
    assert (row.visibility, row.reason) == ("hidden", "abuse")
    restore(post_id, by=bob)

    assert types(fixture.pk)[2:] == ["thread.hidden", "thread.restored"]
    assert Post.objects.get().visibility == "shown"
    assert (facts(fixture.pk)[2].by, facts(fixture.pk)[2].data.reason) == (bob, "abuse")


def test_hiding_under_one_op_is_done_once(fixture, ann, bob):
    post_id, op = said(ann, fixture.pk), sent()

    assert hide(post_id, by=bob, op=op) == hide(post_id, by=bob, op=op)

    assert types(fixture.pk).count("thread.hidden") == 1


def test_what_cannot_be_hidden_or_restored_moves_nothing(fixture, ann, bob):
    post_id = said(ann, fixture.pk)

    with pytest.raises(ShownPostError):
        restore(post_id, by=bob)
    hide(post_id, by=bob)
    with pytest.raises(GonePostError):
        hide(post_id, by=bob)
    with pytest.raises(UnknownPostError):
        hide("post_unknown", by=bob)
    deleted = said(ann, fixture.pk)
    delete_post(post_id=deleted, by=ann)
    with pytest.raises(GonePostError):
        restore(deleted, by=bob)

    assert types(fixture.pk)[2:] == ["thread.hidden", "thread.posted", "thread.deleted"]


class TestAnErasure:
    def test_leaves_no_word_and_every_root(self, fixture, ann, bob):
        first = said(ann, fixture.pk, "canary one, @bob_9")
        rewrite(ann, first, "canary two")
        hidden = said(ann, fixture.pk, "canary three")
        hide(hidden, by=bob)
        kept = said(bob, fixture.pk, "Well said, @ann")
        mark_read(match_id=fixture.pk, until=2, by=ann)
        before = facts(fixture.pk)

        assert erase_texts_of(ann) == 2

        assert list(Text.objects.values_list("post", flat=True)) == [kept]
        assert "ann" not in Text.objects.get().text.replace(ann, "")
        assert Mark.objects.count() == 0
        after = facts(fixture.pk)
        assert after[: len(before)] == before
        assert {fact.data.post for fact in after[len(before) :]} == {first, hidden}
        stream = Stream.objects.get(name=f"thread.{fixture.pk}")
        frontier = Frontier().extend(leaf_hashes(catalogue.encode_all(after)))
        assert frontier.to_bytes() == bytes(stream.frontier)
        assert list(refold.differences(stream.name)) == []

    def test_of_who_wrote_nothing_says_nothing(self, fixture, ann, bob):
        said(bob, fixture.pk)

        assert erase_texts_of(ann) == 0

        assert len(types(fixture.pk)) == 2

    def test_done_twice_is_done_once(self, fixture, ann):
        said(ann, fixture.pk)

        assert (erase_texts_of(ann), erase_texts_of(ann)) == (1, 0)
        assert Post.objects.get().visibility == "erased"
