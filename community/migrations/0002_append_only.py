"""The two locks on history: the application's role may only insert and select, and triggers refuse the rest.

The owner passes the trigger by `SET LOCAL terrace.retention = 'on'` (retention, and the flush between tests).
"""

from django.conf import settings
from django.db import migrations

APPEND_ONLY = ["streams_batch", "streams_tombstone", "config_policy_version"]

FUNCTION = """
CREATE FUNCTION terrace_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('terrace.retention', true) = 'on' THEN
        RETURN CASE WHEN TG_LEVEL = 'ROW' THEN OLD ELSE NULL END;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$
"""


def _roles(schema_editor):
    owner = schema_editor.connection.settings_dict["USER"]
    application = settings.DATABASES["default"]["USER"]
    return schema_editor.quote_name(owner), schema_editor.quote_name(application)


def grant(apps, schema_editor):
    owner, application = _roles(schema_editor)
    if owner == application:
        return  # one role: the triggers are then the only lock
    every = "SELECT, INSERT, UPDATE, DELETE"
    schema_editor.execute(f"GRANT USAGE ON SCHEMA public TO {application}")
    schema_editor.execute(f"GRANT {every} ON ALL TABLES IN SCHEMA public TO {application}")
    schema_editor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {application}")
    default = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT"
    schema_editor.execute(f"{default} {every} ON TABLES TO {application}")
    schema_editor.execute(f"{default} USAGE, SELECT ON SEQUENCES TO {application}")
    for table in APPEND_ONLY:
        schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {application}")


def lock(apps, schema_editor):
    schema_editor.execute(FUNCTION, params=None)
    for table in APPEND_ONLY:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION terrace_refuse_change()"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION terrace_refuse_change()"
        )


def unlock(apps, schema_editor):
    for table in APPEND_ONLY:
        schema_editor.execute(f"DROP TRIGGER {table}_rows ON {table}")
        schema_editor.execute(f"DROP TRIGGER {table}_truncate ON {table}")
    schema_editor.execute("DROP FUNCTION terrace_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("community", "0001_initial")]

    operations = [
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(lock, unlock),
        # Bodies are dense JSON read whole: compressing each cost more than the fsync it saved.
        migrations.RunSQL(
            "ALTER TABLE streams_batch ALTER COLUMN body SET STORAGE EXTERNAL",
            "ALTER TABLE streams_batch ALTER COLUMN body SET STORAGE EXTENDED",
        ),
    ]
