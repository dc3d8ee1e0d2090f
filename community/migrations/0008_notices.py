
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0007_people'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bookmark',
            fields=[
                ('stream', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('offset', models.BigIntegerField()),
                ('after', models.CharField(max_length=40)),
            ],
            options={
                'db_table': 'notices_bookmark',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('actor', models.CharField(max_length=40)),
                ('n', models.BigIntegerField()),
                ('kind', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(blank=True, max_length=40)),
                ('match', models.CharField(blank=True, max_length=80)),
                ('event', models.CharField(blank=True, max_length=80)),
                ('post', models.CharField(blank=True, max_length=80)),
                ('struck_n', models.BigIntegerField(null=True)),
                ('marked', models.BigIntegerField()),
            ],
            options={
                'db_table': 'notices_notice',
                'indexes': [models.Index(condition=models.Q(('event', ''), _negated=True), fields=['event', 'actor'], name='notices_notice_event')],
                'constraints': [models.UniqueConstraint(fields=('actor', 'n'), name='notices_notice_place')],
            },
        ),
    ]
