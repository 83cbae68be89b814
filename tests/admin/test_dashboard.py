from django.urls import reverse


def test_the_front_page_draws_the_examples(version, admin):
    html = front_page(admin)
    for words in ("Examples by label", "15 largest", "telesales", "Last trainings"):
        assert words in html


def front_page(client) -> str:
    html: str = client.get(reverse("admin:index")).content.decode()
    return html


def test_staff_without_rights_see_no_figures(version, client, charlie):
    client.force_login(charlie)
    assert "Examples by label" not in front_page(client)
