"""The compiled scorer against the scikit-learn pipeline it was made of."""

import gc
import pickle
import random
import sys
import threading
import weakref
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.core.features import list_words, stem
from classifier.core.labels import Label
from classifier.core.model import STORED, Model
from classifier.core.pipeline import Parameters, build_pipeline
from classifier.core.scoring import Scorer, lexicon, scorer
from classifier.core.scoring.pairs import Pairs
from classifier.core.scoring.pushes import push_words
from tests.corpus import sentences, small_corpus

ODD = [
    "",
    " ",
    "the the the the THE The",
    "don't don’t DON\u2019T rock'n'roll 'quoted' a''b",
    "re\u0301sume\u0301 résumé ﬁnance ﬁ ① Ⅳ ｍａｒｋｅｔｉｎｇ",
    "mar\u200bketing sa\u00adles \u202eselas\u202c",
    "a\u00a0b\u2003c\u3000d\u1680e\x1cf\x1dg\x85h",
    "\ufdfa \u0345\u0301 \u0301abc",
    "👩‍👩‍👧 call 📞 clients",
    "İstanbul ΟΔΥΣΣΕΥΣ straße ŉ ǰ",
    "12 34 x y z 3rd 4x4 under_score e-mail/phone: A&B",
    "Call 020 7946 0958 or mail anna.k@example.com, see https://example.com/a?b=1 www.x.org",
    "٠١٢٣ a１２３４５ x@y ①②③④ ＠ a＠b 12\u00a034 1\u200b2 b2b B2B4C5 4\ufdfa5 @@@ :// w://",
    "营销 销售 продажи تسويق",
    "x" * 20_000,
    "sell " * 2_000,
]
CHARACTERS = "aeinorst@159:/ '’-_.,\u0301\u200b\u00a0\n\tßİéﬁ①营👍\x00\x1e"


def texts_written():
    return [one.text for one in sentences()]


@pytest.fixture(scope="module")
def compiled(small_training):
    model = small_training.model
    return Scorer(model.pipeline, model.shared)


def assert_equal_to_the_pipeline(model, compiled, texts):
    rows = model.pipeline["features"].transform(texts)
    scored = compiled.score(texts)
    classes = model.pipeline["classifier"].decision_function(rows)
    np.testing.assert_allclose(scored.scores[:, :3], classes, rtol=0, atol=1e-9)
    shared = model.shared.decision_function(rows)
    np.testing.assert_allclose(scored.scores[:, 3], shared, rtol=0, atol=1e-9)


def test_probabilities_of_25_000_texts_are_those_of_the_pipeline(small_training):
    model = small_training.model
    chance = random.Random(7)
    texts = [*ODD, *texts_written()]
    while len(texts) < 25_000:
        texts.append("".join(chance.choices(CHARACTERS, k=chance.randrange(60))))
    expected = model.pipeline.predict_proba(texts)
    np.testing.assert_allclose(model.predict_proba(texts), expected, rtol=0, atol=1e-9)
    shared = model.shared.predict_proba(model.pipeline["features"].transform(texts))[:, 1]
    np.testing.assert_allclose(model.predict_shared(texts), shared, rtol=0, atol=1e-9)


@pytest.mark.parametrize("count", [1, scorer.FEW, scorer.FEW + 1, len(ODD)])
def test_odd_texts_score_alike_one_by_one_and_together(small_training, compiled, count):
    assert_equal_to_the_pipeline(small_training.model, compiled, ODD[:count])
    assert_equal_to_the_pipeline(small_training.model, compiled, ODD[-count:])


def test_a_list_of_texts_without_a_word_scores_as_the_pipeline_does(small_training, compiled):
    assert_equal_to_the_pipeline(small_training.model, compiled, ["", " ", "…"] * 4)


@settings(max_examples=150)
@given(texts=st.lists(st.text(alphabet=st.characters() | st.sampled_from(CHARACTERS)), min_size=1))
def test_any_text_scores_as_the_pipeline_says(small_training, compiled, texts):
    assert_equal_to_the_pipeline(small_training.model, compiled, texts)


@settings(max_examples=150)
@given(texts=st.lists(st.text(), min_size=1, max_size=20))
def test_words_are_counted_alike_one_by_one_and_together(compiled, texts):
    together = compiled.score(texts * (scorer.FEW + 1))
    for number, text in enumerate(texts):
        alone = compiled.score([text])
        assert (alone.words[0], alone.known[0]) == (together.words[number], together.known[number])


def test_nothing_scores_as_nothing(compiled):
    assert compiled.score([]).scores.shape == (0, 4)


def test_without_a_second_model_nothing_is_shared(small_training):
    alone = replace(small_training.model, shared=None)
    texts = ["Draft a press release"] * 10
    assert not alone.predict_shared(texts).any()
    assert not alone.predict_shared(texts[:1]).any()


def test_a_full_lexicon_begins_anew_and_scores_the_same(small_training, compiled, monkeypatch):
    monkeypatch.setattr(lexicon, "MOST_CHUNKS", 50)
    texts = texts_written()[:5_000]
    assert_equal_to_the_pipeline(small_training.model, compiled, texts)


def test_a_model_knows_what_it_was_trained_on_before_the_first_list(small_training, monkeypatch):
    model = pickle.loads(pickle.dumps(small_training.model))
    monkeypatch.setattr(lexicon, "find_features", None)  # nothing is looked up any more
    assert len(model.predict_proba([one.text for one in small_corpus()])) > 400


def test_chunks_hold_no_addresses_and_numbers():
    texts = ["Mail Anna.K@example.com, then ring 0207946095 (again)", "Ring \x00 www.x.org again"]
    assert lexicon.find_chunks(texts) == ("Mail", "then", "ring", "(again)", "Ring", "again")


def test_a_file_of_a_former_release_holds_a_list_without_chunks(small_training):
    former = Model.__new__(Model)
    former.__setstate__([getattr(small_training.model, name) for name in STORED[:5]])
    texts = texts_written()[:20]
    np.testing.assert_array_equal(
        former.predict_proba(texts), small_training.model.predict_proba(texts)
    )


def test_threads_share_one_scorer(small_training):
    model = small_training.model
    compiled = Scorer(model.pipeline, model.shared)
    texts = texts_written()[:3_000]
    expected = model.pipeline.decision_function(texts)
    found = {}

    def score(part):
        found[part] = compiled.score(texts[part::4]).scores[:, :3]

    threads = [threading.Thread(target=score, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for part in range(4):
        np.testing.assert_allclose(found[part], expected[part::4], rtol=0, atol=1e-9)


def test_models_of_former_releases_without_distant_pairs_score_as_they_did():
    corpus = [one for one in small_corpus() if one.label is not Label.SHARED]
    counted = build_pipeline(Parameters())
    union = counted["features"]
    union.transformer_list.pop(1)
    union.set_params(transformer_weights={"words": 1.5, "characters": 1.0})
    counted.fit([one.text for one in corpus], [one.label for one in corpus])
    compiled = Scorer(counted, None)
    for texts in (ODD, ODD[:2], texts_written()[:300]):
        expected = counted.decision_function(texts)
        scores = compiled.score(texts).scores[:, :3]
        np.testing.assert_allclose(scores, expected, rtol=0, atol=1e-9)
    assert compiled.strongest_words(texts_written()[:10])


def test_pushes_of_many_are_the_shares_of_one(small_training, compiled):
    texts = ["Sell big map cover now", "Call", ""]
    tokens = compiled._lexicon.read(texts)
    shares = [compiled.explain(text).contributions for text in texts]
    pushes = push_words(compiled._tables, tokens)[:, :3]
    np.testing.assert_allclose(pushes, np.vstack(shares), rtol=0, atol=1e-9)


@pytest.mark.parametrize("count", [0, 1, 5_000])
def test_pairs_of_stems_are_found_whether_known_or_not(count):
    chance = np.random.default_rng(3)
    places = np.unique(chance.integers(0, 300, (count, 2)), axis=0).tolist()
    columns = {(first, second): number for number, (first, second) in enumerate(places)}
    firsts, seconds = chance.integers(-1, 300, (2, 20_000)).astype(np.int32)
    asked = zip(firsts.tolist(), seconds.tolist(), strict=True)
    expected = [columns.get(pair, -1) for pair in asked]
    assert Pairs.of(columns, 300).find(firsts, seconds).tolist() == expected


def test_threads_stem_words_rightly():
    words = [word for text in texts_written()[:4_000] for word in list_words(text)]
    alone = dict(zip(words, map(stem.__wrapped__, words), strict=True))
    found: list[dict[str, str]] = [{} for _ in range(4)]

    def stem_all(mine):
        for word in words:
            mine[word] = stem.__wrapped__(word)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    threads = [threading.Thread(target=stem_all, args=(mine,)) for mine in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(interval)
    assert all(mine == alone for mine in found)


def test_the_word_vector_of_a_text_is_its_row_in_the_block(small_training, compiled):
    words = small_training.model.pipeline["features"]["words"]
    for text in (text for text in ODD if text.strip()):
        row = np.zeros(len(words["count"].vocabulary_))
        columns, values = compiled.word_vector(text)
        row[columns] = values
        expected = words.transform([text]).toarray()[0]
        np.testing.assert_allclose(row, expected, rtol=0, atol=1e-9)


def test_the_strongest_words_are_those_of_the_explanation(small_training):
    model = small_training.model
    text = "Negotiate the renewal price with the client"
    [named] = model.strongest_words([text], 1)
    explanation = model.explain(text)
    pushes = explanation.contributions
    strongest = explanation.words[int((pushes[:, 2] - pushes[:, :2].mean(axis=1)).argmax())]
    assert named == f"{strongest.text.casefold()} (sales)"
    assert model.strongest_words(["", "的"]) == ["", ""]


def test_a_dropped_model_is_freed_by_counting_references_alone(small_training):
    # The collector passes over models that are in use (see `registry.load`).
    model = pickle.loads(pickle.dumps(small_training.model))
    texts = [row.text for row in sentences()[:50]]
    model.decide(texts)
    model.explain(texts[0])
    model.nearest(texts[0])
    left = weakref.finalize(model._scorer, lambda: None), weakref.finalize(model.pipeline, int)
    gc.disable()
    try:
        del model
        assert not any(one.alive for one in left)
    finally:
        gc.enable()
