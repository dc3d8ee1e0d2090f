"""Reputation: contributions, deeds, awards and balances; awards under both locks of history."""

from django.conf import settings
from django.db import migrations, models

TABLE = "reputation_award"


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

    dependencies = [
        ('community', '0013_viewing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('actor', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('sums', models.JSONField(default=dict)),
                ('calendar', models.CharField(max_length=16)),
                ('folded_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'reputation_balance',
            },
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('post', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('author', models.CharField(blank=True, max_length=40)),
                ('match', models.CharField(blank=True, max_length=80)),
                ('kind', models.CharField(blank=True, max_length=8)),
                ('stands', models.BooleanField(default=True)),
                ('outcome', models.CharField(blank=True, max_length=8)),
                ('told_at', models.DateTimeField(null=True)),
                ('n', models.BigIntegerField(default=0)),
            ],
            options={
                'db_table': 'reputation_contribution',
            },
        ),
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('actor', models.CharField(max_length=40)),
                ('deed', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=12)),
                ('amount', models.BigIntegerField()),
                ('half_life_s', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('match', models.CharField(blank=True, max_length=80)),
                ('reversal_of', models.CharField(blank=True, max_length=40)),
                ('policy', models.CharField(max_length=64)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'reputation_award',
                'indexes': [models.Index(fields=['actor', 'recorded_at'], name='reputation_award_actor'), models.Index(condition=models.Q(('match', ''), _negated=True), fields=['match', 'actor'], name='reputation_award_match')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('reversal_of', ''), _negated=True), fields=('reversal_of',), name='reputation_award_reversed_once')],
            },
        ),
        migrations.CreateModel(
            name='Deed',
            fields=[
                ('id', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('actor', models.CharField(blank=True, max_length=40)),
                ('kind', models.CharField(max_length=12)),
                ('giver', models.CharField(blank=True, max_length=40)),
                ('post', models.CharField(blank=True, max_length=80)),
                ('match', models.CharField(blank=True, max_length=80)),
                ('amount', models.BigIntegerField(default=0)),
                ('weight', models.IntegerField()),
                ('half_life_s', models.IntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('stands', models.BooleanField(default=True)),
                ('settled', models.BooleanField(default=False)),
                ('credited', models.BigIntegerField(default=0)),
                ('award', models.CharField(blank=True, max_length=40)),
                ('turn', models.IntegerField(default=0)),
                ('stream', models.CharField(max_length=80)),
                ('n', models.BigIntegerField()),
            ],
            options={
                'db_table': 'reputation_deed',
                'indexes': [models.Index(fields=['actor', 'at'], name='reputation_deed_actor'), models.Index(fields=['actor', 'match'], name='reputation_deed_match'), models.Index(fields=['post', 'giver'], name='reputation_deed_post'), models.Index(condition=models.Q(('giver', ''), _negated=True), fields=['giver'], name='reputation_deed_giver'), models.Index(condition=models.Q(('settled', False)), fields=['actor'], name='reputation_deed_unsettled')],
            },
        ),
        migrations.RunPython(lock, unlock),
    ]
