"""Gathers the slices' models for Django; one migration history for the app."""

from community.config.models import PolicyVersion
from community.feeds.models import Refusal, Source, SourceKey
from community.matches.models import (
    Club,
    Competition,
    ExternalId,
    Fixture,
    Player,
    Scoreboard,
    Season,
    Sport,
    Squad,
)
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
from community.users.models import User

__all__ = [
    "Batch",
    "Club",
    "Competition",
    "Cursor",
    "ExternalId",
    "Fixture",
    "Lineage",
    "Operation",
    "Player",
    "PolicyVersion",
    "Producer",
    "Refusal",
    "Scoreboard",
    "Season",
    "Snapshot",
    "Source",
    "SourceKey",
    "Sport",
    "Squad",
    "Stream",
    "Tombstone",
    "User",
]
