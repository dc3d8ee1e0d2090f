"""A message on its way out: encoded once, and framed once where the server takes frames."""

from typing import Any

from websockets.frames import Frame, Opcode

from community.edge import protocol


class Message:
    """The text of one message, and its kind; many sockets may be given the same one."""

    __slots__ = ("_framed", "kind", "text")

    def __init__(self, text: str, *, kind: str = "") -> None:
        self.text = text
        self.kind = kind
        self._framed: bytes | None = None

    @classmethod
    def of(cls, message: Any) -> "Message":  # noqa: ANN401 -- any message of the protocol
        """Encode a message of the protocol."""
        return cls(protocol.encode(message), kind=str(message.__struct_config__.tag))

    @property
    def framed(self) -> bytes:
        """The whole WebSocket frame, unmasked as a server's are and the same for everybody."""
        if self._framed is None:
            self._framed = Frame(Opcode.TEXT, self.text.encode()).serialize(mask=False)
        return self._framed
