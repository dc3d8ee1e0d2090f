"""Vectors that Python and JavaScript both read."""

from pathlib import Path
from typing import Any

import msgspec

VECTORS = Path(__file__).parent / "vectors"


def vectors(name: str) -> Any:
    """What tests/vectors/<name>.json holds."""
    return msgspec.json.decode((VECTORS / f"{name}.json").read_bytes())
