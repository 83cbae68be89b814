"""The roles as people: one user in each group, and those beside them."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connection

GROUPS = ("labeller", "trainer", "planner", "admin")
ROLES = ("anonymous", "charlie", *GROUPS, "superuser")
"""charlie is staff without any right."""


def roles_migration() -> ModuleType:
    """The migration that makes the groups, whatever its number."""
    [file] = (Path(apps.get_app_config("classifier").path) / "migrations").glob("*_roles.py")
    return import_module(f"classifier.migrations.{file.stem}")


def rights_migrations() -> list[ModuleType]:
    """The migrations that give the groups rights on tables made after them."""
    files = (Path(apps.get_app_config("classifier").path) / "migrations").glob("0*.py")
    modules = [import_module(f"classifier.migrations.{file.stem}") for file in sorted(files)]
    return [module for module in modules if hasattr(module, "give_rights")]


def make_people() -> dict[str, User]:
    """Return a user for each role but anonymous."""
    if not Group.objects.filter(name="labeller").exists():
        # Tests that empty all tables empty the groups too.
        with connection.schema_editor() as editor:
            roles_migration().make_roles(apps, editor)
            for module in rights_migrations():
                module.give_rights(apps, editor)
    people = {"charlie": User.objects.get_or_create(username="charlie", is_staff=True)[0]}
    for name in GROUPS:
        people[name] = User.objects.create_user(f"the-{name}", is_staff=True)
        people[name].groups.add(Group.objects.get(name=name))
    people["superuser"] = User.objects.create_superuser("the-superuser")
    return people
