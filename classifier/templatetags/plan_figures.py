"""Hours, FTE, money and shares of plans as people read them."""

from decimal import Decimal

from django import template

from classifier.core.reorg_totals import Amount, TeamTotals

register = template.Library()


@register.filter
def figure(value: Decimal | int) -> str:
    """Return a number with its thousands set apart and no idle zeros: 1,234.5."""
    text = f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def signed(value: Decimal | int) -> str:
    """Return a change with its sign: +12.5, −3, 0."""
    if value == 0:
        return "0"
    size = value if value > 0 else -value
    return f"{'+' if value > 0 else '−'}{figure(size)}"


@register.filter
def fte(amount: Amount, hours_per_fte: Decimal) -> Decimal:
    """Return the full-time equivalents of an amount."""
    return amount.fte(hours_per_fte)


@register.filter
def net_fte(totals: TeamTotals, hours_per_fte: Decimal) -> Decimal:
    """Return the change in full-time equivalents, as the shown figures differ."""
    return totals.net_fte(hours_per_fte)


@register.filter
def per_cent(share: Decimal) -> str:
    """Return a share of 0 to 1 as per cent with one place: 7.5 %."""
    return f"{figure((share * 100).quantize(Decimal('0.1')))} %"


@register.filter
def team(name: str) -> str:
    """Return a team as people call it."""
    return "another team" if name == "another" else str(name)


@register.filter
def width(share: Decimal) -> str:
    """Return a share of 0 to 1 as a number of 0 to 100 for the width of a bar."""
    return f"{share * 100:.1f}"
