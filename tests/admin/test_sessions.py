"""Logins end when they should. R35."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.sessions.models import Session
from django.test import Client

from ..processes import start
from ..redis_at_hand import REDIS, emptied_redis
from ..roles import make_people

LOGIN = "/admin/login/?next=/admin/"
PASSWORD = "a trainer's long password"


@pytest.fixture
def trainer(version) -> User:
    trainer = make_people()["trainer"]
    trainer.set_password(PASSWORD)
    trainer.save()
    return trainer


@pytest.fixture
def logged_in(trainer) -> Client:
    client = Client()
    client.post(LOGIN, {"username": trainer.username, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


def stolen(client: Client) -> Client:
    """Another browser with the same cookie."""
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_in(thief)
    return thief


def test_a_login_gets_a_new_key(trainer):
    planted = Client()
    session = planted.session
    session["planted"] = True
    session.save()
    planted.cookies["sessionid"] = session.session_key or ""
    planted.post(LOGIN, {"username": trainer.username, "password": PASSWORD})
    assert planted.cookies["sessionid"].value != session.session_key
    assert not Session.objects.filter(pk=session.session_key).exists()


def test_a_logout_ends_it_for_every_copy(logged_in):
    thief = stolen(logged_in)
    logged_in.post("/admin/logout/")
    assert not is_in(thief)
    assert not Session.objects.exists()


def test_a_new_password_ends_all_others_but_the_one_it_was_set_in(logged_in):
    thief = stolen(logged_in)
    new = "quite another long password"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert logged_in.post("/admin/password_change/", data).status_code == 302
    assert is_in(logged_in)
    assert not is_in(thief)


def switch_off(user: User) -> None:
    user.is_active = False
    user.save()


def take_staff(user: User) -> None:
    user.is_staff = False
    user.save(update_fields=["is_staff"])


def take_role(user: User) -> None:
    user.groups.remove(Group.objects.get(name="trainer"))


def clear_roles(user: User) -> None:
    user.groups.clear()


def change_role(user: User) -> None:
    user.groups.set([Group.objects.get(name="labeller")])


def empty_role(user: User) -> None:
    Group.objects.get(name="trainer").user_set.clear()


def expel(user: User) -> None:
    Group.objects.get(name="trainer").user_set.remove(user)


def take_right(user: User) -> None:
    user.user_permissions.remove(Permission.objects.get(codename="add_rule"))


def take_right_of_role(user: User) -> None:
    role = Group.objects.get(name="trainer")
    right = role.permissions.first()
    assert right
    role.permissions.remove(right)


def expel_from_right(user: User) -> None:
    right = Group.objects.get(name="trainer").permissions.first()
    assert right
    right.group_set.clear()


def delete_role(user: User) -> None:
    Group.objects.get(name="trainer").delete()


def set_password(user: User) -> None:
    user.set_password("a password set by an administrator")
    user.save()


@pytest.mark.parametrize(
    "demote",
    [
        switch_off, take_staff, take_role, clear_roles, change_role, empty_role, expel, take_right,
        take_right_of_role, expel_from_right, delete_role, set_password,
    ],
)  # fmt: skip
def test_whoever_may_do_less_is_out_at_the_next_request(trainer, logged_in, alice, demote):
    trainer.user_permissions.add(Permission.objects.get(codename="add_rule"))
    other = Client()
    other.force_login(alice)
    thief = stolen(logged_in)
    demote(User.objects.get(pk=trainer.pk))
    assert not is_in(thief)
    assert not is_in(logged_in)
    assert is_in(other)


def test_a_superuser_who_is_one_no_more_is_out(alice, admin, version):
    assert is_in(admin)
    alice.is_superuser = False
    alice.save()
    assert not is_in(admin)


def test_whoever_may_do_more_or_changes_a_name_stays(trainer, logged_in):
    trainer.groups.add(Group.objects.get(name="planner"))
    trainer.first_name = "Theo"
    trainer.is_superuser = True
    trainer.save()
    assert is_in(logged_in)


def test_no_copy_of_a_session_is_in_redis_where_a_logout_might_miss_it(transactional_db):
    cache = emptied_redis()
    program = (
        "import django; django.setup()\n"
        "from importlib import import_module\n"
        "from django.conf import settings\n"
        "session = import_module(settings.SESSION_ENGINE).SessionStore()\n"
        "session['seen'] = 1\n"
        "session.create()\n"
    )
    assert start("-c", program, CACHE_URL=REDIS).wait(60) == 0
    assert Session.objects.count() == 1
    assert cache.keys() == []
    cache.close()
