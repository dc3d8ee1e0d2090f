"""One word, one meaning: names that say something else than the house's words are found."""

import ast
import re
from pathlib import PurePosixPath

import pytest

from tests.house.tree import SLICES, Source, sources, texts

# What is not said, and the house's word for it.
MISUSED = {
    "account": "user, unless it is a ledger's",
    "bet": "order, or the stake it holds",
    "channel": "topic, or stream",
    "customer": "user",
    "leaderboard": "scoreboard, or standing",
    "packet": "frame",
    "payload": "data, or body",
    "video": "media",
    "wager": "stake",
}
SHORTENED = {
    "btn", "cb", "cfg", "cnt", "ctx", "evt", "idx", "msg", "num", "obj", "prev", "qs", "repr",
    "req", "res", "resp", "seq", "tmp", "usr", "val",
}  # fmt: skip
# Where a word is another's, and whose.
ALLOWED = {
    ("markets/", "account"): "the ledger's own",
    ("community/streams/publish.py", "channel"): "Redis's",
    ("community/edge/hints.py", "channel"): "Redis's",
    ("community/settings.py", "account"): "django-allauth's",
    ("community/settings.py", "channel"): "Django Channels'",
    ("community/web/presenters/crests.py", "channel"): "a colour's red, green or blue",
    ("community/edge/tokens.py", "payload"): "what a token carries",
    ("community/console/", "obj"): "Django's admin names its arguments",
}
WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def names(source):
    """Every name a module gives: its own, its classes, functions, arguments and variables."""
    yield PurePosixPath(source.path).stem
    for node in ast.walk(source.tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                yield name
            case ast.AsyncFunctionDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()):
                yield name


def misused(source):
    """Names with a word that is not the house's."""
    return sorted(
        {
            f"{source.path}: {name}"
            for name in names(source)
            for word in {found.lower() for found in WORDS.findall(name)}
            if word in MISUSED.keys() | SHORTENED and not is_allowed(source.path, word)
        }
    )


def is_allowed(path, word):
    """Whether a word is somebody else's in a place."""
    return any(path.startswith(place) and word == other for place, other in ALLOWED)


def test_code_says_the_houses_words():
    assert [fault for source in sources(*SLICES) for fault in misused(source)] == []


def test_pages_say_the_houses_words():
    files = [
        PurePosixPath(path).stem for path in texts("templates/**/*.html", "static/**/*.[cj]s*")
    ]

    assert [name for name in files if set(name.split("-")) & MISUSED.keys()] == []


@pytest.mark.parametrize(
    "text",
    [
        "class VideoStream: ...",
        "def place(bet): ...",
        "def f():\n    msg = 1",
        "async def on_channel(): ...",
    ],
)
def test_another_word_is_found(text):
    assert len(misused(Source("community/rooms/playback.py", text))) == 1


def test_a_word_may_be_somebody_elses():
    assert misused(Source("markets/ledger/models.py", "class Account: ...")) == []
