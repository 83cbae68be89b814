import re

import pytest
from django.urls import reverse

from classifier.models import Example, ModelVersion
from classifier.models.choices import Channel
from classifier.services import labelling, registry, test_rows

from ..conftest import train_here


def page(client, name: str, *args, query: str = "") -> str:
    response = client.get(reverse(f"admin:classifier_{name}", args=args) + query)
    assert response.status_code == 200, response.content.decode()[:500]
    html: str = response.content.decode()
    assert not re.search(r"\sstyle=|\son\w+=\"", html)
    return html


@pytest.fixture
def second(transactional_db, version, charlie) -> ModelVersion:
    for example in Example.objects.filter(is_test=False, label="sales")[:60]:
        labelling.correct_label(
            example=example, label="marketing", by=charlie, channel=Channel.BULK
        )
    return train_here()


def test_two_versions_stand_side_by_side(second, admin):
    html = page(admin, "modelversion_compare", query="?before=1&after=2")
    assert html.count("▲") == 0
    for words in ("Macro F1", "Recall of sales", "By domain", "Tasks that flip", "telesales"):
        assert words in html
    assert html.count('role="img"') == 2
    assert "worse" in html
    other_way = page(admin, "modelversion_compare", query="?before=2&after=1")
    assert "better" in other_way
    assert page(admin, "modelversion_compare")  # the active one beside the newest


def test_a_version_beside_itself_flips_nothing(version, admin):
    html = page(admin, "modelversion_compare", query="?before=1&after=1")
    assert "Tasks that flip: 0" in html


@pytest.mark.parametrize("query", ["?before=1", "?before=1&after=99", "?before=x&after=%00"])
def test_versions_that_are_none_are_refused(version, admin, query):
    url = reverse("admin:classifier_modelversion_compare") + query
    response = admin.get(url)
    assert response.status_code == 400
    assert "Choose two versions" in response.content.decode()


def test_a_version_whose_file_is_gone_cannot_be_compared(second, admin, settings):
    (settings.MODEL_DIR / second.file_name).unlink()
    registry._cache.clear()
    test_rows._cache.clear()
    response = admin.get(reverse("admin:classifier_modelversion_compare") + "?before=1&after=2")
    assert response.status_code == 503
    assert "Version 2 cannot be compared: model-2.joblib" in response.content.decode()


def test_without_a_version_the_page_says_so(db, admin):
    html = page(admin, "modelversion_compare")
    assert "There is no version yet" in html


def test_the_activation_page_lists_changes_by_user_and_asks_a_reason(second, admin):
    html = page(admin, "modelversion_change", second.pk)
    assert "charlie" in html
    assert "60 in effect" in html
    assert "% of the test rows" in html
    assert "needs a reason" in html
    assert "Give a reason to activate it all the same" in html
    listed = page(admin, "modelversion_changes", second.number, query="?user=charlie")
    assert "60 label changes by" in listed
    assert listed.count("<td>charlie</td>") == 60
    assert "0 label changes" in page(admin, "modelversion_changes", 2, query="?user=alice%00")
    url = reverse("admin:classifier_modelversion_activate", args=[second.number])
    assert "changed the labels of 60" in admin.post(url, follow=True).content.decode()
    assert ModelVersion.objects.get(is_active=True).number == 1


def test_the_version_page_draws_calibration_and_learning_curve(version, admin):
    html = page(admin, "modelversion_change", version.pk)
    for words in ("Before calibration", "After calibration", "would more examples help?"):
        assert words in html
    assert html.count("<details>") == 3


def test_the_card_tells_what_it_must_in_both_forms(version, admin):
    html = page(admin, "modelversion_card", 1)
    response = admin.get(reverse("admin:classifier_modelversion_card_markdown", args=[1]))
    markdown = response.content.decode()
    assert response["Content-Disposition"] == 'attachment; filename="model-card-1.md"'
    for words in (version.snapshot, "By source", "telesales", "95 % interval", "Worst domains"):
        assert words in html
        assert words in markdown
    assert "| Macro F1 | 0." in markdown
    assert re.search(r"0\.\d{3} to 0\.\d{3}", markdown)
    assert markdown.startswith("# Model card: version 1\n")


def test_an_old_version_says_what_it_did_not_record(version, admin):
    ModelVersion.objects.update(data={}, domain_results=[], metrics={"test": None})
    html = page(admin, "modelversion_card", 1)
    assert "did not record its examples" in html
    assert page(admin, "modelversion_change", version.pk)
    assert page(admin, "modelversion_compare", query="?before=1&after=1")


def test_the_diary_answers_for_a_day(version, admin):
    html = page(admin, "activation_live")
    assert "version 1" in html
    assert "No version was active" in page(admin, "activation_live", query="?day=2020-02-29")
    for day in ("2999-01-01", "9999-12-31"):
        assert "not come yet" in page(admin, "activation_live", query=f"?day={day}")
    response = admin.get(reverse("admin:classifier_activation_live") + "?day=31.3.2026")
    assert response.status_code == 400
    assert "year-month-day" in response.content.decode()
