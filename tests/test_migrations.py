"""Migrations forwards and backwards."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from .roles import roles_migration

NAMES = {"labeller", "trainer", "planner", "admin"}


@pytest.mark.django_db(transaction=True)
def test_the_roles_come_and_go_with_their_migration():
    [before] = [
        name for app, name in roles_migration().Migration.dependencies if app == "classifier"
    ]
    call_command("migrate", "classifier", before, verbosity=0)
    assert not Group.objects.filter(name__in=NAMES).exists()
    call_command("migrate", "classifier", verbosity=0)
    assert set(Group.objects.values_list("name", flat=True)) == NAMES
    trainer = Group.objects.get(name="trainer").permissions
    assert trainer.filter(codename="train_model").exists()
