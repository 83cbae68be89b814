"""Where the marks of a plot stand: figures turned into places on a drawing."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A stretch of a drawing that stands for a range of figures."""

    low: float
    """The figure at `start`."""
    high: float
    """The figure at `end`; more than `low`."""
    start: float
    end: float

    def place(self, value: float) -> float:
        """Return where `value` stands, to a tenth."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self, count: int) -> list[tuple[float, float]]:
        """Return `count` figures at even distances, each with its place."""
        step = (self.high - self.low) / (count - 1)
        values = [self.low + number * step for number in range(count)]
        return [(value, self.place(value)) for value in values]


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark on a drawing."""

    x: float
    y: float
    radius: float = 4.0


def polyline(dots: Sequence[Dot]) -> str:
    """Return the dots as the `points` of an SVG polyline."""
    return " ".join(f"{dot.x},{dot.y}" for dot in dots)


def round_range(values: Sequence[float], *, step: float = 0.1) -> tuple[float, float]:
    """Return the multiples of `step` around all `values`; at least one step apart."""
    low = int(min(values) / step) * step
    high = -int(-max(values) // step) * step
    return low, max(high, low + step)
