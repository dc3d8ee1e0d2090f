"""One table, one slice: its rows are written there, and others ask its selectors or services."""

import ast
import re

import pytest
from django.apps import apps

from tests.house.tree import SLICES, Source, sources

# Modules that may ask another slice's tables themselves, and why. Nobody may write there.
READERS = {
    "community.console": "the admin is built on models; its actions call services",
    "community.feeds.selectors": "who told what of a match, and when: a join of both slices",
}
WRITERS = {
    "abulk_create", "acreate", "aupdate", "bulk_create", "bulk_update", "create", "delete",
    "get_or_create", "update", "update_or_create",
}  # fmt: skip
# Raw SQL that changes rows, and the table it names.
CHANGES = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM|TRUNCATE)\s+([a-z]+_[a-z_]+)")


def slice_of(module):
    """The package whose tables a module may touch: community.matches, moderation."""
    return ".".join(module.split(".")[: 1 if module.startswith("moderation.") else 2])


def foreign_models(source):
    """What another slice's models, or the module of them, go by in a module."""
    return {
        local
        for _, name, local in source.bindings()
        if ".models." in f"{name}."
        and name.startswith(SLICES)
        and slice_of(name) not in {slice_of(source.module), "community.models"}
    }


def touches(source):
    """(line, words) of every chain of calls on a foreign model's manager: Fixture.objects.get."""
    foreign = foreign_models(source)
    for node in ast.walk(source.tree):
        words = chain(node)
        if isinstance(node, ast.expr) and words[:1] and words[0] in foreign and "objects" in words:
            yield node.lineno, words


def chain(node):
    """The names of a.b().c() from left to right; empty when it begins otherwise."""
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.Attribute(value=value, attr=attr):
            return [*before, attr] if (before := chain(value)) else []
        case ast.Call(func=func):
            return chain(func)
        case _:
            return []


def foreign_writes(source):
    """Places where a module changes another slice's rows."""
    found = [f"{source.path}:{line}" for line, words in touches(source) if WRITERS & set(words)]
    own = slice_of(source.module).replace("community.", "").replace(".", "_")
    return sorted(set(found)) + [
        f"{source.path}: {table}"
        for table in CHANGES.findall(source.text)
        if not table.startswith(f"{own}_")
    ]


def foreign_reads(source):
    """Places where a module asks another slice's tables without being listed."""
    if source.module.startswith(tuple(READERS)):
        return []
    return sorted({f"{source.path}:{line}" for line, words in touches(source)})


def misnamed(table, module):
    """Whether a table's name does not begin with its slice's."""
    return not table.startswith(module.removesuffix(".models").split(".")[-1] + "_")


def clever_rows(source):
    """Models that do something when they are saved: services write, rows are only rows."""
    return [
        f"{source.path}: {function.name}"
        for function in source.functions()
        if source.path.endswith("models.py")
        and function.name in {"save", "delete", "asave", "adelete", "clean", "full_clean"}
    ]


@pytest.mark.parametrize("rule", [foreign_writes, foreign_reads, clever_rows])
def test_the_tree_keeps_the_rule(rule):
    assert [fault for source in sources(*SLICES) for fault in rule(source)] == []


def test_every_table_is_named_after_its_slice():
    ours = [model for model in apps.get_models() if model.__module__.startswith(SLICES)]

    assert len(ours) > 15
    assert [
        model._meta.db_table
        for model in ours
        if misnamed(model._meta.db_table, model.__module__) and not model._meta.auto_created
    ] == []


IMPORT = "from community.matches.models import Fixture\n"


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (foreign_writes, IMPORT + "Fixture.objects.filter(pk=1).update(home=2)"),
        (foreign_writes, IMPORT + "Fixture.objects.create()"),
        (foreign_writes, "from community.matches.models import Fixture as F\nF.objects.create()"),
        (foreign_writes, "from community.matches import models\nmodels.Fixture.objects.create()"),
        (foreign_writes, '"UPDATE matches_fixture SET home = 1"'),
        (foreign_reads, IMPORT + "def f():\n    return Fixture.objects.filter(pk=1).first()"),
    ],
)
def test_a_planted_fault_is_found(rule, text):
    assert len(rule(Source("community/threads/services.py", text))) == 1


def test_a_row_that_acts_when_saved_is_found():
    text = "class Source(models.Model):\n    def save(self, **kwargs): ..."

    assert len(clever_rows(Source("community/feeds/models.py", text))) == 1


def test_a_model_may_be_named_as_a_type_and_its_own_slice_may_write_it():
    typed = Source("community/web/cards.py", IMPORT + "def card(fixture: Fixture): ...")
    own = Source("community/matches/services/a.py", IMPORT + "Fixture.objects.create()")

    assert foreign_reads(typed) == foreign_writes(typed) == []
    assert foreign_reads(own) == foreign_writes(own) == []


def test_a_table_named_after_another_slice_is_found():
    assert misnamed("matches_thing", "community.threads.models")
    assert not misnamed("ledger_account", "markets.ledger.models")
