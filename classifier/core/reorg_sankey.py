"""The geometry of the flow chart: teams today on the left, as proposed on the right."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .reorg import Team
from .reorg_totals import NOUGHT, Flow

WIDTH, HEIGHT = 800, 360
_BAR, _GAP, _EDGE, _TOP = 18, 28, 170, 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A team on one side; `x`, `y`, `width` and `height` in the units of the view box."""

    team: Team
    is_after: bool
    x: float
    y: float
    width: float
    height: float
    flows: tuple[Flow, ...]

    @property
    def hours(self) -> Decimal:
        """Hours of the team on this side."""
        return sum((flow.amount.hours for flow in self.flows), NOUGHT)

    @property
    def middle(self) -> float:
        """Height of its label."""
        return round(self.y + self.height / 2, 1)

    @property
    def label_x(self) -> float:
        """Where its label starts or ends."""
        return self.x + _BAR + 10 if self.is_after else self.x - 10


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A flow as an SVG path."""

    flow: Flow
    path: str


@dataclass(frozen=True, slots=True)
class Sankey:
    """A drawing of `WIDTH` by `HEIGHT`."""

    bars: list[Bar]
    ribbons: list[Ribbon]
    width: int = WIDTH
    height: int = HEIGHT


def draw_sankey(flows: Iterable[Flow]) -> Sankey:
    """Return the drawing; heights are in proportion to hours, or to tasks if there are none."""
    drawn = list(flows)
    by_hours = any(flow.amount.hours for flow in drawn)
    sizes = {
        (flow.source, flow.target): float(flow.amount.hours if by_hours else flow.amount.tasks)
        for flow in drawn
    }
    total = sum(sizes.values())
    if not total:
        return Sankey([], [])
    sides = max(len({flow.source for flow in drawn}), len({flow.target for flow in drawn}))
    scale = (HEIGHT - 2 * _TOP - _GAP * (sides - 1)) / total
    left = _bars(drawn, sizes, scale, is_after=False)
    right = _bars(drawn, sizes, scale, is_after=True)
    tops = {(bar.team, bar.is_after): bar.y for bar in left + right}
    ribbons = []
    for flow in drawn:
        thickness = sizes[flow.source, flow.target] * scale
        start, end = tops[flow.source, False], tops[flow.target, True]
        tops[flow.source, False] += thickness
        tops[flow.target, True] += thickness
        if thickness:
            ribbons.append(Ribbon(flow, _path(start, end, thickness)))
    return Sankey(left + right, ribbons)


def _bars(
    flows: list[Flow], sizes: dict[tuple[Team, Team], float], scale: float, *, is_after: bool
) -> list[Bar]:
    bars, y = [], float(_TOP)
    for team in Team:
        mine = tuple(flow for flow in flows if (flow.target if is_after else flow.source) is team)
        if not mine:
            continue
        height = sum(sizes[flow.source, flow.target] for flow in mine) * scale
        x = WIDTH - _EDGE - _BAR if is_after else _EDGE
        bars.append(Bar(team, is_after, x, round(y, 1), _BAR, round(max(height, 1), 1), mine))
        y += height + _GAP
    return bars


def _path(start: float, end: float, thickness: float) -> str:
    left, right = _EDGE + _BAR, WIDTH - _EDGE - _BAR
    middle = WIDTH / 2
    return (
        f"M{left} {start:.1f} C{middle} {start:.1f} {middle} {end:.1f} {right} {end:.1f} "
        f"L{right} {end + thickness:.1f} "
        f"C{middle} {end + thickness:.1f} {middle} {start + thickness:.1f} "
        f"{left} {start + thickness:.1f} Z"
    )
