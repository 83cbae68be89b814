import json

import pytest
from django.core.exceptions import ValidationError

from classifier.core import Label
from classifier.core.text import text_key
from classifier.models import Example, Rule
from classifier.services.charter import current_charter, save_rule, switch_rules
from classifier.services.charter_conflicts import find_conflicts
from classifier.services.classification import ExplainedAnswer, classify, explain, explain_answer
from classifier.services.registry import active_model

TEXTS = [
    "Negotiate the renewals of key accounts",
    "Write the renewal mailing for lapsed members",
    "Call lapsed clients",
    "Renewal",
]

FLIPPING = "Draft the brochure renewals with brokers"


def make_rule(words: str, label: str, **fields) -> Rule:
    return save_rule(rule=Rule(words=words, label=label, **fields), by=None)


def explained(text: str) -> list[object]:
    """Everything the page shows of a text, to the last digit."""
    found = explain(text)
    words = found.explanation.contributions.tolist()
    return [found.answer, found.change, found.neighbours, found.terms, words]


@pytest.fixture
def renewals(db) -> Rule:
    return make_rule("renewal", "neither", note="Board, 3 March")


def test_a_rule_wins_over_the_model_and_shows_the_models_view(version, renewals):
    before = [answer.model_decision for answer in classify(TEXTS)]
    one, two, other, bare = classify(TEXTS)
    assert {str(a.decision.outcome) for a in (one, two, bare)} == {"neither"}
    assert [a.decided_by for a in (one, other)] == ["rule", "model"]
    assert one.rule
    assert (one.rule.words, one.rule.note) == ("renewal", "Board, 3 March")
    assert [a.model_decision for a in (one, two, other, bare)] == before
    assert one.decision.sales == one.model_decision.sales


@pytest.mark.parametrize("how", ["switched off", "deleted"])
def test_a_rule_gone_restores_every_answer_exactly(version, how):
    curated = Example.objects.filter(label="sales")[0].text
    texts = [*TEXTS, curated]
    before = classify(texts), [explained(text) for text in texts]
    rule = make_rule(f"renewal, {curated.replace(',', ' ')}"[:200], "neither")
    during = classify(texts)
    assert [a.decided_by for a in during] != [a.decided_by for a in before[0]]
    if how == "deleted":
        rule.delete()
    else:
        switch_rules(rules=[rule], on=False)
    assert (classify(texts), [explained(text) for text in texts]) == before


def test_a_rule_wins_over_a_curated_label(version):
    example = Example.objects.filter(label="sales")[0]
    assert classify([example.text])[0].decided_by == "curator"
    make_rule(example.text[:60], "marketing")
    [answer] = classify([example.text])
    assert (answer.decided_by, answer.decision.outcome) == ("rule", "marketing")


def test_rules_cost_one_query_however_many(version, django_assert_num_queries):
    for number in range(30):
        make_rule(f"wombat {number}", "sales")
    current_charter()
    with django_assert_num_queries(2):
        classify([f"Feed wombat {number}" for number in range(30)])


def test_every_kind_of_change_is_noticed(renewals):
    assert [rule.label for rule in current_charter().rules] == ["neither"]
    renewals.label = "sales"
    save_rule(rule=renewals, by=None)
    assert [rule.label for rule in current_charter().rules] == ["sales"]
    Rule.objects.all().delete()
    assert not current_charter().rules
    make_rule("upsell", "sales")
    assert [rule.words for rule in current_charter().rules] == ["upsell"]


def test_two_saves_of_one_revision_give_two_revisions(renewals):
    twin = Rule.objects.get()
    save_rule(rule=renewals, by=None)
    save_rule(rule=twin, by=None)
    assert Rule.objects.get().revision == 3


def test_conflicts_are_found_between_rules_and_with_curators_and_model(version):
    example = Example.objects.filter(label="sales", model_outcome="sales")[0]
    first, *_, last = example.text.rstrip(".").split()
    make_rule(first, "marketing")
    make_rule(last, "neither")
    found = find_conflicts()
    assert example.pk in {one.example.pk for one in found.curated}
    assert example.pk in {one.example.pk for one in found.model}
    [pair] = found.pairs
    assert (pair.first.label, pair.second.label) == ("marketing", "neither")
    assert pair.example
    assert all(one.rule.label != one.example.label for one in found.curated)


def test_rules_that_only_might_meet_are_listed_too(db):
    make_rule("wombat", "sales")
    make_rule("wombat fair", "marketing")
    [pair] = find_conflicts().pairs
    assert pair.example is None
    assert (pair.first.words, pair.second.words) == ("wombat fair", "wombat")


def test_rules_that_agree_are_no_conflict(db):
    make_rule("wombat fair", "sales")
    make_rule("wombat", "sales")
    assert not find_conflicts().pairs


def test_words_without_a_word_are_refused_by_name(db):
    with pytest.raises(ValidationError, match="holds no word"):
        Rule(words="…", label="sales").full_clean()


def test_page_api_and_lists_say_that_a_rule_decided(version, renewals, client):
    html = client.post("/", {"text": TEXTS[0]}).content.decode()
    assert "Neither team owns this: the company charter says so." in html
    assert "Board, 3 March" in html
    assert "The model's own view" in html
    listed = client.post("/", {"text": "\n".join(TEXTS)}).content.decode()
    assert "by rule “<bdi>renewal</bdi>”" in listed
    body = client.post(
        "/api/v1/classify", json.dumps({"texts": TEXTS}), content_type="application/json"
    ).json()
    shown = [(one["decision"], one["decided_by"], one["rule"]) for one in body["answers"]]
    assert shown[0] == ("neither", "rule", "renewal")
    assert shown[2][1:] == ("model", None)
    assert all(one["model_decision"] for one in body["answers"])


def shortened(found: ExplainedAnswer) -> str:
    """Return the text without the words that are said to change its answer."""
    assert found.change
    text = found.answer.text
    for word in reversed(found.change.words):
        text = text[: word.start] + text[word.end :]
    return text


@pytest.mark.parametrize("whose", ["a rule's", "curators'"])
def test_what_would_change_an_answer_heeds_rules_and_curators(version, monkeypatch, whose):
    before = explain(FLIPPING)
    label = Label(before.answer.decision.outcome)
    if whose == "a rule's":
        assert before.change
        assert [word.text for word in before.change.words] == ["brochure"]
        make_rule("the renewals", label)
    else:
        key = text_key(shortened(before))
        monkeypatch.setitem(active_model().model.curated, key, label)
    after = explain(FLIPPING)
    assert after.answer == before.answer
    assert after.change != before.change
    if after.change:
        [answer] = classify([shortened(after)])
        assert answer.decision.outcome == after.change.outcome


def test_what_would_change_an_answer_costs_no_queries(version, settings, django_assert_num_queries):
    settings.REMEMBERED_SECONDS = 60
    [answer] = classify([FLIPPING])
    explain_answer(answer)
    with django_assert_num_queries(1):  # its nearest examples
        assert explain_answer(answer).change
