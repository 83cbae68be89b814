"""Make the roles: groups of rights for labellers, trainers, planners and admins.

This must stand after the tables whose rights it names. Rights whose table is not here are left
out, so a role never stops a migration. On a fresh database Django makes the rights only after
the last migration; so they are made here first.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

LABELLER = {
    "view_example", "add_example", "change_example", "view_facet", "view_labelchange",
    "view_feedback", "change_feedback", "view_rule",
    "view_modelversion", "view_activation", "view_trainingrun",
    "view_candidate", "view_secondopinion",
}
TRAINER = LABELLER | {
    "delete_example", "restore_example", "revert_labelchange", "settle_disagreement",
    "change_candidate", "train_model", "activate_model",
    "add_rule", "change_rule", "delete_rule",
}
PLANNER = {"view_plan", "add_plan", "change_plan", "delete_plan"}
USERS = {"view_user", "add_user", "change_user", "view_group"}

ROLES = {"labeller": LABELLER, "trainer": TRAINER, "planner": PLANNER}


def make_roles(apps, schema_editor):
    """Make each group with its rights; one that is here already only gains."""
    alias = schema_editor.connection.alias
    for config in apps.get_app_configs():
        config.models_module = True  # without it Django takes the app for one without tables
        create_permissions(config, verbosity=0, interactive=False, using=alias, apps=apps)
        config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ours = Permission.objects.using(alias).filter(content_type__app_label="classifier")
    users = Permission.objects.using(alias).filter(content_type__app_label="auth")
    for name, codenames in ROLES.items():
        group, _ = Group.objects.using(alias).get_or_create(name=name)
        group.permissions.add(*ours.filter(codename__in=codenames))
    admin, _ = Group.objects.using(alias).get_or_create(name="admin")
    admin.permissions.add(*ours, *users.filter(codename__in=USERS))


def remove_roles(apps, schema_editor):
    """Remove the groups; whoever was in one keeps the account and loses the rights."""
    names = [*ROLES, "admin"]
    Group = apps.get_model("auth", "Group")
    Group.objects.using(schema_editor.connection.alias).filter(name__in=names).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("classifier", "0008_large_tables"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_roles, remove_roles)]
