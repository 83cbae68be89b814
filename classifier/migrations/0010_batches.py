"""Add batches; every role may score files of its own."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

ROLES = ("labeller", "trainer", "planner", "admin")
RIGHTS = ("view_batch", "add_batch", "change_batch", "delete_batch")


def give_rights(apps, schema_editor):
    """Let every role upload, watch, cancel and delete files of tasks."""
    alias = schema_editor.connection.alias
    config = apps.get_app_config("classifier")
    config.models_module = True  # without it Django takes the app for one without tables
    create_permissions(config, verbosity=0, interactive=False, using=alias, apps=apps)
    config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    rights = Permission.objects.using(alias).filter(
        content_type__app_label="classifier", codename__in=RIGHTS
    )
    for group in Group.objects.using(alias).filter(name__in=ROLES):
        group.permissions.add(*rights)


def take_rights(apps, schema_editor):
    """Take the rights away again."""
    alias = schema_editor.connection.alias
    apps.get_model("auth", "Permission").objects.using(alias).filter(
        content_type__app_label="classifier", codename__in=RIGHTS
    ).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('classifier', '0009_roles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(help_text='Of the file, as it was sent.', max_length=100)),
                ('format', models.CharField(help_text='What the file was recognised as.', max_length=20)),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Scoring'), ('succeeded', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='queued', max_length=10)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('queued_at', models.DateTimeField(help_text='When a worker was last asked for.')),
                ('started_at', models.DateTimeField(editable=False, null=True)),
                ('finished_at', models.DateTimeField(editable=False, null=True)),
                ('heartbeat_at', models.DateTimeField(editable=False, null=True)),
                ('expires_at', models.DateTimeField(editable=False, help_text='When its files go.', null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, help_text='How often a worker began; the last one alone may write.')),
                ('columns', models.JSONField(default=list, help_text='Of the file; empty once its files are gone.')),
                ('total', models.PositiveIntegerField(help_text='Rows of the file.')),
                ('done', models.PositiveIntegerField(default=0, help_text='Rows at the last checkpoint.')),
                ('written', models.PositiveBigIntegerField(default=0, help_text='Bytes of the partial result at the last checkpoint.')),
                ('outcomes', models.JSONField(default=dict, help_text='Rows by decision at the last checkpoint.')),
                ('has_files', models.BooleanField(default=True)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(help_text='The only one used.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='classifier.modelversion')),
            ],
            options={
                'verbose_name_plural': 'batches',
                'ordering': ('-created_at',),
                'indexes': [models.Index(fields=['created_by', '-created_at'], name='batches_of_a_person'), models.Index(condition=models.Q(('has_files', True)), fields=['state'], name='batches_with_files')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('queued', 'running'))), fields=('created_by',), name='one_batch_under_way_a_person'), models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='batch_done_to_total'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'succeeded'), _negated=True), models.Q(('done', models.F('total')), ('expires_at__isnull', False), ('version__isnull', False)), _connector='OR'), name='batch_succeeds_complete')],
            },
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
