"""Where the outside vectors and real matches lie; they are read in place and never copied."""

from pathlib import Path
from typing import Any

import msgspec
import pytest


def shared_data() -> Path | None:
    """The folder beside the checkout; None when this machine does not have it."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    return folder if folder.is_dir() else None


def shared_folder(name: str) -> Path:
    """One folder of it; skips the test, saying so, when it is absent."""
    root = shared_data()
    if root is None:
        pytest.skip("../shared/data is not on this machine")
    return root / name


def golden(name: str) -> Any:
    """One entry of the outside formulas; None when this machine does not have them."""
    root = shared_data()
    if root is None:
        return None
    return msgspec.json.decode((root / "moderation" / "formulas.json").read_bytes())[name]
