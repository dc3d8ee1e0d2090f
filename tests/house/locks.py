"""Watches the row locks a connection takes, and holds each transaction to the one order.

The order: cursor, producer, domain rows by table, accounts, streams by name. Two transactions that
keep to it never wait for each other in a circle.
"""

import re
from functools import cache

from django.apps import apps

LOCKING = re.compile(r'FOR (?:NO KEY )?UPDATE(?: OF "(\w+)")?')
READ = re.compile(r'(?:FROM|JOIN) "(\w+)"')
CHANGED = re.compile(r'^(?:UPDATE|DELETE FROM) "(\w+)"')

STREAMS = "streams_stream"
FIRST = {"streams_cursor": 0, "streams_producer": 1}
DOMAIN, ACCOUNTS, LAST = 2, 3, 4


@cache
def ours():
    """Our slices' own tables; Django orders its cascades and joins by itself."""
    return {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in {"community", "markets", "moderation"}
    }


def place(table):
    """Where a table's rows stand in the order."""
    if table == STREAMS:
        return (LAST, "")
    if table.startswith("ledger_account"):
        return (ACCOUNTS, "")
    return (FIRST.get(table, DOMAIN), table)


def locked_by(sql):
    """Tables whose rows a statement locks; inserted rows are nobody else's yet."""
    if changed := CHANGED.match(sql):
        return [changed[1]]
    if locking := LOCKING.search(sql):
        return [locking[1]] if locking[1] else READ.findall(sql)
    return []


class LockOrder:
    """An execute wrapper of one connection; `faults` names every lock taken too late.

    A row of a table that is held already is taken to be the same row, save of streams, whose names
    the statements tell.
    """

    def __init__(self):
        self.faults = []
        self._held = []
        self._streams = []

    def begin(self):
        """Forget what an ended transaction held."""
        self._held, self._streams = [], []

    def __call__(self, execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        blocks = [each for each in context["connection"].atomic_blocks if not each._from_testcase]
        if sql.startswith("SAVEPOINT") and not blocks:
            self.begin()  # a test's own transaction makes every other one a savepoint
        elif blocks:
            self.note(sql, params)
        return done

    def note(self, sql, params):
        """Enter what a statement locks; too late is after something that stands behind it."""
        for table in filter(ours().__contains__, locked_by(sql)):
            if table == STREAMS:
                self._note_streams(sql, params)
            if table in self._held:
                continue
            behind = [held for held in self._held if place(held) > place(table)]
            self.faults += [f"{table} after {held}" for held in behind]
            self._held.append(table)

    def _note_streams(self, sql, params):
        """Streams are locked by name; a change goes to a stream that is held."""
        names = [value for value in params or () if isinstance(value, str)]
        for name in names if LOCKING.search(sql) else []:
            if name not in self._streams:
                behind = [held for held in self._streams if held > name]
                self.faults += [f"stream {name} after {held}" for held in behind]
                self._streams.append(name)
