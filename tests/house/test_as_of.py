"""Whoever asks for what a stream says names the moment he may see: `as_of`, behind every door."""

import ast

import pytest

from tests.house.tree import Source, sources

# Rows made of facts. What a fixture or a club is called is no fact of play.
DERIVED = {"Batch", "Snapshot", "Stream", "Scoreboard", "scoreboard", "Notice", "Post", "Reaction"}
TABLES = (
    "streams_batch",
    "streams_stream",
    "streams_snapshot",
    "matches_scoreboard",
    "notices_notice",
    "threads_post",
)
ASKED = (
    "community/streams/selectors.py",
    "community/streams/stretches.py",
    "community/streams/states.py",
    "community/matches/selectors.py",
    "community/notices/selectors.py",
    "community/threads/shown.py",
    "community/threads/pages.py",
    "community/threads/selectors.py",
    "community/threads/beside.py",
)
# These are asked by pages: there, nobody may forget it. The log is read by writers too.
REQUIRED = (
    "community/matches/selectors.py",
    "community/notices/selectors.py",
    "community/threads/shown.py",
    "community/threads/pages.py",
    "community/threads/selectors.py",
    "community/threads/beside.py",
)
# Selectors without a moment, and why; no door may ask them, save the edge's one way to the log.
LISTED = {
    "stretches_after": "the hub's own: it holds what is not due",
    "stretches_due": "each span names its moment",
    "moved_after": "names its moment otherwise",
    "folded_from_empty": "an audit of every fact there is",
    "told_of": "whom a correction concerns, whatever they may see of it yet",
    "live_streams": "the watch over feeds, which is live",
    "gone_among": "what is gone by now",
    "of_then": "of what was folded at a moment",
    "authors_of": "whom a fact about posts concerns; told to themselves",
}
# Selectors of threads by a word that much else goes by.
COMMON = {"post", "replies", "search"}
# Sockets ask by edge/log.py alone: an import contract holds that.
LOG = "community/edge/log.py"
DOORS = ("community/api/", "community/web/", "community/templatetags/", LOG)


def named(node):
    """The last word of a name, an attribute or a text that names a table or a row."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        tables = [table for table in TABLES if table in node.value]
        return "Stream" if tables else node.value.partition("__")[0]
    return ""


def selector(node):
    """The selector a node may name; a common word only as a door says it, `threads.post`."""
    word = named(node)
    if word in COMMON:
        owner = node.value if isinstance(node, ast.Attribute) else None
        return word if isinstance(owner, ast.Name) and owner.id == "threads" else ""
    return word


def words(function):
    """Every name a function's body speaks of, and the names it gives to arguments."""
    body = [node for statement in function.body for node in ast.walk(statement)]
    keywords = [node.arg or "" for node in body if isinstance(node, ast.keyword)]
    return {named(node) for node in body} | {word.partition("__")[0] for word in keywords}


def reading(source, known):
    """Functions of a module that read derived rows, themselves or by others."""
    found = set(known)
    spoken = {each.name: words(each) for each in source.functions()}
    while more := {name for name, said in spoken.items() if said & (DERIVED | found)} - found:
        found |= more
    return found & spoken.keys()


def public(source):
    return [each for each in source.tree.body if isinstance(each, ast.FunctionDef)]


def asked():
    """The modules that are asked, each with what it reads by."""
    known: set[str] = set()
    for path in ASKED:
        source = next(each for each in sources("community") if each.path == path)
        readers = reading(source, known - {"fixtures"})
        known |= readers
        yield source, readers


def unasked(source, readers):
    """Public functions that read derived rows and take no moment."""
    return [
        f"{source.path}:{each.name}"
        for each in public(source)
        if each.name in readers
        and not each.name.startswith("_")
        and each.name not in LISTED
        and not takes(each, required=source.path in REQUIRED)
    ]


def takes(function, *, required):
    """Whether a function takes `as_of` by keyword, and has none of its own when it must not."""
    for argument, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
        if argument.arg == "as_of":
            return default is None or not required
    return False


def taking():
    """Names of every selector that takes a moment."""
    return {
        each.name for source, _ in asked() for each in public(source) if takes(each, required=False)
    }


def forgotten(source, moments):
    """A door's questions without a moment, and its looks past every question."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            names = {selector(part) for part in (node.func, *node.args)}
            told = {keyword.arg for keyword in node.keywords}
            if names & moments and "as_of" not in told:
                yield f"{source.path}:{node.lineno}: no as_of"
        if isinstance(node, ast.Attribute) and (
            node.attr == "scoreboard" or (node.attr in LISTED and source.path != LOG)
        ):
            yield f"{source.path}:{node.lineno}: {node.attr}"


def live(source):
    """A door that asks for what is live, and not for what its viewer may see."""
    return [
        f"{source.path}:{node.lineno}: LIVE"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name | ast.Attribute) and named(node) == "LIVE"
    ]


def doors():
    return [each for each in sources("community") if each.path.startswith(DOORS)]


def models_of_rows(source):
    """Rows of facts that a door takes for itself."""
    rows = DERIVED - {"scoreboard"}
    taken = [name for _, name in source.imports() if ".models." in name]
    return [f"{source.path}: {name}" for name in taken if name.rpartition(".")[2] in rows]


def test_every_selector_of_derived_rows_takes_a_moment():
    faults = [fault for source, readers in asked() for fault in unasked(source, readers)]

    assert faults == []


def test_what_is_listed_is_there_and_reads_derived_rows():
    readers = {name for _, found in asked() for name in found}

    assert LISTED.keys() <= readers


def test_every_door_names_the_moment_and_takes_no_row_for_itself():
    moments = taking()

    assert {"folded", "heads", "match_page", "listed", "event_history"} <= moments
    assert [fault for door in doors() for fault in forgotten(door, moments)] == []
    assert [fault for door in doors() for fault in models_of_rows(door)] == []


def test_no_door_asks_for_more_than_its_viewer_may_see():
    assert [fault for door in doors() if door.path != LOG for fault in live(door)] == []


@pytest.mark.parametrize("text", ["bell_of(actor, as_of=LIVE)", "heads(names, as_of=streams.LIVE)"])
def test_a_door_that_asks_for_what_is_live_is_found(text):
    assert len(live(Source("community/web/views/planted.py", text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "def boards():\n    return Scoreboard.objects.all()",
        "def boards(*, as_of=None):\n    return Scoreboard.objects.all()",
        "def boards():\n    return Fixture.objects.filter(scoreboard__status='live')",
        "def boards():\n    return fixtures().select_related('scoreboard')",
        "def boards():\n    return sql.row('SELECT 1 FROM streams_batch')",
        "def boards():\n    return _read()\ndef _read():\n    return Batch.objects.all()",
    ],
)
def test_a_selector_that_forgets_is_found(text):
    planted = Source("community/matches/selectors.py", text)

    assert unasked(planted, reading(planted, set())) == ["community/matches/selectors.py:boards"]


@pytest.mark.parametrize(
    "text",
    [
        "selectors.folded(stream)",
        "_answer(selectors.folded, stream)",
        "threads.post(post_id)",
        "fixture.scoreboard",
        "selectors.live_streams()",
    ],
)
def test_a_door_that_forgets_is_found(text):
    planted = Source("community/web/views/planted.py", text)

    assert len(list(forgotten(planted, {"folded", "post"}))) == 1


def test_a_door_that_takes_rows_is_found():
    planted = Source("community/api/planted.py", "from community.streams.models import Batch")

    assert len(models_of_rows(planted)) == 1
