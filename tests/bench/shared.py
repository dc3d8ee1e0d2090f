"""What a crowd of equal clients shares: decoded messages and the states they lead to."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from community.core import patch
from community.core.types import JsonObject

# A page has its own of each; a bench of 2,000 clients has two cores.
SHARED_MAX = 512


class Spoken(msgspec.Struct, kw_only=True):
    """Any message of the server, of the fields a client of one state a topic needs."""

    t: str
    topic: str = ""
    epoch: int = 0
    offset: int = 0
    from_: int = msgspec.field(name="from", default=0)
    to: int = 0
    heartbeat_ms: int = 0
    ack_ms: int = 0
    reconnect_in_ms: int = 0
    state: JsonObject = {}
    patch: JsonObject = {}
    code: Any = None


_decode = msgspec.json.Decoder(Spoken).decode


@dataclass
class Shared:
    """What equal clients would each compute: messages by their bytes, states by state and patch."""

    messages: dict[bytes, Spoken] = field(default_factory=dict)
    states: dict[tuple[int, bytes], tuple[JsonObject, JsonObject]] = field(default_factory=dict)

    def message(self, text: bytes) -> Spoken:
        """A message, decoded once."""
        known = self.messages.get(text)
        if known is None:
            if len(self.messages) >= SHARED_MAX:
                self.messages.clear()
            known = self.messages[text] = _decode(text)
        return known

    def patched(self, state: JsonObject, text: bytes, change: JsonObject) -> JsonObject:
        """A state after a frame, made once. The old state is kept, so that its id stays its own."""
        known = self.states.get((id(state), text))
        if known is None:
            if len(self.states) >= SHARED_MAX:
                self.states.clear()
            after = patch.apply(change, state)
            assert isinstance(after, dict), "a state is an object"
            known = self.states[id(state), text] = (state, after)
        return known[1]
