"""Plots for docs/benchmarks.md as plain SVG: bars for speeds, lines for growth; logarithmic."""

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import chain
from pathlib import Path

from classifier.core.plotting import Axis, Dot, polyline

_WIDTH = 720
_COLOURS = ("#1f5aa6", "#b3541e", "#3b7a4b", "#6b4c9a")
_DASHES = ("", "6 3", "2 3", "8 3 2 3")
Points = Mapping[float, float]


def draw_bars(path: Path, title: str, values: Mapping[str, float]) -> None:
    """Write a bar for each of `values`, all above 0, with its number."""
    axis = _axis(values.values(), 320, _WIDTH - 90)
    parts = [_text(16, 24, title, size=15)]
    for row, (name, value) in enumerate(values.items()):
        top, end = 44 + 30 * row, axis.place(math.log10(value))
        parts += [
            _text(16, top + 15, name.replace("**", "")),
            f'<rect x="320" y="{top}" width="{end - 320}" height="20" fill="{_COLOURS[0]}"/>',
            _text(end + 6, top + 15, _number(value)),
        ]
    _write(path, title, 60 + 30 * len(values), parts)


def draw_growth(
    path: Path, title: str, lines: Mapping[str, Points], *, across: str, up: str
) -> None:
    """Write a line for each of `lines`, points of figures above 0: what grows by how much."""
    x = _axis(chain.from_iterable(lines.values()), 80, _WIDTH - 48)
    y = _axis((v for line in lines.values() for v in line.values()), 320, 60)
    parts = [_text(16, 24, title, size=15), _text(16, 48, up), _text(_WIDTH // 2, 360, across)]
    for value in range(round(x.low), round(x.high) + 1):
        parts += [_text(x.place(value) - 14, 340, _number(10.0**value))]
    for value in range(round(y.low), round(y.high) + 1):
        at = y.place(value)
        parts += [
            f'<path d="M80 {at}H{_WIDTH - 48}" stroke="#d5d5d5"/>',
            _text(16, at + 4, _number(10.0**value)),
        ]
    for number, (name, points) in enumerate(lines.items()):
        dots = [Dot(x.place(math.log10(n)), y.place(math.log10(v))) for n, v in points.items()]
        parts += _line(name, dots, number)
    _write(path, title, 390 + 22 * len(lines), parts)


def _line(name: str, dots: Sequence[Dot], number: int) -> list[str]:
    colour, top = _COLOURS[number % 4], 390 + 22 * number
    stroke = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{_DASHES[number % 4]}"'
    marks = [f'<circle cx="{dot.x}" cy="{dot.y}" r="4" fill="{colour}"/>' for dot in dots]
    return [
        f'<polyline points="{polyline(dots)}" fill="none" {stroke}/>',
        *marks,
        f'<path d="M80 {top - 4}h40" {stroke}/>',
        _text(130, top, name),
    ]


def _axis(values: Iterable[float], start: float, end: float) -> Axis:
    found = [math.log10(value) for value in values]
    low, high = math.floor(min(found)), math.ceil(max(found))
    return Axis(low=low, high=max(high, low + 1), start=start, end=end)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _text(x: float, y: float, text: str, *, size: int = 13) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="#222">{escape(text)}</text>'


def _write(path: Path, title: str, height: int, parts: Sequence[str]) -> None:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'font-family="sans-serif"><title>{escape(title)}</title>'
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>'
    )
    path.write_text("\n".join([head, *parts, "</svg>"]) + "\n", encoding="utf-8")
