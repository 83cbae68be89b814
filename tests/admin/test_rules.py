import pytest
from django.urls import reverse

from classifier.models import Rule
from classifier.services.charter import current_charter

ADD = reverse("admin:classifier_rule_add")
FIELDS = {"words": "Renewals ,upsell", "label": "sales", "order": 100, "is_active": "on"}


def test_a_rule_is_signed_and_holds_at_once(admin, alice):
    assert admin.post(ADD, {**FIELDS, "created_by": 99, "revision": 7}).status_code == 302
    rule = Rule.objects.get()
    assert (rule.words, rule.created_by, rule.revision) == ("Renewals, upsell", alice, 1)
    assert current_charter().decide("Sell the renewal")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "required"),
        ("…", "holds no word"),
        ("renewal,", "holds no word"),
        ("a\u0000b", "Null characters"),
        ("x" * 201, "at most 200"),
    ],
)
def test_words_that_cannot_be_matched_are_refused(admin, words, message):
    html = admin.post(ADD, {**FIELDS, "words": words}).content.decode()
    assert message in html
    assert not Rule.objects.exists()


def test_the_same_words_are_one_rule(admin):
    admin.post(ADD, FIELDS)
    html = admin.post(ADD, {**FIELDS, "label": "marketing"}).content.decode()
    assert "already exists" in html
    assert Rule.objects.count() == 1


def test_rules_are_switched_by_action(admin):
    admin.post(ADD, FIELDS)
    rule = Rule.objects.get()
    url = reverse("admin:classifier_rule_changelist")
    for action, count in (("switch_off", 0), ("switch_on", 1)):
        admin.post(url, {"action": action, "_selected_action": [rule.pk]})
        assert len(current_charter().rules) == count


def test_the_conflicts_page_lists_what_rules_contradict(version, admin):
    admin.post(ADD, {**FIELDS, "words": "sales", "label": "neither"})
    admin.post(ADD, {**FIELDS, "words": "sales meeting", "label": "shared"})
    html = admin.get(reverse("admin:classifier_rule_conflicts")).content.decode()
    for words in ("Two rules on one text", "Rules against curated labels:", "Curators say"):
        assert words in html
    assert "None: no two rules" not in html


def test_without_rules_there_is_no_conflict(db, admin):
    html = admin.get(reverse("admin:classifier_rule_conflicts")).content.decode()
    assert html.count("<p>None") == 3
