"""Bad input gets one and the same refusal at every door; nothing is stored and nothing is sent."""

import msgspec
import pytest
from django.test import Client

from community.config import selectors as config
from community.core import clock
from community.streams import selectors as streams
from community.threads.models import Post, Reaction, Text
from tests.config.policies import apply_changed
from tests.doors import world as worlds
from tests.doors.bad import BAD, Scene, told
from tests.edge.sockets import ask, token

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

LIVELY = {"new_for_s": 0, "burst": 100, "author_per_minute": 100}


def scene():
    """A world in which nobody is held to a pace, with a post on the thread."""
    made = Scene(world=worlds.made())
    apply_changed("publish", **LIVELY)
    config.refresh()
    told(made, "First in tonight", by=made.other)
    return made


def standing(made):
    """Everything that a refusal must leave as it was."""
    streams_of = [
        f"thread.{made.world.match}",
        *(f"user.{each}" for each in (made.fan, made.other)),
    ]
    heads = {name: head.offset for name, head in streams.heads(streams_of).items()}
    given = [*Reaction.objects.values_list("post", "actor", "reaction", "until")]
    return heads, Post.objects.count(), Text.objects.count(), given


def written(told, bad):
    """JSON as it goes out; what no encoder of ours writes is put in by hand."""
    octets = msgspec.json.encode(told)
    return octets.replace(*bad.by_hand) if bad.by_hand else octets


def over_http(made, bad, fields):
    """The code of what the API answers."""
    browser = Client()
    fan = made.world.people["fan"]
    fan.refresh_from_db()  # whoever was suspended has had his sessions ended, and comes again
    browser.force_login(fan)
    verb, path, body = requested(bad.command, fields)
    answer = browser.generic(
        verb,
        path,
        written(body, bad),
        content_type="application/json",
        headers={"Idempotency-Key": str(made.op)},
    )
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()["code"]


def by_form(made, bad, fields):
    """What a page answers to the same, sent by a plain form; its text is kept for who sent it."""
    fan = made.world.people["fan"]
    fan.refresh_from_db()
    browser = Client()
    browser.force_login(fan)
    path = f"/matches/{made.world.match}/posts/"
    if bad.command != "thread.post":
        path += f"{fields['post']}/{bad.command.removeprefix('thread.')}/"
    if bad.command == "thread.react":
        fields = {"give": fields["reaction"]}
    answer = browser.post(path, {**fields, "op": str(made.op)})
    assert answer.status_code == {"forbidden": 403, "too_many": 429}.get(bad.wire, 400)
    if bad.command != "thread.react":
        assert '"publish.pace";q=100' in answer.headers["RateLimit-Policy"]
    return answer.content.decode()


def requested(command, fields):
    """A command as HTTP has it."""
    left = dict(fields)
    if command == "thread.post":
        return "POST", f"/api/v1/matches/{left.pop('match')}/posts", left
    if command == "thread.react":
        return "PUT", f"/api/v1/posts/{left['post']}/reactions/{left['reaction']}", {}
    return "PATCH", f"/api/v1/posts/{left.pop('post')}", left


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
async def test_bad_input_is_refused_alike_and_leaves_nothing(opened, bad):
    made = await ask(scene)
    fields = await ask(lambda: bad.fields(made))
    socket = await opened().accepted()
    socket.say("connect", token=token(actor=made.fan, since=clock.now_ms() + 1))
    await socket.hear("hello")
    await socket.subscribe(f"thread.{made.world.match}")
    before = await ask(lambda: standing(made))

    code = await ask(lambda: over_http(made, bad, fields))
    page = await ask(lambda: by_form(made, bad, fields)) if bad.says else ""
    command = {"t": "command", "op": str(made.op), "name": bad.command, "data": fields}
    socket.say_text(written(command, bad).decode())
    refused = await socket.hear("confirmed", "refused", "error", "frame", "skip")

    assert code == bad.code
    # A browser puts a letter of its own in place of a lone surrogate: a form never sends one.
    assert bad.says in page
    assert refused["t"] in {"refused", "error"}
    assert refused["code"] == bad.wire
    assert await ask(lambda: standing(made)) == before
    socket.say("ping", at=1)
    assert (await socket.hear("pong", "frame", "skip"))["t"] == "pong"
