"""Probabilities and shares as people read them."""

from collections.abc import Mapping
from itertools import accumulate

from django import template

register = template.Library()


@register.filter
def percent(share: object) -> str:
    """Return a share of 0 to 1 as whole per cent: never 0 or 100 unless it is exactly that.

    A figure that is missing is a dash, as it is in `points`.
    """
    if not isinstance(share, int | float):
        return "–"
    if 0 < share < 0.01:
        return "< 1 %"
    if 0.99 < share < 1:
        return "> 99 %"
    return f"{share:.0%}".replace("%", " %")


@register.filter
def hundredths(share: float | None) -> str:
    """Return a share of 0 to 1 as a number of 0 to 100 for the width of a bar."""
    return f"{100 * (share or 0):.1f}"


@register.filter
def points(share: object) -> str:
    """Return a figure of 0 to 1 with three places."""
    return f"{share:.3f}" if isinstance(share, int | float) else "–"


@register.filter
def signed_points(difference: float) -> str:
    """Return a difference of figures with its sign and three places."""
    return f"{difference:+.3f}".replace("-", "−")


@register.filter
def get(mapping: dict[str, object], name: str) -> object:
    """Return the value under `name`, or nothing."""
    return mapping.get(name)


@register.filter
def stacked(mix: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """Return name, start and length of each share of a bar, in the units of the shares."""
    starts = accumulate(mix.values(), initial=0)
    return [(name, start, share) for (name, share), start in zip(mix.items(), starts, strict=False)]
