from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0016_reel'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='bio_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
