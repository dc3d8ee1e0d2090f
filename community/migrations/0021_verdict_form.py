"""A verdict cites the numbers of a text's form too; of older ones, nobody knows which they were."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0020_forget_operations")]

    operations = [
        migrations.AddField(
            model_name="verdict",
            name="form",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
    ]
