"""The lock files: complete, hashed, naming no index, and what pyproject.toml asks for."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.bootstrap import LOCKS, ROOT
from deploy.lock import heading

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
BOTH = pytest.mark.parametrize("name", ["run", "dev"])


def pins(name: str) -> dict[str, str]:
    found = PIN.findall(LOCKS[name].read_text())
    return {canonicalize_name(package): version for package, version in found}


def asked(name: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    tools = project["dependency-groups"]["dev"] if name == "dev" else []
    return [Requirement(line) for line in project["project"]["dependencies"] + tools]


@BOTH
def test_a_lock_names_no_host_and_no_folder(name):
    text = LOCKS[name].read_text()

    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    assert " @ " not in text


@BOTH
def test_a_lock_was_made_of_the_dependencies_as_they_are(name):
    first_line = LOCKS[name].read_text().splitlines(keepends=True)[0]

    assert first_line == heading(), "make lock"


@BOTH
def test_every_package_of_a_lock_has_a_hash(name):
    _, *entries = re.split(r"\n(?=\S)", LOCKS[name].read_text().strip())

    assert len(entries) == len(PIN.findall(LOCKS[name].read_text()))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


@BOTH
def test_a_lock_holds_what_the_project_asks_for(name):
    held = pins(name)

    missing = [
        str(requirement)
        for requirement in asked(name)
        if held.get(canonicalize_name(requirement.name)) is None
        or not requirement.specifier.contains(held[canonicalize_name(requirement.name)])
    ]

    assert missing == []


def test_the_tools_lock_holds_everything_of_the_other_at_the_same_versions():
    run, dev = set(LOCKS["run"].read_text().split("\n")), LOCKS["dev"].read_text().split("\n")

    pinned = {line.removesuffix(" \\") for line in run if "==" in line}
    assert pinned - {line.removesuffix(" \\") for line in dev} == set()
