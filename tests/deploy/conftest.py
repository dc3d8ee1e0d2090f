"""Checkouts in short temporary folders; whatever a test leaves running is stopped and seen gone."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.checkout import Checkout


@pytest.fixture
def checkout() -> Iterator[Checkout]:
    yield from _checkout()


@pytest.fixture
def neighbour() -> Iterator[Checkout]:
    yield from _checkout()


def _checkout() -> Iterator[Checkout]:
    with tempfile.TemporaryDirectory(prefix="t") as folder:
        made = Checkout(Path(folder).resolve())
        yield made
        made.close()
