"""Tests tell the truth: none is skipped, none waits by the clock, none replaces our own code."""

import ast

import pytest

from tests.house.tree import Source, sources

# Benchmarks measure time, and nothing of theirs runs in a test.
MEASURED = "tests/bench/"
SKIPS = {"skip", "skipif", "xfail", "importorskip", "skipTest", "expectedFailure"}
# Where a test may be left out, and what must be missing.
LEFT_OUT = {
    "tests/shared_data.py": "the real matches and outside vectors lie beside the checkout, or not",
    "tests/deploy/test_identity.py": "only root may lend identities",
}
# A program that tests start waits to be ended; and where lateness is what is tested.
WAITING = {"tests/deploy/keeper.py", "tests/edge/perturbed.py"}
MOCKS = ("unittest.mock", "mock", "pytest_mock", "responses", "respx", "fakeredis")
# Code of ours that a test may replace, and why it cannot be had.
REPLACED = {("tests/deploy/test_tools.py", "_installers"): "installing a browser asks the network"}
TESTS = [source for source in sources("tests") if not source.path.startswith(MEASURED)]


def calls(source):
    """(line, dotted name, call) of every call in a module."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func), node


def skipped(source):
    """Tests that are left out; marks count though nothing calls them."""
    named = [node for node in ast.walk(source.tree) if isinstance(node, ast.Attribute | ast.alias)]
    found = [node for node in named if getattr(node, "attr", getattr(node, "name", "")) in SKIPS]
    return [f"{source.path}:{node.lineno}" for node in found if source.path not in LEFT_OUT]


def slept(source):
    """Waits of a length somebody guessed; `asyncio.sleep(0)` only lets others go first."""
    return [
        f"{source.path}:{line}"
        for line, name, call in calls(source)
        if name.rpartition(".")[2] == "sleep"
        and not (call.args and ast.unparse(call.args[0]) == "0")
        and source.path not in WAITING
    ]


def mocked(source):
    """Libraries of stand-ins, and functions put in the place of ours."""
    found = [f"{source.path}:{line}" for line, name in source.imports() if name.startswith(MOCKS)]
    functions = {each.name for each in source.functions() if not each.decorator_list}
    for line, name, call in calls(source):
        if name != "monkeypatch.setattr" or len(call.args) < 3:
            continue
        owner, replaced, stand_in = call.args[:3]
        is_code = isinstance(stand_in, ast.Lambda) or ast.unparse(stand_in) in functions
        if is_code and is_ours(owner, source) and not is_listed(source.path, replaced):
            found.append(f"{source.path}:{line}")
    return found


def is_ours(owner, source):
    """Whether what is patched was imported from our own packages."""
    ours = ("community.", "markets.", "moderation.", "deploy.")
    imported = {name.rpartition(".")[2] for _, name in source.imports() if name.startswith(ours)}
    return ast.unparse(owner).partition(".")[0] in imported


def is_listed(path, name):
    """Whether a test may replace a name."""
    return isinstance(name, ast.Constant) and (path, name.value) in REPLACED


@pytest.mark.parametrize("rule", [skipped, slept, mocked])
def test_every_test_keeps_the_rule(rule):
    assert [fault for source in TESTS for fault in rule(source)] == []


PATCHED = "from community.streams import publish\ndef f(monkeypatch):\n    monkeypatch."


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (skipped, "@pytest.mark.skip(reason='later')\ndef test_a(): ..."),
        (skipped, "def test_a():\n    pytest.skip('later')"),
        (skipped, "from pytest import importorskip"),
        (skipped, "pytestmark = pytest.mark.xfail"),
        (slept, "import time\ndef test_a():\n    time.sleep(0.1)"),
        (slept, "async def test_a():\n    await asyncio.sleep(1)"),
        (mocked, "from unittest.mock import Mock"),
        (mocked, PATCHED + "setattr(publish, 'send', lambda hint, body: None)"),
        (mocked, PATCHED + "setattr(publish, 'send', send)\ndef send(): ..."),
    ],
)
def test_a_planted_fault_is_found(rule, text):
    assert len(rule(Source("tests/streams/test_planted.py", text))) == 1


@pytest.mark.parametrize(
    "text",
    ["async def f():\n    await asyncio.sleep(0)", PATCHED + "setattr(publish, 'HINT_MAX', 1)"],
)
def test_letting_others_go_first_and_smaller_limits_are_no_fault(text):
    planted = Source("tests/streams/test_planted.py", text)

    assert slept(planted) + mocked(planted) == []
