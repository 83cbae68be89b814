"""That texts were erased: who, when, how many, by which versions learned; never which texts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('classifier', '0011_api'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('erased_at', models.DateTimeField(auto_now_add=True)),
                ('counts', models.JSONField(help_text='Rows and files by the name of their table.')),
                ('versions', models.JSONField(default=list, help_text='Numbers of the model versions that were trained on it. Their files go; that of the active one once another is active.')),
                ('erased_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
                'default_permissions': (),
            },
        ),
    ]
