from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('readings', '0001_initial'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='reading',
            name='taxonomy',
        ),
        migrations.AddField(
            model_name='reading',
            name='reader',
            field=models.CharField(default='', max_length=24),
            preserve_default=False,
        ),
    ]
