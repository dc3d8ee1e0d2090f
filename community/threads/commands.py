"""Commands on threads that no text comes with; those with one are moderation's, which judges it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from community.core.types import Count, Identifier
from community.streams.facts import Appended
from community.streams.operations import Sent
from community.threads.services.edits import delete_post
from community.threads.services.reactions import react
from community.threads.services.reading import mark_read
from community.users.commands import Command


class DeletePost(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take one's own post back, for good; its place on the thread stays."""

    post: Identifier


class React(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give a post a reaction, or take it back; an up takes back a down, and a down an up.

    Counts follow within a second or two.
    """

    post: Identifier
    reaction: Annotated[
        str, Meta(pattern=r"^[a-z]{2,12}\Z", description="up, down, or one of those offered")
    ]
    on: bool


class ReadThread(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Say how far a match's thread is read, for all devices; a mark only goes on."""

    match: Identifier
    until: Annotated[Count, Meta(description="the n of the last post seen")]


def _delete(told: DeletePost, actor: str, sent: Sent) -> Appended:
    return delete_post(post_id=told.post, by=actor, sent=sent)


def _react(told: React, actor: str, sent: Sent) -> Appended:
    return react(post_id=told.post, reaction=told.reaction, on=told.on, by=actor, sent=sent)


def _read(told: ReadThread, actor: str, sent: Sent) -> Appended:
    return mark_read(match_id=told.match, until=told.until, by=actor, sent=sent)


DELETE = Command(name="thread.delete", fields=DeletePost, permission=None, run=_delete)
REACT = Command(name="thread.react", fields=React, permission=None, run=_react)
READ = Command(name="thread.read", fields=ReadThread, permission=None, run=_read)
