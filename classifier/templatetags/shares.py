"""Probabilities and shares as people read them."""

from collections.abc import Iterable, Mapping
from itertools import accumulate

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from classifier.core.highlighting import Piece
from classifier.core.per_cent import name_per_cent

register = template.Library()


@register.filter
def percent(share: object) -> str:
    """Return a share of 0 to 1 by `name_per_cent`; a missing one is a dash, as in `points`."""
    return name_per_cent(share) if isinstance(share, int | float) else "–"


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


@register.simple_tag
def badge(outcome: str) -> SafeString:
    """Return an outcome or label as a badge: a word and a mark, not colour alone."""
    return format_html(
        '<span class="badge badge--{0}">'
        '<span class="badge__mark" aria-hidden="true"></span>{0}</span>',
        outcome,
    )


@register.simple_tag
def bar(side: str, share: float) -> SafeString:
    """Return a share of 0 to 1 as a bar in the colour of `side`, and its figure."""
    return format_html(
        '<svg class="bar bar--{}" viewBox="0 0 100 10" preserveAspectRatio="none" '
        'aria-hidden="true" focusable="false"><rect class="bar__track" width="100" height="10"/>'
        '<rect class="bar__fill" width="{}" height="10"/></svg><span class="bar__figure">{}</span>',
        side,
        hundredths(share),
        percent(share),
    )


@register.simple_tag
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Return a text whose telling words are marked by the side they speak for."""
    return mark_safe("".join(map(_marked, pieces)))  # noqa: S308 - each piece is escaped


def _marked(piece: Piece) -> str:
    if not piece.side:
        return escape(piece.text)
    return format_html(
        '<mark class="word word--{0} word--{1}" title="speaks for {0}: {2}">{3}'
        '<span class="visually-hidden"> (speaks for {0})</span></mark>',
        piece.side,
        piece.strength,
        f"{piece.push:.2f}",
        piece.text,
    )
