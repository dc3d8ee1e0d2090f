"""Operations by (actor, id), under the same two locks as the rest of history."""

from django.conf import settings
from django.db import migrations, models

TABLE = "streams_operation"


def lock(apps, schema_editor):
    owner = schema_editor.connection.settings_dict["USER"]
    application = settings.DATABASES["default"]["USER"]
    if owner != application:
        role = schema_editor.quote_name(application)
        schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {TABLE} FROM {role}")
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_rows BEFORE UPDATE OR DELETE ON {TABLE}"
        " FOR EACH ROW EXECUTE FUNCTION terrace_refuse_change()"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_truncate BEFORE TRUNCATE ON {TABLE}"
        " FOR EACH STATEMENT EXECUTE FUNCTION terrace_refuse_change()"
    )


def unlock(apps, schema_editor):
    schema_editor.execute(f"DROP TRIGGER {TABLE}_rows ON {TABLE}")
    schema_editor.execute(f"DROP TRIGGER {TABLE}_truncate ON {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("community", "0003_scoreboard")]

    operations = [
        migrations.CreateModel(
            name="Operation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor", models.CharField(max_length=40)),
                ("op", models.UUIDField()),
                ("name", models.CharField(max_length=60)),
                ("salt", models.BinaryField()),
                ("digests", models.JSONField()),
                ("stream", models.CharField(max_length=80)),
                ("epoch", models.BigIntegerField()),
                ("first_offset", models.BigIntegerField()),
                ("last_offset", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "streams_operation",
                "constraints": [
                    models.UniqueConstraint(fields=("actor", "op"), name="streams_operation_once")
                ],
            },
        ),
        migrations.RunPython(lock, unlock),
    ]
