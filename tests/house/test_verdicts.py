"""Only screening makes a verdict: no door and no service says that a text may be shown."""

import ast

from tests.house.tree import SLICES, Source, sources

MAKER = "moderation/screening.py"
CLASS = "community.threads.verdicts.Verdict"


def makers(source):
    """Places that make a verdict."""
    local = {name for _, dotted, name in source.bindings() if dotted == CLASS}
    modules = {name for _, dotted, name in source.bindings() if CLASS.startswith(f"{dotted}.")}
    return [
        f"{source.path}:{node.lineno}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and is_verdict(node.func, local, modules)
    ]


def is_verdict(function, local, modules):
    """Whether what is called is the class, by its own name or through its module."""
    match function:
        case ast.Name(id=name):
            return name in local
        case ast.Attribute(value=ast.Name(id=module), attr="Verdict"):
            return module in modules
        case _:
            return False


def test_only_screening_makes_a_verdict():
    made = [place for source in sources(*SLICES) for place in makers(source)]

    assert [place for place in made if not place.startswith(f"{MAKER}:")] == []


def test_a_planted_maker_is_found():
    named = "from community.threads.verdicts import Verdict as V\nV(id='verdict_1')"
    through = "from community.threads import verdicts\nverdicts.Verdict(id='verdict_1')"

    for text in (named, through):
        assert len(makers(Source("community/web/views/talk.py", text))) == 1
