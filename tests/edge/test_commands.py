"""Commands over the socket: each is answered once, in order, by what became of it."""

import threading
from uuid import uuid4

import msgspec
import pytest
import pytest_asyncio
from django.db import connection, transaction

from community.edge import hub
from community.matches.facts import MatchKickedOff
from community.matches.models import Fixture
from community.matches.services.correct import Score, correct_score
from community.matches.services.schedule import schedule_sheet
from community.streams import selectors as streams
from community.users import commands
from community.users.models import User
from tests.config.policies import apply_changed
from tests.edge.sockets import ask, token
from tests.matches.factories import KICKOFF_AT, told
from tests.matches.services.sheets import sheet
from tests.streams.factories import append
from tests.users.factories import someone

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@pytest.fixture
def begun(db):  # noqa: ARG001 -- asked for the database
    """A match that has kicked off: facts 1 and 2."""
    fixture = schedule_sheet(sheet(), provider="provider")
    append(fixture.stream, [told(MatchKickedOff(), at=KICKOFF_AT)])
    return Fixture.objects.get(pk=fixture.pk)


@pytest.fixture
def operator(db):  # noqa: ARG001 -- asked for the database
    return someone("operator")


@pytest_asyncio.fixture
async def desk(opened, operator):
    """An operator's socket."""
    return await signed_in(opened, operator)


async def signed_in(opened, user, **claims):
    made = await opened().accepted()
    made.say("connect", token=token(actor=user.actor_id, **claims))
    await made.hear("hello")
    return made


def correction(fixture, **changes):
    return {"match": fixture.pk, "home": 1, "away": 0, "reason": "Missed.", "seen": 2} | changes


async def send(socket, data, *, op=None, name="match.correct_score", **more):
    """Send a command; what became of it."""
    op = str(op or uuid4())
    socket.say("command", op=op, name=name, data=data, **more)
    answer = await socket.hear("confirmed", "refused")
    assert answer.pop("op") == op
    return answer


def head(fixture):
    return streams.heads([fixture.stream])[fixture.stream]


async def test_a_command_is_confirmed_where_its_last_fact_stands(desk, begun, operator):
    op, trace = uuid4(), "c" * 32

    answer = await send(desk, correction(begun, home=2), op=op, trace=trace)

    stands = await ask(lambda: head(begun))
    assert answer == {
        "t": "confirmed",
        "topic": begun.stream,
        "epoch": stands.epoch,
        "offset": 4,
    }
    [(_, first), (_, second)] = await ask(
        lambda: streams.facts_after(begun.stream, after=2, limit=9)
    )
    assert first.by == second.by == operator.actor_id
    assert (first.op, first.prov.trace) == (str(op), trace)


async def test_who_watches_sees_what_was_confirmed(desk, begun, socket):
    await socket.subscribe(begun.stream)

    await send(desk, correction(begun))

    frame = await socket.hear("frame")
    assert (frame["to"], frame["patch"]["score"]) == (3, {"home": 1})


async def test_sent_again_it_has_the_same_answer_on_any_socket(opened, desk, begun, operator):
    op = uuid4()
    first = await send(desk, correction(begun), op=op)
    await desk.leave()

    again = await send(await signed_in(opened, operator), correction(begun), op=op)

    assert again == first
    assert (await ask(lambda: head(begun))).offset == 3


async def test_an_op_used_again_for_something_else_is_a_conflict(desk, begun):
    op = uuid4()
    await send(desk, correction(begun), op=op)

    answer = await send(desk, correction(begun, reason="Another."), op=op)

    assert answer == {"t": "refused", "code": "conflict", "detail": "operation_conflict: reason"}
    assert (await ask(lambda: head(begun))).offset == 3


async def test_a_score_that_moved_is_refused_with_the_present_one(desk, begun):
    await send(desk, correction(begun))

    answer = await send(desk, correction(begun, home=2))

    assert answer == {
        "t": "refused",
        "code": "stale",
        "current": {"offset": 3, "score": {"home": 1, "away": 0}},
    }


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"home": -1}, "/home Expected `int` >= 0"),
        ({"away": "one"}, "/away Expected `int`, got `str`"),
        ({"reason": ""}, "/reason Expected `str` of length >= 1"),
        ({"match": "\0"}, "/match Expected `str` matching regex"),
        ({"more": 1}, "Object contains unknown field `more`"),
        ({"home": 0}, "the score is so already"),
        ({"seen": 9}, "/seen the match has no such offset"),
    ],
    ids=str,
)
async def test_what_does_not_fit_is_refused_and_nothing_moves(desk, begun, change, detail):
    answer = await send(desk, correction(begun, **change))

    assert (answer["t"], answer["code"]) == ("refused", "invalid")
    assert answer["detail"].startswith(detail)
    assert (await ask(lambda: head(begun))).offset == 2


async def test_what_is_not_there_is_not_found(desk, begun):
    answer = await send(desk, correction(begun, match="match_0"))

    assert (answer["code"], answer["detail"]) == ("not_found", "unknown_match: match='match_0'")


async def test_an_unknown_command_is_refused(desk):
    assert (await send(desk, {}, name="match.replay"))["code"] == "unknown_command"


@pytest.mark.parametrize(
    "message",
    [
        {"name": "match.correct_score", "data": {}},
        {"op": "no uuid", "name": "match.correct_score", "data": {}},
        {"op": str(uuid4()), "name": "Match", "data": {}},
        {"op": str(uuid4()), "name": "match.correct_score"},
        {"op": str(uuid4()), "name": "match.correct_score", "data": {}, "trace": "g" * 32},
    ],
)
async def test_what_is_no_command_is_malformed(desk, message):
    desk.say("command", **message)

    assert (await desk.hear("error"))["code"] == "malformed"


@pytest.mark.parametrize(("role", "reason"), [("fan", "permission"), ("moderator", "permission")])
async def test_who_may_not_is_forbidden_and_nothing_moves(opened, begun, role, reason):
    socket = await signed_in(opened, await ask(lambda: someone(role)))

    answer = await send(socket, correction(begun))

    assert (answer["code"], answer["detail"]) == ("forbidden", f"forbidden: reason='{reason}'")
    assert (await ask(lambda: head(begun))).offset == 2


async def test_who_is_signed_out_or_shut_out_is_forbidden(socket, desk, begun, operator):
    assert (await send(socket, correction(begun)))["code"] == "forbidden"

    await ask(lambda: User.objects.filter(pk=operator.pk).update(is_active=False))

    assert (await send(desk, correction(begun)))["code"] == "forbidden"
    assert (await ask(lambda: head(begun))).offset == 2


async def test_who_watches_delayed_may_not_correct_and_is_told_nothing_of_the_score(
    opened, begun, operator
):
    socket = await signed_in(opened, operator, delay_s=30)

    answer = await send(socket, correction(begun, seen=0))

    assert answer == {"t": "refused", "code": "forbidden", "detail": "forbidden: reason='delayed'"}
    assert (await ask(lambda: head(begun))).offset == 2


async def test_who_commands_too_fast_is_told_when_to_come_back(desk, begun):
    await ask(lambda: apply_changed("commands", per_minute=1, burst=2))
    for _ in range(2):
        assert (await send(desk, {}))["code"] == "invalid"

    answer = await send(desk, correction(begun))

    assert (answer["code"], answer["limit"]) == ("too_many", "commands.user")
    assert 0 < answer["retry_after_ms"] <= 60_000
    assert (await ask(lambda: head(begun))).offset == 2


async def test_commands_are_held_up_by_nothing_but_their_own_turn(desk, begun):
    """The match's row is locked elsewhere: pongs go on, and past the number in hand it is told."""
    found = await hub.hub()
    policy = msgspec.structs.replace(found.policies.commands, in_hand_max=2)
    found.policies = msgspec.structs.replace(found.policies, commands=policy)
    held, free = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Fixture.objects.select_for_update().get(pk=begun.pk)
            held.set()
            free.wait(timeout=30)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    await ask(lambda: held.wait(timeout=10))
    ops = [str(uuid4()) for _ in range(3)]
    for number, op in enumerate(ops, start=1):
        data = correction(begun, home=number, seen=number + 1)
        desk.say("command", op=op, name="match.correct_score", data=data)
    desk.say("ping", at=7)

    refusal = await desk.hear("confirmed", "refused", "pong")
    pong = await desk.hear("confirmed", "refused", "pong")
    free.set()
    answers = [await desk.hear("confirmed", "refused") for _ in range(2)]

    holder.join(timeout=30)
    assert (refusal["op"], refusal["code"]) == (ops[2], "too_many")
    assert (refusal["retry_after_ms"], refusal["limit"]) == (1_000, "commands.in_hand_max")
    assert (pong["t"], pong["at"]) == ("pong", 7)
    assert [(answer["op"], answer.get("offset")) for answer in answers] == [
        (ops[0], 3),
        (ops[1], 4),
    ]


async def test_a_command_that_takes_too_long_may_be_sent_again(desk, begun):
    found = await hub.hub()
    policy = msgspec.structs.replace(found.policies.commands, timeout_ms=1)
    hurried = msgspec.structs.replace(found.policies, commands=policy)
    patient, found.policies = found.policies, hurried
    op = uuid4()

    with_hurry = await send(desk, correction(begun), op=op)
    found.policies = patient
    with_patience = await send(desk, correction(begun), op=op)

    assert (with_hurry["code"], with_hurry["detail"]) == ("unavailable", "not done in time")
    assert with_patience["offset"] == 3
    assert (await ask(lambda: head(begun))).offset == 3


@pytest.fixture
def failing():
    """A command with a fault of ours in it."""

    class Nothing(msgspec.Struct):
        pass

    def fail(*_):
        raise ZeroDivisionError

    commands.register(
        commands.Command(name="test.fail", fields=Nothing, permission="view_fixture", run=fail)
    )
    yield
    del commands._commands["test.fail"]


@pytest.mark.usefixtures("failing")
async def test_a_fault_of_ours_is_answered_and_the_session_goes_on(desk, caplog):
    answer = await send(desk, {}, name="test.fail")

    assert answer == {"t": "refused", "code": "failed"}
    assert "edge.command_failed" in caplog.text
    desk.say("ping", at=1)
    assert (await desk.hear())["t"] == "pong"


async def test_without_redis_commands_pass(desk, begun, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert (await send(desk, correction(begun)))["offset"] == 3


async def test_a_correction_at_another_door_is_seen_by_the_sockets(desk, begun):
    score = Score(home=1, away=0, reason="By hand.")
    await ask(lambda: correct_score(match_id=begun.pk, score=score, by=None))

    assert (await send(desk, correction(begun)))["code"] == "stale"


async def test_commands_switched_off_are_refused_and_nothing_moves(desk, begun):
    await ask(lambda: apply_changed("commands", is_enabled=False))

    assert await send(desk, correction(begun)) == {
        "t": "refused",
        "code": "unavailable",
        "detail": "unavailable",
    }

    assert (await ask(lambda: head(begun))).offset == 2
    await ask(lambda: apply_changed("commands", is_enabled=True))
    assert (await send(desk, correction(begun)))["t"] == "confirmed"
