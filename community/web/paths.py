"""What may stand for an id in a path; anything else is no page."""


class IdConverter:
    """A canonical id, as `core.types.Identifier`: nothing the database could trip over."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._:-]{0,79}"

    def to_python(self, value: str) -> str:
        """Take it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Write it as it is."""
        return value
