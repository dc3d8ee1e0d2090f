"""One history an app, a single line of named steps that need no app code to run."""

import ast
import re

import pytest

from tests.house.tree import ROOT, SLICES, Source

MIGRATIONS = [
    Source(path=str(path.relative_to(ROOT)), text=path.read_text())
    for name in SLICES
    for path in sorted((ROOT / name).glob("migrations/[0-9]*.py"))
]
NAMED = re.compile(r"\d{4}_(?!auto_|alter_|add_.*_and_more)[a-z0-9_]+\.py")
# Their frozen meaning is what a migration may lean on: bare functions of no model.
ALLOWED = ("django", "psycopg", "datetime", "functools", "secrets", "community.core.ids")


def unnamed(migration):
    """A migration that Django named, not us."""
    name = migration.path.rpartition("/")[2]
    return [] if NAMED.fullmatch(name) else [migration.path]


def app_imports(migration):
    """What a migration imports that may change under it."""
    return [
        f"{migration.path}: {name}"
        for _, name in migration.imports()
        if not name.startswith(ALLOWED)
    ]


def irreversible(migration):
    """Python or SQL without its way back, where no comment says why there is none."""
    return [
        f"{migration.path}:{node.lineno}"
        for node in ast.walk(migration.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"RunPython", "RunSQL"}
        and len(node.args) + len(node.keywords) < 2
        and "irreversible" not in migration.text.lower()
    ]


def broken_line(migrations):
    """Migrations of an app that do not follow the one numbered before."""
    faults = []
    for before, after in zip([None, *migrations], migrations, strict=False):
        expected = before.path.rpartition("/")[2].removesuffix(".py") if before else None
        if expected is not None and expected not in after.text:
            faults.append(after.path)
    numbers = [int(migration.path.rpartition("/")[2][:4]) for migration in migrations]
    return faults + ([] if numbers == list(range(1, len(numbers) + 1)) else ["numbers"])


@pytest.mark.parametrize("rule", [unnamed, app_imports, irreversible])
def test_every_migration_keeps_the_rule(rule):
    assert MIGRATIONS != []
    assert [fault for migration in MIGRATIONS for fault in rule(migration)] == []


@pytest.mark.parametrize("app", SLICES)
def test_the_history_of_an_app_is_one_line(app):
    assert broken_line([each for each in MIGRATIONS if each.path.startswith(f"{app}/")]) == []


PATH = "community/migrations/0009_planted.py"


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        (unnamed, Source("community/migrations/0009_auto_20260101_0000.py", "")),
        (unnamed, Source("community/migrations/0009_alter_source_name.py", "")),
        (app_imports, Source(PATH, "from community.streams.models import Batch")),
        (irreversible, Source(PATH, "migrations.RunPython(grant)")),
        (irreversible, Source(PATH, 'migrations.RunSQL("DROP TABLE x")')),
    ],
)
def test_a_planted_fault_is_found(rule, planted):
    assert len(rule(planted)) == 1


def test_a_second_line_of_history_is_found():
    first = Source("community/migrations/0001_initial.py", "")
    second = Source("community/migrations/0002_locks.py", '("community", "0001_initial")')
    rival = Source("community/migrations/0002_rival.py", '("community", "0001_initial")')

    assert broken_line([first, second]) == []
    assert broken_line([first, second, rival]) == [rival.path, "numbers"]
