import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from ..roles import make_people

FORGED = {
    "is_superuser": "on",
    "is_staff": "on",
    "is_active": "on",
    "date_joined_0": "2026-03-01",
    "date_joined_1": "12:00:00",
}


@pytest.fixture
def people(db) -> dict[str, User]:
    return make_people()


def forge(client, account: User):
    """Send an account's form with every right in it."""
    url = reverse("admin:auth_user_change", args=[account.pk])
    rights = {
        "groups": list(Group.objects.values_list("pk", flat=True)),
        "user_permissions": list(Permission.objects.values_list("pk", flat=True)),
    }
    return client.post(url, {**FORGED, **rights, "username": account.username})


@pytest.mark.parametrize("target", ["admin", "labeller"])
def test_nobody_but_a_superuser_gives_rights(people, client, target):
    client.force_login(people["admin"])
    account = people[target]
    assert forge(client, account).status_code == 302
    account = User.objects.get(pk=account.pk)
    assert not account.is_superuser
    assert [group.name for group in account.groups.all()] == [target]
    assert not account.user_permissions.exists()


def test_an_account_right_alone_gives_no_other(people, client):
    charlie = people["charlie"]
    charlie.user_permissions.add(Permission.objects.get(codename="change_user"))
    client.force_login(charlie)
    forge(client, charlie)
    forged = User.objects.get(pk=charlie.pk)
    assert not forged.is_superuser
    assert not forged.groups.exists()
    assert forged.user_permissions.count() == 1


def test_whoever_may_change_groups_still_makes_no_role_stronger(people, client):
    charlie = people["charlie"]
    for verb in ("add", "change", "delete"):
        charlie.user_permissions.add(Permission.objects.get(codename=f"{verb}_group"))
    client.force_login(charlie)
    role = Group.objects.get(name="labeller")
    before = set(role.permissions.all())
    fields = {"name": "labeller", "permissions": [Permission.objects.get(codename="add_user").pk]}
    for url in (
        reverse("admin:auth_group_add"),
        reverse("admin:auth_group_change", args=[role.pk]),
        reverse("admin:auth_group_delete", args=[role.pk]),
    ):
        assert client.post(url, {**fields, "post": "yes"}).status_code == 403
    assert set(Group.objects.get(name="labeller").permissions.all()) == before


def test_a_superusers_account_is_out_of_reach(people, client):
    client.force_login(people["admin"])
    superuser = people["superuser"]
    assert forge(client, superuser).status_code == 403
    url = reverse("admin:auth_user_password_change", args=[superuser.pk])
    assert client.post(url, {"password1": "x" * 20, "password2": "x" * 20}).status_code == 403


def test_a_new_account_has_no_rights_whatever_was_sent(people, client):
    client.force_login(people["admin"])
    secret = "a long enough secret"
    data = {**FORGED, "username": "new", "password1": secret, "password2": secret}
    client.post(reverse("admin:auth_user_add"), {**data, "usable_password": "true"})
    account = User.objects.get(username="new")
    assert not account.is_superuser
    assert not account.get_all_permissions()


def test_a_superuser_gives_roles(people, client):
    client.force_login(people["superuser"])
    trainer = Group.objects.get(name="trainer")
    url = reverse("admin:auth_user_change", args=[people["labeller"].pk])
    fields = {k: v for k, v in FORGED.items() if k != "is_superuser"}
    client.post(url, {**fields, "username": "promoted", "groups": [trainer.pk]})
    assert list(User.objects.get(username="promoted").groups.all()) == [trainer]


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("labeller", "change_example", "train_model"),
        ("labeller", "change_feedback", "activate_model"),
        ("trainer", "train_model", "add_user"),
        ("trainer", "activate_model", "change_user"),
        ("admin", "change_rule", "nothing"),
    ],
)
def test_roles_have_their_rights_and_no_others(people, role, may, may_not):
    codenames = {one.split(".")[1] for one in people[role].get_all_permissions()}
    assert may in codenames
    assert may_not not in codenames


def test_a_planner_curates_nothing(people):
    own = ("plan", "batch", "apitoken")  # what everybody has is one's own alone
    rights = people["planner"].get_all_permissions()
    assert not [right for right in rights if not right.split("_")[1].startswith(own)]


@pytest.mark.parametrize("key", [2**63, "9" * 5000, "x"])
def test_a_key_that_no_row_can_have_is_an_error_in_the_form(people, client, key):
    client.force_login(people["superuser"])
    forms = {
        reverse("admin:auth_user_change", args=[people["labeller"].pk]): {
            **FORGED, "username": "new", "groups": [key], "user_permissions": [key],
        },
        reverse("admin:auth_group_change", args=[Group.objects.all()[0].pk]): {
            "name": "new", "permissions": [key],
        },
    }  # fmt: skip
    for url, fields in forms.items():
        answer = client.post(url, fields)
        assert answer.status_code == 200
        assert "Select a valid choice" in answer.content.decode()


def shown(client, query: str) -> list[str]:
    page = client.get(reverse("admin:auth_user_changelist") + query)
    assert page.status_code == 200
    return [account.get_username() for account in page.context["cl"].result_list]


def test_accounts_are_searched_and_filtered_by_what_the_list_offers(people, client):
    client.force_login(people["superuser"])
    role = Group.objects.get(name="labeller")
    assert shown(client, "?q=LABEL") == ["the-labeller"]
    assert shown(client, f"?groups__id__exact={role.pk}") == ["the-labeller"]
    assert shown(client, "?is_superuser__exact=1") == ["the-superuser"]
    assert shown(client, "?o=-1") == sorted(shown(client, "?o=1"), reverse=True)
    assert not shown(client, "?groups__id__exact=" + "9" * 20)
