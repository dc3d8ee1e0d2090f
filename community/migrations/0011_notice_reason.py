
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0010_moderation'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='reason',
            field=models.CharField(blank=True, max_length=30),
        ),
    ]
