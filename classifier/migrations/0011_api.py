"""Tokens of the API, and the answers a repeated request gets again.

Every role may make tokens for itself: a token never does more than its person may.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

GROUPS = ["labeller", "trainer", "planner", "admin"]
RIGHTS = ["view_apitoken", "add_apitoken", "change_apitoken"]


def give_rights(apps, schema_editor):
    """Give each role the rights on its own tokens."""
    alias = schema_editor.connection.alias
    config = apps.get_app_config("classifier")
    config.models_module = True  # without it Django takes the app for one without tables
    create_permissions(config, verbosity=0, interactive=False, using=alias, apps=apps)
    config.models_module = None
    rights = apps.get_model("auth", "Permission").objects.using(alias)
    for group in apps.get_model("auth", "Group").objects.using(alias).filter(name__in=GROUPS):
        group.permissions.add(*rights.filter(codename__in=RIGHTS))


def leave_rights(apps, schema_editor):
    """Leave the rights: they go with their table."""


class Migration(migrations.Migration):

    dependencies = [
        ('classifier', '0010_batches'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='What it is for, such as “nightly import”.', max_length=80)),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('prefix', models.CharField(editable=False, help_text='How the secret begins, to tell tokens apart.', max_length=12)),
                ('scopes', models.CharField(help_text='Scopes, a space between them.', max_length=200)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(blank=True, help_text='Empty: it does not expire.', null=True)),
                ('last_used_at', models.DateTimeField(editable=False, help_text='To the minute.', null=True)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'API token',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='RememberedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='Hash of the idempotency key.', max_length=64)),
                ('request', models.CharField(help_text='Hash of method, address and body.', max_length=64)),
                ('status', models.PositiveSmallIntegerField(help_text='Empty while it is worked on.', null=True)),
                ('body', models.JSONField(null=True)),
                ('created_at', models.DateTimeField(db_index=True)),
                ('token', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='classifier.apitoken')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('token', 'key'), name='one_answer_an_idempotency_key'), models.CheckConstraint(condition=models.Q(('status__isnull', True), ('status__range', (200, 299)), _connector='OR'), name='only_success_is_remembered')],
            },
        ),
        migrations.RunPython(give_rights, leave_rights),
    ]
