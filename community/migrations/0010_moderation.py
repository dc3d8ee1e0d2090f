"""Verdicts, held texts, reports and decisions; verdicts and decisions under both locks of history."""

import community.core.ids
import django.db.models.deletion
import functools
from django.conf import settings
from django.db import migrations, models


APPEND_ONLY = ["moderation_verdict", "moderation_decision"]


def lock(apps, schema_editor):
    owner = schema_editor.connection.settings_dict["USER"]
    application = settings.DATABASES["default"]["USER"]
    for table in APPEND_ONLY:
        if owner != application:
            role = schema_editor.quote_name(application)
            schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
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


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0009_threads'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.CharField(default=functools.partial(community.core.ids.random_id, *('decision',), **{}), max_length=40, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('hide', 'Hide'), ('restore', 'Restore'), ('dismiss', 'Dismiss'), ('allow', 'Allow'), ('deny', 'Deny'), ('standing', 'Standing'), ('slow', 'Slow')], max_length=8)),
                ('about', models.CharField(max_length=40)),
                ('author', models.CharField(blank=True, max_length=40)),
                ('competition', models.CharField(max_length=40)),
                ('reason', models.CharField(max_length=30)),
                ('standing', models.CharField(blank=True, max_length=10)),
                ('by', models.CharField(max_length=40)),
                ('until', models.DateTimeField(null=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'moderation_decision',
                'indexes': [models.Index(fields=['about', 'at'], name='moderation_decision_about'), models.Index(fields=['author', 'at'], name='moderation_decision_author')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('post', models.CharField(max_length=40)),
                ('match', models.CharField(max_length=40)),
                ('competition', models.CharField(max_length=40)),
                ('author', models.CharField(max_length=40)),
                ('reporter', models.CharField(max_length=40)),
                ('reason', models.CharField(max_length=30)),
                ('note', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('upheld', 'Upheld'), ('dismissed', 'Dismissed')], default='open', max_length=9)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'moderation_report',
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['competition', 'at'], name='moderation_report_open'), models.Index(fields=['reporter', 'at'], name='moderation_report_reporter')],
                'constraints': [models.UniqueConstraint(fields=('post', 'reporter'), name='moderation_report_once')],
            },
        ),
        migrations.CreateModel(
            name='Trace',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('author', models.CharField(max_length=40)),
                ('match', models.CharField(max_length=40)),
                ('sameness', models.CharField(max_length=64)),
                ('likeness', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'moderation_trace',
                'indexes': [models.Index(fields=['author', 'at'], name='moderation_trace_author'), models.Index(fields=['match', 'sameness', 'at'], name='moderation_trace_same'), models.Index(fields=['at'], name='moderation_trace_at')],
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('post', 'Post'), ('edit', 'Edit'), ('handle', 'Handle'), ('bio', 'Bio')], max_length=6)),
                ('author', models.CharField(max_length=40)),
                ('match', models.CharField(blank=True, max_length=40)),
                ('rule', models.CharField(max_length=30)),
                ('version', models.SmallIntegerField()),
                ('score', models.IntegerField()),
                ('threshold', models.IntegerField()),
                ('outcome', models.CharField(choices=[('allow', 'Allow'), ('hold', 'Hold'), ('refuse', 'Refuse')], max_length=6)),
                ('reasons', models.JSONField(default=list)),
                ('digest', models.CharField(max_length=64)),
                ('policy', models.CharField(max_length=64)),
                ('took_us', models.IntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'moderation_verdict',
                'indexes': [models.Index(fields=['digest'], name='moderation_verdict_digest'), models.Index(fields=['author', 'at'], name='moderation_verdict_author'), models.Index(fields=['rule', 'version', 'at'], name='moderation_verdict_rule')],
            },
        ),
        migrations.CreateModel(
            name='Held',
            fields=[
                ('id', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('author', models.CharField(max_length=40)),
                ('op', models.UUIDField(null=True)),
                ('match', models.CharField(max_length=40)),
                ('competition', models.CharField(max_length=40)),
                ('post', models.CharField(blank=True, max_length=40)),
                ('rev', models.IntegerField(null=True)),
                ('draft', models.JSONField(null=True)),
                ('salt', models.BinaryField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('allowed', 'Allowed'), ('denied', 'Denied'), ('erased', 'Erased')], default='waiting', max_length=7)),
                ('at', models.DateTimeField()),
                ('verdict', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='held', to='community.verdict')),
            ],
            options={
                'db_table': 'moderation_held',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['competition', 'at'], name='moderation_held_waiting'), models.Index(fields=['author', 'at'], name='moderation_held_author')],
                'constraints': [models.UniqueConstraint(fields=('author', 'op'), name='moderation_held_once')],
            },
        ),
        migrations.RunPython(lock, unlock),
    ]
