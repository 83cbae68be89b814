import logging
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from classifier.models import Example, Feedback

TASK = "Negotiate the policy price with the buyer and close the sale"


@pytest.fixture
def ask(version, client):
    def post(text, **headers):
        return client.post("/", {"text": text}, headers=headers)

    return post


def test_a_task_gets_its_owner_words_neighbours_and_version(ask):
    html = ask(TASK).content.decode()
    assert "Sales owns this" in html
    assert "speaks for sales" in html
    assert html.count("alike") == 3
    assert "version 1" in html


def test_a_list_gets_a_row_each_and_a_mix(ask):
    html = ask("- Call clients\n- Draft a press release\n3. File the divorce petition")
    html = html.content.decode()
    assert "3 tasks" in html
    assert html.count('<th scope="row"') == 3
    assert "File the divorce petition" in html
    assert "The mix" in html


ADVERT = """About us
We make insulated flasks.

What you will do
- Call clients
- Draft a press release

Requirements
- Three years of experience

Benefits
- Free flasks"""


def test_of_an_advert_the_duties_count_and_the_rest_is_listed(ask):
    response = ask(ADVERT)
    described = response.context["described"]
    assert [one.line.text for one in described.tasks] == ["Call clients", "Draft a press release"]
    assert [one.line.text for one in described.others] == [
        "We make insulated flasks.",
        "Three years of experience",
        "Free flasks",
    ]
    assert "3 lines taken for no task" in response.content.decode()


def test_a_line_left_out_changes_the_mix_and_can_come_back(ask, client):
    numbers = [one.number for one in ask(ADVERT).context["described"].tasks]
    left = client.post("/", {"text": ADVERT, "counted": ["", numbers[1]]}).context["described"]
    assert [bool(one.answer) for one in left.tasks] == [False, True]
    assert list(left.mix.values()) == [100]
    none = client.post("/", {"text": ADVERT, "counted": [""]})
    assert none.context["described"].mix == {}
    assert "nothing to mix" in none.content.decode()
    back = client.post("/", {"text": ADVERT, "counted": ["", *numbers, 2]}).context["described"]
    assert len(back.tasks) == 3
    assert sum(back.mix.values()) == 100


@pytest.mark.parametrize("counted", ["0", "99", "x", "-1", "9" * 30])
def test_a_line_that_is_not_there_is_refused(version, client, counted):
    response = client.post("/", {"text": ADVERT, "counted": ["", counted]})
    assert response.status_code == 400
    assert "Call clients" in response.content.decode()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Enter some text"),
        (" \u200b ", "Enter some text"),
        ("x" * 20_001, "20,001 characters"),
        ("a\x00b", "Null characters"),
        ("a \ufffd b", "not text"),
        ("call\n" * 501, "501 tasks"),
    ],
)
def test_what_cannot_be_answered_is_a_400_that_keeps_the_field(ask, text, message):
    response = ask(text)
    assert response.status_code == 400
    assert message in response.content.decode()
    assert response.context["form"]["text"].value() == text


@pytest.mark.parametrize("text", ["x", "42", "🙂🙂", "Kunden anrufen", "???", "\u202eevil"])
def test_odd_texts_get_an_answer(ask, text):
    assert ask(text).status_code == 200


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{7*7}}", "${7*7}"])
def test_markup_is_shown_as_text(ask, text):
    html = ask(text).content.decode()
    assert f"<bdi>{escape(text)}</bdi>" in html
    assert "<script>alert" not in html
    without_tokens = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    assert "49" not in without_tokens.split("How sure")[0]


def test_bytes_that_are_no_utf8_are_refused(version, client):
    response = client.generic(
        "POST", "/", b"text=caf%E9", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 400


def test_a_form_without_its_text_is_refused(version, client):
    assert client.post("/", {"txet": "x"}).status_code == 400


def test_a_huge_body_is_refused(version, client):
    response = client.post("/", {"text": "x" * 3_000_000})
    assert response.status_code == 400
    assert "too large" in response.content.decode()


def test_text_does_not_travel_in_addresses(version, client):
    assert client.get("/?text=secret").status_code == 405
    assert client.put("/").status_code == 405


def test_a_post_needs_its_token(version):
    response = Client(enforce_csrf_checks=True).post("/", {"text": TASK})
    assert response.status_code == 403
    assert "Reload the page" in response.content.decode()


def test_no_text_is_logged_or_kept(ask, caplog):
    with caplog.at_level(logging.DEBUG):
        ask("canary-4711 sells canaries")
    assert "canary-4711" not in caplog.text
    assert not Example.objects.filter(text__contains="canary-4711").exists()
    assert not Feedback.objects.exists()


def test_without_a_model_the_page_says_so(db, client):
    assert "No model is active yet" in client.get("/").content.decode()
    response = client.post("/", {"text": TASK})
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "No model is active yet" in response.content.decode()


def hidden_fields(response):
    fields = re.findall(
        r'<input type="hidden" name="(token|text)" value="(.*?)">', response.content.decode()
    )
    assert len(fields) == 2
    return dict(fields)


def test_feedback_from_the_page_goes_to_review(ask, client):
    fields = hidden_fields(ask(TASK))
    response = client.post(reverse("classifier:feedback"), {**fields, "label": "marketing"})
    assert response.status_code == 302
    assert "Thank you" in client.get(response.url).content.decode()
    feedback = Feedback.objects.get()
    assert (feedback.text, feedback.label, feedback.outcome) == (TASK, "marketing", "sales")


def test_feedback_without_a_choice_is_refused(ask, client):
    fields = hidden_fields(ask(TASK))
    response = client.post(reverse("classifier:feedback"), fields)
    assert response.status_code == 400
    assert "Choose what the task is" in response.content.decode()


def test_feedback_on_an_unknown_answer_is_a_404(version, client):
    fields = {"token": "x", "text": TASK, "label": "sales"}
    assert client.post(reverse("classifier:feedback"), fields).status_code == 404


def test_every_page_has_the_strict_policy(ask, client):
    for response in (ask(TASK), client.get("/nowhere"), client.get("/admin/login/")):
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy


def test_query_count_does_not_grow_with_the_list(version, client, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.post("/", {"text": "Call clients\nWrite adverts"})
    with django_assert_num_queries(2):
        client.post("/", {"text": "\n".join(f"Call client {n}" for n in range(200))})
