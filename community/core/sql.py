"""Statements of the hot path in SQL; knows no table.

The ORM makes a statement anew each time, at several times the cost of running it (tests/bench); so
where every batch passes, it is written down. Tables stand quoted, as the ORM has them: the watch
over the order of locks reads both.
"""

from typing import Any

from django.db import connection


def row(sql: str, *parameters: Any) -> tuple[Any, ...] | None:  # noqa: ANN401 -- as columns hold
    """The first row; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def rows(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 -- as columns hold
    """Every row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def run(sql: str, *parameters: Any) -> None:  # noqa: ANN401 -- as columns hold
    """Run a statement that answers nothing."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
