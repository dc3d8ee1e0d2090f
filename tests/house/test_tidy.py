"""Files and functions stay small enough to read, and every exception says why."""

import ast
import re

import pytest

from tests.house.tree import CODE, Source, sources, texts

LINES_MAX = 400
FUNCTION_LINES_MAX = 60
POSITIONAL_MAX = 3
# Names that could name anything.
VAGUE = {"manager", "handler", "info", "process", "util", "helper", "misc", "common"}
WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")
# An ignore names its codes and, after a dash, its reason; of two on a line the last one says it.
BARE_IGNORE = re.compile(
    r"#\s*noqa(?!: [A-Z]+\d+(, [A-Z]+\d+)* --? \S)|#\s*type: ignore(?!\[[a-z, -]+\]  # \S)"
)
# A page's and a program's text, wherever people write it.
WRITTEN = ("static/**/*.css", "static/**/*.js", "templates/**/*.html", "*.md", "docs/**/*.md")


def long_files(source):
    return [source.path] if len(source.lines) > LINES_MAX else []


def long_functions(source):
    return [
        f"{source.path}:{function.name}"
        for function in source.functions()
        if (function.end_lineno or 0) - function.lineno + 1 > FUNCTION_LINES_MAX
    ]


def crowded_signatures(source):
    """Functions of more than three positional arguments; a framework's signature says so."""
    return [
        f"{source.path}:{function.name}"
        for function in source.functions()
        if len(_positional(function)) > POSITIONAL_MAX
        and "noqa: PLR0917 --" not in source.at(function.lineno)
    ]


def _positional(function):
    arguments = function.args.posonlyargs + function.args.args
    return [argument.arg for argument in arguments if argument.arg not in {"self", "cls"}]


def vague_names(source):
    named = [node.name for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)]
    named += [function.name for function in source.functions()]
    named += source.module.split(".")
    return [
        f"{source.path}:{name}"
        for name in named
        if VAGUE & {word.lower().removesuffix("s") for word in WORDS.findall(name)}
        and name != "processes"  # of an operating system, and nothing vaguer
    ]


def undocumented_modules(source):
    return [] if ast.get_docstring(source.tree) else [source.path]


def busy_packages(source):
    """An __init__ that does more than say what its package is."""
    is_package = source.path.endswith("__init__.py")
    return [source.path] if is_package and len(source.tree.body) != 1 else []


def unfinished(source):
    return [source.path] if UNFINISHED.search(source.text) else []


def bare_ignores(source):
    """Lines that turn a check off without its code and a reason, there or in the line above."""
    return [
        f"{source.path}:{number}"
        for number, line in enumerate(source.lines, start=1)
        if BARE_IGNORE.search(line) and not (number > 1 and "# " in source.at(number - 1))
    ]


EVERYWHERE = [long_files, long_functions, undocumented_modules, busy_packages, unfinished]
IN_CODE = [crowded_signatures, vague_names, bare_ignores]
RULES = [
    pytest.param(rule, packages, id=rule.__name__)
    for packages, rules in [((*CODE, "tests"), EVERYWHERE), (CODE, IN_CODE)]
    for rule in rules
]

LONG = "def f():\n" + "    pass\n" * FUNCTION_LINES_MAX
# For each rule: where it is broken, and how.
PLANTED = {
    long_files: ("community/a.py", '"""A."""\n' + "x = 1\n" * LINES_MAX),
    long_functions: ("community/a.py", LONG),
    crowded_signatures: ("community/a.py", "class A:\n    def f(self, a, b, c, d): ..."),
    vague_names: ("community/a.py", "class FeedManager: ..."),
    undocumented_modules: ("community/a.py", "x = 1"),
    busy_packages: ("community/a/__init__.py", '"""A."""\nfrom community.a import b\n'),
    unfinished: ("community/a.py", "# FIX" + "ME: later"),
    bare_ignores: ("community/a.py", "import os  # no" + "qa: F401"),
}


@pytest.mark.parametrize(("rule", "packages"), RULES)
def test_the_tree_keeps_the_rule(rule, packages):
    assert [fault for source in sources(*packages) for fault in rule(source)] == []


@pytest.mark.parametrize("rule", EVERYWHERE + IN_CODE)
def test_a_planted_fault_is_found(rule):
    assert rule(Source(*PLANTED[rule])) != []


@pytest.mark.parametrize(
    "name",
    ["community/feeds/handlers.py", "community/core/utils/a.py", "community/process_info.py"],
)
def test_a_vague_module_is_found(name):
    assert vague_names(Source(name, '"""A."""')) != []


def test_a_framework_signature_may_be_long_when_it_says_so():
    line = "def save_model(self, request, obj, form, change):  # noqa: PLR0917 -- Django's own\n"

    assert crowded_signatures(Source("community/a.py", line + "    ...")) == []


@pytest.mark.parametrize(
    "line", ["x  # type: " + "ignore", "x  # type: " + "ignore[misc]", "x  # no" + "qa"]
)
def test_an_ignore_without_code_or_reason_is_found(line):
    assert bare_ignores(Source("community/a.py", line)) == ["community/a.py:1"]


def test_nothing_written_is_left_for_later():
    assert [path for path, text in texts(*WRITTEN).items() if UNFINISHED.search(text)] == []
