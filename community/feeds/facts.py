"""What happens to a source and its keys, as facts; ids only, never a secret."""

from community.core.types import Count, EpochMillis, Identifier
from community.streams.catalogue import states
from community.streams.facts import FactData


@states("feed.source_registered", source="wyscout")
class SourceRegistered(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody may now tell us what happens."""

    source: Identifier


@states("feed.source_paused", source="wyscout")
class SourcePaused(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """What the source sends is refused from now on."""

    source: Identifier


@states("feed.source_resumed", source="wyscout")
class SourceResumed(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """The source is heard again."""

    source: Identifier


@states("feed.key_issued", source="wyscout", key=3)
class KeyIssued(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """A signing key came into force."""

    source: Identifier
    key: Count


@states("feed.key_rotated", source="wyscout", key=4, replaces=3, until=1_529_949_602_102)
class KeyRotated(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """A key came into force beside the one it replaces, which holds until a moment."""

    source: Identifier
    key: Count
    replaces: Count
    until: EpochMillis


@states("feed.key_revoked", source="wyscout", key=3)
class KeyRevoked(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """A key is no longer in force."""

    source: Identifier
    key: Count
