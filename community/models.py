"""Gathers the slices' models for Django; one migration history for the app."""

from community.config.models import PolicyVersion
from community.feeds.models import Refusal, Source, SourceKey
from community.matches.models import (
    Club,
    Competition,
    ExternalId,
    Fixture,
    Player,
    Reel,
    Scoreboard,
    Season,
    Sport,
    Squad,
)
from community.notices.models import Bookmark, Notice
from community.reputation.models import Award, Balance, Contribution, Deed
from community.streams.models import (
    Batch,
    Cursor,
    Lineage,
    Operation,
    Producer,
    Snapshot,
    Stream,
    Tombstone,
)
from community.threads.models import Mark, Post, Reaction, Text, Thread
from community.users.models import Aversion, Choice, Device, Follow, Revocation, Standing, User
from moderation.models import Decision, Held, Report, Trace, Verdict

__all__ = [
    "Aversion",
    "Award",
    "Balance",
    "Batch",
    "Bookmark",
    "Choice",
    "Club",
    "Competition",
    "Contribution",
    "Cursor",
    "Decision",
    "Deed",
    "Device",
    "ExternalId",
    "Fixture",
    "Follow",
    "Held",
    "Lineage",
    "Mark",
    "Notice",
    "Operation",
    "Player",
    "PolicyVersion",
    "Post",
    "Producer",
    "Reaction",
    "Reel",
    "Refusal",
    "Report",
    "Revocation",
    "Scoreboard",
    "Season",
    "Snapshot",
    "Source",
    "SourceKey",
    "Sport",
    "Squad",
    "Standing",
    "Stream",
    "Text",
    "Thread",
    "Tombstone",
    "Trace",
    "User",
    "Verdict",
]
