"""What a benchmark says: details for people, then one JSON object on the last line."""

import sys
from dataclasses import dataclass

import msgspec


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """A number held against a bar, beside a baseline of the same run.

    saturated: the machine was the limit, so a faster one would give more.
    """

    name: str
    value: float
    unit: str
    baseline: float
    ratio: float
    bar: float
    ok: bool
    saturated: bool


@dataclass
class Report:
    """Says details as they come; quiet when only the last line is wanted."""

    is_quiet: bool = False

    def say(self, text: str) -> None:
        """Tell a detail."""
        if not self.is_quiet:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def tell(self, result: Result) -> None:
        """End with the result."""
        sys.stdout.write(msgspec.json.encode(result).decode() + "\n")
        sys.stdout.flush()
