"""Plots drawn on the server: SVG of attributes alone, each with its figures as a table."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from django import template

from classifier.core.plotting import Axis, Dot, polyline, round_range

register = template.Library()

LEFT, RIGHT, TOP, BOTTOM = 42.0, 292.0, 10.0, 210.0


@register.inclusion_tag("admin/classifier/charts/reliability.html")
def reliability_chart(reliability: Mapping[str, Any], name: str, heading: str) -> dict[str, Any]:
    """Draw confidence against accuracy; a dot's area is the share of rows in its bin.

    `reliability` is `core.reliability.Reliability` as plain data, `name` unique on the page.
    """
    x = Axis(low=0, high=1, start=LEFT, end=RIGHT)
    y = Axis(low=0, high=1, start=BOTTOM, end=TOP)
    bins = reliability["bins"]
    most = max((one["n"] for one in bins), default=1)
    dots = [
        Dot(
            x.place(one["confidence"]),
            y.place(one["accuracy"]),
            round(2 + 8 * sqrt(one["n"] / most), 1),
        )
        for one in bins
    ]
    return {
        "name": name,
        "heading": heading,
        "figures": reliability,
        "dots": dots,
        "points": polyline(dots),
        "x_ticks": x.ticks(6),
        "y_ticks": y.ticks(6),
    }


@register.inclusion_tag("admin/classifier/charts/learning_curve.html")
def learning_curve_chart(points: Sequence[Mapping[str, Any]], name: str) -> dict[str, Any]:
    """Draw quality on the same left-out domains by the number of examples learned from."""
    known = [one for one in points if None not in (one["macro_f1"], one["accuracy_binary"])]
    if not known:
        return {"name": name, "points": []}
    figures = [one[key] for one in known for key in ("macro_f1", "accuracy_binary")]
    low, high = round_range(figures)
    x = Axis(low=0, high=max(one["n"] for one in known), start=LEFT, end=RIGHT - 6)
    y = Axis(low=low, high=high, start=BOTTOM, end=TOP)
    f1 = [Dot(x.place(one["n"]), y.place(one["macro_f1"])) for one in known]
    accuracy = [Dot(x.place(one["n"]), y.place(one["accuracy_binary"])) for one in known]
    return {
        "name": name,
        "points": known,
        "f1": f1,
        "f1_line": polyline(f1),
        "accuracy": accuracy,
        "accuracy_line": polyline(accuracy),
        "x_ticks": x.ticks(3),
        "y_ticks": y.ticks(round((high - low) / 0.1) + 1),
    }


@register.inclusion_tag("admin/classifier/charts/drift.html")
def drift_chart(days: Sequence[Any], name: str) -> dict[str, Any]:
    """Draw the share of unsure and neither by day; `days` are `services.overview.DayShares`."""
    if not days:
        return {"days": []}
    _, high = round_range([share for day in days for share in (day.unsure, day.neither)])
    first, last = days[0].day.toordinal(), days[-1].day.toordinal()
    x = Axis(low=first, high=max(last, first + 1), start=LEFT, end=RIGHT - 6)
    y = Axis(low=0, high=high, start=BOTTOM, end=TOP)
    unsure = [Dot(x.place(day.day.toordinal()), y.place(day.unsure)) for day in days]
    neither = [Dot(x.place(day.day.toordinal()), y.place(day.neither)) for day in days]
    return {
        "name": name,
        "days": days,
        "unsure": unsure,
        "unsure_line": polyline(unsure),
        "neither": neither,
        "neither_line": polyline(neither),
        "y_ticks": y.ticks(3),
        "left": LEFT,
        "right": RIGHT,
    }


@register.inclusion_tag("admin/classifier/charts/bars.html")
def bars_chart(counts: Sequence[tuple[str, int]], total: int, what: str) -> dict[str, Any]:
    """Draw counts as bars in a table, the longest as wide as the column."""
    most = max((count for _, count in counts), default=0) or 1
    rows = [
        {
            "name": name,
            "count": count,
            "width": round(100 * count / most, 1),
            "share": count / total,
        }
        for name, count in counts
        if total
    ]
    return {"rows": rows, "what": what}
