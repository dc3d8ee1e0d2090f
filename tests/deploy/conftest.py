"""Checkouts in short temporary folders; whatever a test leaves running is stopped and seen gone."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.checkout import Checkout

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here starts services, kills them, and looks on."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.services)


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
