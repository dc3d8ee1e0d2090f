"""Every command and every kind of topic has a row that says what each role is told."""

from uuid import uuid4

import pytest

from tests.doors import table, world as worlds
from tests.edge.sockets import ask, token
from tests.house.routes import command_names, topic_kinds

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


async def commanded(socket, name, world):
    """What became of a command: confirmed, or the code of its refusal."""
    data = await ask(lambda: worlds.DATA[name](world))
    socket.say("command", op=str(uuid4()), name=name, data=data)
    answer = await socket.hear("confirmed", "refused")
    return answer.get("code", answer["t"])


async def followed(socket, kind, world):
    """What became of a subscribe: snapshot, or the code of its rejection."""
    answer = await socket.subscribe(await ask(lambda: worlds.TOPICS[kind](world)))
    return answer.get("code", answer["t"])


async def told(opened, role):
    """What a role is told of every command and every kind of topic, in a world of its own."""
    world = await ask(worlds.made)
    socket = await opened().accepted()
    socket.say("connect", token=token(actor=world.actor(role)))
    await socket.hear("hello")
    topics = {f"TOPIC {kind}": await followed(socket, kind, world) for kind in topic_kinds()}
    return topics | {
        f"CMD {name}": await commanded(socket, name, world) for name in command_names()
    }


def test_every_command_and_kind_of_topic_has_something_to_be_tried_by():
    assert set(command_names()) - worlds.DATA.keys() == set(), "tests/doors/world.py, DATA"
    assert set(topic_kinds()) - worlds.TOPICS.keys() == set(), "tests/doors/world.py, TOPICS"


async def test_every_command_and_kind_of_topic_answers_each_role_as_its_row_says(opened):
    by_role = {role: await told(opened, role) for role in table.ROLES}

    ways = by_role["anonymous"]
    answered = {way: [by_role[role][way] for role in table.ROLES] for way in ways}
    rows = {way: row for way, row in table.every().items() if way.startswith(table.LIVE)}
    wrong = table.differences(rows, answered)
    if wrong:
        pytest.fail("\n".join(["judge, then write in tests/doors/rows:", *wrong]))
