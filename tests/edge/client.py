"""What a client holds of one topic: the generic reducer, which checks every message."""

from typing import Any

from community.core import canonical, patch


class Client:
    """Takes what the server sends of one topic, in order, as the SDK does."""

    def __init__(self) -> None:
        self.epoch = self.offset = 0
        self.state: Any = None
        self.notices: list[tuple[int, str]] = []
        self.taken: list[str] = []

    def take(self, message: dict[str, Any]) -> "Client":
        """Reduce one message; a frame must go on exactly where this client is."""
        self.taken.append(message["t"])
        match message["t"]:
            case "snapshot":
                self.epoch, self.offset = message["epoch"], message["offset"]
                self.state = message["state"]
            case "skip":
                self._go_on(message)
            case "frame":
                self._go_on(message)
                self.state = patch.apply(message["patch"], self.state)
                self.notices += [(told["offset"], told["type"]) for told in message["notices"]]
        if "digest" in message:
            assert canonical.digest(self.state) == message["digest"]
        return self

    def _go_on(self, message: dict[str, Any]) -> None:
        """Take a place that follows ours; before the first fact any history may begin."""
        assert message["from"] == self.offset
        assert message["epoch"] == self.epoch or self.offset == 0
        self.epoch, self.offset = message["epoch"], message["to"]

    async def until(self, socket: Any, offset: int) -> "Client":
        """Take what comes of a topic until at an offset."""
        while self.offset < offset:
            self.take(await socket.hear("frame", "skip", "snapshot"))
        return self
