"""The map of acceptance, docs/acceptance.toml: every surface's promise, routes, tests and SLO."""

import ast
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from community.core import metrics
from tests.bench import __main__ as bench
from tests.house.routes import command_names, topic_kinds, urls
from tests.house.tree import ROOT

DOCUMENT = ROOT / "docs/acceptance.toml"
BELOW = "/**"
SLO = {"indicator", "target", "window"}
METER = re.compile(r"\bterrace_\w+")
BENCH = re.compile(r"^bench (\w+)")


@dataclass(frozen=True, kw_only=True)
class Surface:
    """One entry of the map."""

    promise: str
    tests: Sequence[str]
    slo: Mapping[str, str]
    routes: Sequence[str] = ()
    commands: Sequence[str] = ()
    topics: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Doors:
    """What there is to be named."""

    routes: Sequence[str] = field(default_factory=urls)
    commands: Sequence[str] = field(default_factory=command_names)
    topics: Sequence[str] = field(default_factory=topic_kinds)


def read(text: str) -> dict[str, Surface]:
    """Every surface by its name; TypeError for a word the map has not."""
    return {name: Surface(**told) for name, told in tomllib.loads(text).items()}


def takes_in(named: str, route: str) -> bool:
    """Whether a route is one that an entry names."""
    if named.endswith(BELOW):
        return route.startswith(named.removesuffix("**"))
    return named == route


def surface_of(route: str, surfaces: Mapping[str, Surface]) -> list[str]:
    """The surfaces that name a route: exactly one should."""
    return [
        name
        for name, surface in surfaces.items()
        if any(takes_in(named, route) for named in surface.routes)
    ]


def unmapped(surfaces: Mapping[str, Surface], doors: Doors) -> list[str]:
    """Ways in that no surface names, or more than one."""
    told = [
        f"{route}: {', '.join(found) or 'no surface'}"
        for route in doors.routes
        if len(found := surface_of(route, surfaces)) != 1
    ]
    for kind in ("commands", "topics"):
        named = [name for surface in surfaces.values() for name in getattr(surface, kind)]
        told += [
            f"{kind} {name}: named {named.count(name)} times"
            for name in getattr(doors, kind)
            if named.count(name) != 1
        ]
    return told


def absent(surfaces: Mapping[str, Surface], doors: Doors) -> list[str]:
    """What surfaces name that is not there: ways in, tests, meters, benchmarks."""
    told = []
    for name, surface in surfaces.items():
        gone = [
            route
            for route in surface.routes
            if not any(takes_in(route, known) for known in doors.routes)
        ]
        gone += sorted(set(surface.commands) - set(doors.commands))
        gone += sorted(set(surface.topics) - set(doors.topics))
        gone += [test for test in surface.tests if not is_there(test)]
        gone += unmeasured(surface)
        told += [f"{name}: {each}" for each in gone]
    return told


def hollow(surfaces: Mapping[str, Surface]) -> list[str]:
    """Surfaces without a promise, a test, or a whole SLO."""
    return [
        name
        for name, surface in surfaces.items()
        if not surface.promise
        or not surface.tests
        or surface.slo.keys() != SLO
        or not all(surface.slo.values())
    ]


def is_there(test: str) -> bool:
    """Whether a test file, or a test in it, is in the tree."""
    path, _, name = test.partition("::")
    file = ROOT / path
    if not file.is_file() or not path.startswith("tests/"):
        return False
    if path.endswith(".mjs"):
        return not name
    functions = {
        node.name
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    return name in functions if name else any(each.startswith("test_") for each in functions)


def unmeasured(surface: Surface) -> list[str]:
    """An SLO's indicator that names no meter and no benchmark there is."""
    indicator = surface.slo.get("indicator", "")
    if found := BENCH.match(indicator):
        return [] if found[1] in bench.NAMES else [indicator]
    meters = METER.findall(indicator)
    known = metrics.render().decode()
    return [each for each in meters if f"# HELP {each} " not in known] if meters else [indicator]
