"""Sockets, and a match to watch."""

from typing import Any

import pytest
import pytest_asyncio

from community.config import selectors as config
from community.edge import hub
from tests.edge.sockets import Socket
from tests.streams.factories import append, goal, stream_name


@pytest.fixture(autouse=True)
def fresh_policies():
    config.refresh()
    yield
    config.refresh()


@pytest_asyncio.fixture
async def opened():
    """How to open a socket; at the end all are closed, and this loop's hub with them."""
    made: list[Socket] = []

    def open_one(**told: Any) -> Socket:
        made.append(Socket(**told))
        return made[-1]

    yield open_one
    for socket in made:
        await socket.leave()
    await hub.close()


@pytest_asyncio.fixture
async def socket(opened):
    """A socket that said who it is and was let in."""
    made = opened()
    await made.greeted()
    return made


@pytest.fixture
def stream(db):  # noqa: ARG001 -- asked for the database
    """A match in which one goal was scored."""
    name = stream_name()
    append(name, [goal()])
    return name
