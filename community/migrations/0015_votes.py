"""Reactions have a time until which they stand, and weigh; posts know their author's proof."""

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor):
    """Name each reaction's match; what was taken back, nobody knows when given, stood for no time."""
    alias = schema_editor.connection.alias
    reaction = apps.get_model("community", "Reaction").objects.using(alias)
    post = apps.get_model("community", "Post").objects.using(alias)
    of_post = post.filter(pk=OuterRef("post")).values("match")[:1]
    reaction.update(match=Subquery(of_post))
    reaction.filter(on=False).update(until=F("at"))


def empty(apps, schema_editor):
    """Only what stands is known without the time."""
    reaction = apps.get_model("community", "Reaction").objects
    reaction.using(schema_editor.connection.alias).filter(until__isnull=False).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0014_reputation'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='is_proven',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='post',
            name='outcome',
            field=models.CharField(blank=True, db_default='', default='', max_length=8),
        ),
        migrations.AddField(
            model_name='reaction',
            name='match',
            field=models.CharField(max_length=40, default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='reaction',
            name='weight',
            field=models.IntegerField(default=1_000_000),
        ),
        migrations.AddField(
            model_name='reaction',
            name='until',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(fill, empty),
        migrations.RemoveConstraint(model_name='reaction', name='threads_reaction_one'),
        # On the way back, what stands is on.
        migrations.AlterField(
            model_name='reaction',
            name='on',
            field=models.BooleanField(default=True),
        ),
        migrations.RemoveField(model_name='reaction', name='on'),
        migrations.AddConstraint(
            model_name='reaction',
            constraint=models.UniqueConstraint(
                condition=models.Q(until=None),
                fields=('post', 'actor', 'reaction'),
                name='threads_reaction_one',
            ),
        ),
        migrations.AddIndex(
            model_name='reaction',
            index=models.Index(fields=['match', 'at'], name='threads_reaction_match'),
        ),
    ]
