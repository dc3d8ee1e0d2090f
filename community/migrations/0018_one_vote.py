from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0017_bio_at'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='reaction',
            constraint=models.UniqueConstraint(condition=models.Q(('reaction__in', ('up', 'down')), ('until', None)), fields=('post', 'actor'), name='threads_reaction_one_vote'),
        ),
    ]
