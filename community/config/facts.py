"""What happens to policies, as facts on the stream `policy`."""

from typing import Annotated

from msgspec import Meta

from community.core.types import SAFE_INTEGER_MAX, Identifier
from community.streams.catalogue import states
from community.streams.facts import FactData


@states(
    "policy.applied",
    name="feeds",
    version=2,
    digest="ff00fc1e6b062689eb4ae4e8e9b8f07221c3cad961edb86565546016f0268a09",
    reason="Match days need larger batches.",
)
class PolicyApplied(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """A policy came into force; the digest is what later facts cite."""

    name: Identifier
    version: Annotated[int, Meta(ge=1, le=SAFE_INTEGER_MAX)]
    digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z", description="SHA-256 of the body")]
    reason: Annotated[str, Meta(min_length=1, max_length=200)]
