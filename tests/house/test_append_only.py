"""History has two locks: the application's role may only insert, and triggers refuse the rest."""

import pytest
from django.apps import apps
from django.db import connection, connections, transaction

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

FORBIDDEN = ("UPDATE", "DELETE", "TRUNCATE")
# tgtype: 1 a row, 2 before, 8 delete, 16 update, 32 truncate.
ROWS, TRUNCATE = 1 | 2 | 8 | 16, 2 | 32
TRIGGERS = """
    SELECT t.tgtype FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgrelid = %s::regclass AND p.proname = 'terrace_refuse_change' AND t.tgenabled = 'O'
"""
PRIVILEGES = "SELECT has_table_privilege(%s, %s, %s), has_any_column_privilege(%s, %s, 'UPDATE')"
LOCKED = """
    SELECT DISTINCT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE p.proname = 'terrace_refuse_change'
"""


def declared():
    """Tables whose model says that it is append-only."""
    return {
        model._meta.db_table
        for model in apps.get_models()
        if "append-only" in (model.__doc__ or "").lower()
    }


def asked(question, *values):
    """The owner's answer, as rows."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()


def open_locks(table):
    """What is missing of a table's two locks."""
    role = connection.settings_dict["USER"]
    triggers = {kind for (kind,) in asked(TRIGGERS, table)}
    missing = [f"no trigger {kind} on {table}" for kind in {ROWS, TRUNCATE} - triggers]
    for privilege in FORBIDDEN:
        on_table, on_columns = asked(PRIVILEGES, role, table, privilege, role, table)[0]
        if on_table or (privilege == "UPDATE" and on_columns):
            missing.append(f"{role} may {privilege} {table}")
    return missing


def test_every_table_that_says_append_only_has_both_locks():
    assert declared() >= {"streams_batch", "streams_tombstone", "config_policy_version"}
    assert [fault for table in sorted(declared()) for fault in open_locks(table)] == []


def test_every_table_with_a_lock_says_so():
    assert {table for (table,) in asked(LOCKED)} == declared()


def test_a_table_without_locks_is_found():
    role = connection.settings_dict["USER"]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE planted (body text)")
        faults = open_locks("planted")
        transaction.set_rollback(True, using="owner")

    assert sorted(faults) == [
        f"no trigger {ROWS} on planted",
        f"no trigger {TRUNCATE} on planted",
        # Not TRUNCATE: the application's role may not empty any table.
        f"{role} may DELETE planted",
        f"{role} may UPDATE planted",
    ]


def test_a_right_to_change_one_column_is_found():
    role = connection.settings_dict["USER"]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT UPDATE (body) ON streams_batch TO {role}")
        faults = open_locks("streams_batch")
        transaction.set_rollback(True, using="owner")

    assert faults == [f"{role} may UPDATE streams_batch"]


def test_a_lock_switched_off_is_found():
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE streams_tombstone DISABLE TRIGGER streams_tombstone_truncate")
        faults = open_locks("streams_tombstone")
        transaction.set_rollback(True, using="owner")

    assert faults == [f"no trigger {TRUNCATE} on streams_tombstone"]


def test_the_application_owns_nothing_and_makes_nothing():
    role = connection.settings_dict["USER"]

    owned = asked("SELECT relname FROM pg_class WHERE relowner = %s::regrole", role)
    may_make = asked("SELECT has_schema_privilege(%s, 'public', 'CREATE')", role)

    assert owned == []
    assert may_make == [(False,)]
