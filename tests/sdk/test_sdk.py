"""The client SDK in Node: its own tests, and that it agrees with Python on the same cases."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import strategies as st

from community.core import canonical
from community.core.patch import apply, diff
from tests.core.strategies import histories, json_values, patches, plain_keys, states
from tests.examples import examples
from tests.house.tree import texts
from tests.node import run
from tests.vector_files import vectors

HERE = Path(__file__).parent
# What a module is given, so that a recording replays: only the composition root reaches for it.
AMBIENT = re.compile(
    r"\b(Date|performance|Math\.random|crypto|setTimeout|setInterval|queueMicrotask"
    r"|document|window|navigator|addEventListener|localStorage|fetch|new WebSocket)\b[.(]"
)
REMARK = re.compile(r"/\*[\s\S]*?\*/|//.*")
MOMENTS = 5
VALUES = json_values(names=plain_keys)


@st.composite
def transitions(draw):
    """A state and a patch: of two states, or any patch on any value."""
    before, after = draw(states()), draw(states())
    between = {"state": before, "patch": diff(before, after)}
    other = {"state": draw(VALUES), "patch": draw(patches() | VALUES)}
    return draw(st.sampled_from([between, other]))


@st.composite
def broken_lines(draw):
    """A snapshot and its frames, some lost, repeated or swapped; and the truth of the matter."""
    history = draw(histories(moments=MOMENTS))
    frames = [
        {
            "epoch": 1,
            "from": offset,
            "to": offset + 1,
            "patch": diff(before, after),
            "digest": canonical.digest(after),
        }
        for offset, (before, after) in enumerate(pairwise(history))
    ]
    delivered = draw(st.lists(st.sampled_from(range(MOMENTS - 1)), max_size=12))
    snapshot = {"epoch": 1, "offset": 0, "state": history[0]}
    return {"snapshot": snapshot, "frames": [frames[place] for place in delivered]}, [
        history,
        delivered,
    ]


def shown(history, delivered):
    """What a viewer of the delivered frames must have seen: each next frame once, in order."""
    offset, seen = 0, [history[0]]
    for place in delivered:
        if place == offset:
            offset += 1
            seen.append(history[offset])
    return f"{offset} " + " ".join(map(canonical.digest, seen))


def test_only_the_composition_root_reaches_for_clock_chance_socket_and_page():
    sdk = texts("static/js/sdk/*.js")

    reaching = [path for path, text in sdk.items() if AMBIENT.search(REMARK.sub("", text))]

    assert reaching == ["static/js/sdk/index.js"]
    assert AMBIENT.search("const at = Date.now();")


def test_pages_use_the_sdk_through_its_door_alone():
    inside = set(texts("static/js/sdk/*.js"))
    pages = {path: text for path, text in texts("static/js/**/*.js").items() if path not in inside}

    taken = {word for text in pages.values() for word in re.findall(r"sdk/([\w-]+\.js)", text)}

    assert taken == {"index.js"}


def test_the_sdks_own_tests_pass():
    run("--test", *map(str, sorted(HERE.glob("*.test.mjs"))))


@pytest.mark.timeout(120)
def test_javascript_patches_and_digests_as_python_does_and_shows_only_true_states(tmp_path):
    cases = examples(transitions(), 1000)
    lines = examples(broken_lines(), 200)
    file = tmp_path / "cases.json"
    file.write_bytes(canonical.dumps({"patches": cases, "lines": [line for line, _ in lines]}))

    said = run(str(HERE / "agree.mjs"), str(file)).splitlines()

    patched = [canonical.digest(apply(case["patch"], case["state"])) for case in cases]
    assert said == patched + [shown(*truth) for _, truth in lines]
    assert len(cases) >= 1000


def test_the_reducer_vectors_are_true_to_python():
    applied = [
        (before["state"], step)
        for script in vectors("reducer")
        for before, step in pairwise(script["steps"])
        if (step["message"]["t"], step["outcome"]) == ("frame", "applied")
    ]

    for state, step in applied:
        assert apply(step["message"]["patch"], state) == step["state"]
        assert step["message"].get("digest") in {None, canonical.digest(step["state"])}
    assert len(applied) == 7
