import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0008_notices'),
    ]

    operations = [
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('match', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('gap_ms', models.IntegerField(default=0)),
                ('slow_reason', models.CharField(blank=True, max_length=30)),
                ('slow_until', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'threads_thread',
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.CharField(max_length=40)),
                ('match', models.CharField(max_length=40)),
                ('until', models.BigIntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'threads_mark',
                'constraints': [models.UniqueConstraint(fields=('actor', 'match'), name='threads_mark_one')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('match', models.CharField(max_length=40)),
                ('n', models.BigIntegerField()),
                ('author', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=8)),
                ('at', models.DateTimeField()),
                ('event', models.CharField(blank=True, max_length=80)),
                ('event_revision', models.IntegerField(default=0)),
                ('offset', models.BigIntegerField()),
                ('stage', models.CharField(max_length=3)),
                ('clock_ms', models.IntegerField()),
                ('seen', models.BigIntegerField()),
                ('reply_to', models.CharField(blank=True, max_length=40)),
                ('lang', models.CharField(blank=True, max_length=20)),
                ('rev', models.IntegerField(default=1)),
                ('visibility', models.CharField(choices=[('shown', 'Shown'), ('hidden', 'Hidden'), ('deleted', 'Deleted'), ('erased', 'Erased')], default='shown', max_length=7)),
                ('reason', models.CharField(blank=True, max_length=30)),
                ('up', models.IntegerField(default=0)),
                ('down', models.IntegerField(default=0)),
                ('reactions', models.JSONField(default=dict)),
                ('best', models.IntegerField(default=0)),
            ],
            options={
                'db_table': 'threads_post',
                'indexes': [models.Index(fields=['match', 'best', 'n'], name='threads_post_best'), models.Index(fields=['match', 'offset', 'n'], name='threads_post_moment'), models.Index(fields=['match', 'seen'], name='threads_post_seen'), models.Index(condition=models.Q(('event', ''), _negated=True), fields=['match', 'event', 'n'], name='threads_post_event'), models.Index(condition=models.Q(('reply_to', ''), _negated=True), fields=['reply_to', 'n'], name='threads_post_replies'), models.Index(fields=['author', 'match', 'n'], name='threads_post_author')],
                'constraints': [models.UniqueConstraint(fields=('match', 'n'), name='threads_post_n'), models.CheckConstraint(condition=models.Q(('n__gte', 1), ('offset__gte', 0), ('rev__gte', 1), ('seen__gte', 0)), name='threads_post_counts')],
            },
        ),
        migrations.CreateModel(
            name='Text',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(max_length=40)),
                ('rev', models.IntegerField()),
                ('salt', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('text', models.TextField()),
                ('body', models.JSONField()),
                ('how', models.JSONField(null=True)),
                ('search', django.contrib.postgres.search.SearchVectorField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'threads_text',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='threads_text_search')],
                'constraints': [models.UniqueConstraint(fields=('post', 'rev'), name='threads_text_rev')],
            },
        ),
        migrations.CreateModel(
            name='Reaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.CharField(max_length=40)),
                ('reaction', models.CharField(max_length=12)),
                ('on', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('tallied', models.BooleanField(default=False)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given', to='community.post')),
            ],
            options={
                'db_table': 'threads_reaction',
                'indexes': [models.Index(condition=models.Q(('tallied', False)), fields=['post'], name='threads_reaction_untallied'), models.Index(fields=['actor'], name='threads_reaction_actor')],
                'constraints': [models.UniqueConstraint(fields=('post', 'actor', 'reaction'), name='threads_reaction_one')],
            },
        ),
    ]
