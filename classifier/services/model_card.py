"""The model card of a version: what it is, what it learned from, how good it is, where it fails."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from classifier.core.card import Card, Section, Table
from classifier.core.domain_results import DomainResult, Interval, bootstrap, read_results
from classifier.models import ModelVersion

from .comparison import FIGURES, MIN_ROWS

WORST = 10
"""Domains listed as the worst."""


def build_card(version: ModelVersion) -> Card:
    """Return the card of `version`; what an old version did not record is said to be missing."""
    results = read_results(version.domain_results)
    sections = [
        _identity(version),
        _method(version),
        _data(version),
        _cut_offs(version),
        _figures(version, bootstrap(results)),
        _baselines(version),
        _learning_curve(version),
        _reliability(version),
        _worst_domains(results),
        _limits(),
    ]
    return Card(title=f"Model card: version {version.number}", sections=sections)


def _identity(version: ModelVersion) -> Section:
    trained = timezone.localtime(version.created_at)
    who = version.created_by.get_username() if version.created_by else "a command"
    libraries = ", ".join(f"{name} {number}" for name, number in sorted(version.libraries.items()))
    return Section(
        title="What this is",
        paragraphs=[
            "A text model that says whether marketing or sales owns a task, or both, or neither, "
            "or that it is unsure.",
            f"Version {version.number}, trained on {trained:%d %B %Y at %H:%M} by {who}, "
            f"with {libraries}.",
            f"SHA-256 of its file: {version.sha256}. "
            f"Hash of the examples it was made of: {version.snapshot}.",
        ],
    )


def _method(version: ModelVersion) -> Section:
    names = {
        "regularisation": "Regularisation (C of the L2 penalty)",
        "target_accuracy": "Accuracy that answers must reach out of fold",
        "max_shared": "Greatest share of owned tasks that may be called shared",
        "max_folds": "Most groups of domains left out",
        "seed": "Seed",
    }
    rows = [(names.get(key, key), str(value)) for key, value in version.parameters.items()]
    return Section(
        title="Method",
        paragraphs=[
            "Stemmed words and pairs of neighbours; the first stem, it with each other, and pairs "
            "of stems two and three places apart; and character sequences of 3 to 5 within words "
            "are weighted by TF-IDF.",
            "Three linear models of marketing, sales and neither learn from them: multinomial "
            "logistic regression, a linear support vector machine and multinomial naive Bayes. "
            "Matrix scaling, learned on predictions for left-out domains, mixes and calibrates "
            "their scores at once. A logistic regression of its own, calibrated by a sigmoid, "
            "judges whether both teams own a task.",
        ],
        tables=[Table(caption="Parameters", head=("Parameter", "Value"), rows=rows)],
    )


def _data(version: ModelVersion) -> Section:
    data = version.data
    if not data:
        return Section(title="Data", paragraphs=["This version did not record its examples."])
    tables = [
        _counts("By label", data["labels"]),
        _counts("By source", data["sources"]),
        _counts(f"By domain, the largest of {data['domain_count']:,}", data["domains"]),
    ]
    copies = data.get("near_copies")
    nor = f", nor were {copies:,} that say the same in the same words" if copies else ""
    return Section(
        title="Data",
        paragraphs=[
            f"{data['training']:,} examples were learned from; {data['test']:,} locked test rows "
            f"were not{nor}."
        ],
        tables=tables,
    )


def _counts(caption: str, counts: Mapping[str, int]) -> Table:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows = [(name or "(none)", f"{count:,}") for name, count in ordered]
    return Table(caption=caption, head=("Name", "Examples"), rows=rows)


def _cut_offs(version: ModelVersion) -> Section:
    cut = version.cut_offs
    bought = "What they buy was not measured: no domain could be left out."
    if cut.get("coverage") == 0:
        bought = "All tasks of domains it had not seen looked shared to it, so it names no owner."
    elif cut.get("coverage") is not None:
        bought = (
            f"On tasks of domains it had not seen it then answers {cut['coverage']:.1%} of those "
            f"with one owner or none, and is right in {cut['accuracy']:.1%} of these answers."
        )
    return Section(
        title="Cut-offs and what they buy",
        paragraphs=[
            f"An owner is named from a probability of {cut['answer']:.3f} on; shared from "
            f"{cut['shared']:.3f} on. Texts of which it knows no more than {cut['known']:.0%} "
            "of the words, and single words, are unsure.",
            bought,
        ],
    )


def _figures(version: ModelVersion, intervals: Mapping[str, Interval]) -> Section:
    cross, test = version.cross_validation, version.test
    rows = [
        (name, _figure(cross, key), _interval(intervals.get(key)), _figure(test, key))
        for key, name in FIGURES.items()
    ]
    rows.append(("Rows", _count(cross), "", _count(test)))
    table = Table(
        caption="Figures",
        head=("Figure", "New domains", "95 % interval", "Locked test rows"),
        rows=rows,
    )
    how = "Intervals are the middle 95 % over 1,000 resamples of whole domains."
    missing = "This version did not record its domains, so there are no intervals."
    return Section(
        title="How good it is",
        paragraphs=[
            "New domains: each example was judged by a model that saw nothing of its domain.",
            how if intervals else missing,
        ],
        tables=[table],
    )


def _baselines(version: ModelVersion) -> Section:
    names = {"dummy": "Always the commonest class", "keywords": "Counting the article's words"}
    found = version.report.get("baselines", {})
    rows = [
        (names.get(key, key), _figure(figures, "macro_f1"), _figure(figures, "accuracy_binary"))
        for key, figures in found.items()
    ]
    if not rows:
        return Section(title="Simple rules beside it", paragraphs=["Not measured."])
    own = version.cross_validation
    rows.append(("This version", _figure(own, "macro_f1"), _figure(own, "accuracy_binary")))
    head = ("Rule", "Macro F1", "Marketing or sales right")
    table = Table(caption="On the same rows of new domains", head=head, rows=rows)
    return Section(title="Simple rules beside it", tables=[table])


def _learning_curve(version: ModelVersion) -> Section:
    points = version.report.get("learning_curve", [])
    if not points:
        return Section(title="Would more examples help?", paragraphs=["Not measured."])
    rows = [
        (f"{one['n']:,}", _figure(one, "macro_f1"), _figure(one, "accuracy_binary"))
        for one in points
    ]
    head = ("Examples learned from", "Macro F1", "Marketing or sales right")
    table = Table(caption="On the same left-out domains", head=head, rows=rows)
    return Section(title="Would more examples help?", tables=[table], plot="learning_curve")


def _reliability(version: ModelVersion) -> Section:
    title = "Is it as sure as it should be?"
    after = version.report.get("after_calibration")
    if not after:
        return Section(title=title, paragraphs=["Not measured."])
    before = version.report["before_calibration"]
    rows = [
        (f"{one['confidence']:.1%}", f"{one['accuracy']:.1%}", f"{one['n']:,}")
        for one in after["bins"]
    ]
    table = Table(caption="After calibration", head=("How sure", "Right", "Rows"), rows=rows)
    return Section(
        title=title,
        paragraphs=[
            f"Calibration error on new domains: {_figure(after, 'ece')} after calibration, "
            f"{_figure(before, 'ece')} before."
        ],
        tables=[table],
        plot="reliability",
    )


def _worst_domains(results: list[DomainResult]) -> Section:
    large = sorted((one for one in results if one.n >= MIN_ROWS), key=lambda one: one.accuracy)
    title = "Where it fails worst"
    if not large:
        return Section(title=title, paragraphs=[f"No domain has {MIN_ROWS} judged rows or more."])
    rows = [(one.domain, f"{one.accuracy:.1%}", f"{one.n:,}") for one in large[:WORST]]
    table = Table(caption="Worst domains", head=("Domain", "Likeliest is right", "Rows"), rows=rows)
    return Section(
        title=title,
        paragraphs=[
            f"Of {len(large):,} domains with at least {MIN_ROWS} rows, each judged by a model that "
            "saw nothing of it."
        ],
        tables=[table],
    )


def _limits() -> Section:
    return Section(
        title="Not for",
        paragraphs=[
            "Languages other than English; whole documents; judging people. A rule of the company "
            "charter or a curated label may decide before the model; these figures are the "
            "model's own.",
        ],
    )


def _figure(figures: Mapping[str, Any], key: str) -> str:
    value = figures.get(key)
    return "–" if value is None else f"{value:.3f}"


def _count(figures: Mapping[str, Any]) -> str:
    return f"{figures['n']:,}" if figures else "–"


def _interval(interval: Interval | None) -> str:
    return f"{interval.low:.3f} to {interval.high:.3f}" if interval else "–"
