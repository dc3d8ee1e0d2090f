"""The tree as house tests read it: Python sources, and text of any kind, from the root down."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What runs; tests are held to rules of their own.
CODE = ("community", "markets", "moderation", "deploy")
SLICES = ("community", "markets", "moderation")


@dataclass(frozen=True)
class Source:
    """A Python file: its path from the root, with slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text)

    @property
    def module(self) -> str:
        """Its dotted name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def lines(self) -> list[str]:
        """Its lines, without their ends."""
        return self.text.splitlines()

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method, however deep."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imports(self) -> Iterator[tuple[int, str]]:
        """(line, dotted name) of everything imported: `from a import b` names a.b."""
        for line, name, _ in self.bindings():
            yield line, name

    def bindings(self) -> Iterator[tuple[int, str, str]]:
        """(line, dotted name, the name it goes by here) of everything imported."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                base = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
                for alias in node.names:
                    yield node.lineno, base + alias.name, alias.asname or alias.name

    def at(self, line: int) -> str:
        """The text of a line, counted from 1."""
        return self.lines[line - 1]


@cache
def sources(*packages: str) -> tuple[Source, ...]:
    """Every Python file of packages, by path; migrations have a test of their own."""
    return tuple(
        Source(path=str(path.relative_to(ROOT)), text=path.read_text())
        for package in packages
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    )


def texts(*patterns: str) -> dict[str, str]:
    """Files under the root by glob patterns, as text, by their paths with slashes."""
    return {
        str(path.relative_to(ROOT)): path.read_text()
        for pattern in patterns
        for path in sorted(ROOT.glob(pattern))
    }
