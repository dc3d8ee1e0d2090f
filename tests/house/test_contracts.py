"""Import contracts: each is kept, each breaks on a planted import, nobody forgot to join."""

import subprocess
import sys
import tomllib

import pytest

from tests.house.contracts import imports
from tests.house.tree import ROOT, SLICES

SESSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in SESSION["contracts"]}
FRAMEWORKS = frozenset(CONTRACTS["pure"]["forbidden_modules"])
# Modules of the project, on no floor.
ROOF = {f"community.{name}" for name in ("settings", "env", "celery", "migrations")}


@pytest.fixture(scope="module")
def graph():
    return imports(SESSION)


@pytest.fixture(scope="module")
def verdicts():
    """For each contract whether it is kept, and whether it is with its planted import."""
    checked = subprocess.run(
        [sys.executable, "-m", "tests.house.contracts"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    rows = [line.split() for line in checked.stdout.splitlines()]
    return {name: (asis, planted) for name, asis, planted in rows}


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_contract_is_kept_and_breaks_on_a_planted_import(verdicts, name):
    assert verdicts[name] == ("kept", "broken")


def test_every_package_of_the_house_stands_on_a_floor(graph):
    floors = "\n".join(CONTRACTS["floors"]["layers"])
    born = set(graph.find_children("community")) | set(SLICES[1:])

    forgotten = {name for name in born - ROOF if name not in floors}

    assert forgotten == set(), "put each on its floor in pyproject.toml, [tool.importlinter]"


def test_every_slice_with_tables_has_the_same_rooms(graph):
    slices = {name.removesuffix(".models") for name in graph.modules if name.endswith(".models")}

    assert slices - {"community"} == set(CONTRACTS["rooms"]["containers"])


def test_every_pure_module_is_held_to_it(graph):
    slices = [*CONTRACTS["rooms"]["containers"], "community.core"]

    forgotten = [
        module
        for module in sorted(graph.modules)
        if is_within(module, slices) and is_pure(graph, module) and not is_held(module)
    ]

    assert forgotten == [], "name each in pyproject.toml, contract `pure`"


def is_within(module, packages):
    """Whether a module lies in one of some packages."""
    return any(module.startswith(f"{package}.") for package in packages)


def is_pure(graph, module):
    """Whether a module of its own reaches no framework."""
    return not graph.find_children(module) and not (
        graph.find_upstream_modules(module) & FRAMEWORKS
    )


def is_held(module):
    """Whether the contract of pure cores holds a module, as it does every slice's facts."""
    if module.endswith((".facts", ".errors")):
        return True
    held = CONTRACTS["pure"]["source_modules"]
    return module in held or is_within(module, held)
