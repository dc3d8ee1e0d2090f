"""Metrics are made in one place, under names that end in what they count."""

import ast
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from community.core import metrics

ROOT = Path(__file__).resolve().parents[2]
UNITS = ("_total", "_seconds", "_bytes", "_facts", "_open")
OWN = [family for family in REGISTRY.collect() if family.name.startswith("terrace_")]


def makers(root):
    """Modules under root that reach for prometheus_client, except the one list."""
    sources = [
        path
        for name in ("community", "markets", "moderation")
        for path in (root / name).rglob("*.py")
    ]
    return [
        str(path.relative_to(root))
        for path in sources
        if path != root / "community/core/metrics.py" and imports_prometheus(path.read_text())
    ]


def imports_prometheus(source):
    nodes = ast.walk(ast.parse(source))
    return any("prometheus_client" in module for node in nodes for module in imported_by(node))


def imported_by(node):
    match node:
        case ast.Import(names=aliases):
            return [alias.name for alias in aliases]
        case ast.ImportFrom(module=str(module)):
            return [module]
        case _:
            return []


def test_metrics_are_made_in_one_module_only():
    assert makers(ROOT) == []


@pytest.mark.parametrize(
    "source", ["import prometheus_client", "def f():\n    from prometheus_client import Counter\n"]
)
def test_a_metric_made_elsewhere_is_found(tmp_path, source):
    planted = tmp_path / "markets" / "sly.py"
    planted.parent.mkdir()
    planted.write_text(source)

    assert makers(tmp_path) == ["markets/sly.py"]


@pytest.mark.parametrize("family", OWN, ids=lambda family: family.name)
def test_a_metric_names_its_unit_last_and_says_what_it_is(family):
    name = f"{family.name}_total" if family.type == "counter" else family.name

    assert name.endswith(UNITS)
    assert family.documentation.endswith(".")


def test_what_is_counted_is_rendered():
    metrics.SUBSCRIBES.labels(outcome="resumed").inc(0)

    text = metrics.render().decode()

    assert 'terrace_subscribes_total{outcome="resumed"}' in text
    assert "# HELP terrace_facts_appended_total Facts appended to streams." in text
