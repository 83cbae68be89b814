"""Shares in whole per cent, as people read them; counts as shares that add up to 100."""

from collections import Counter
from collections.abc import Mapping


def name_per_cent(share: float) -> str:
    """Return a share of 0 to 1 as whole per cent: never 0 or 100 unless it is exactly that."""
    if 0 < share < 0.01:
        return "< 1 %"
    if 0.99 < share < 1:
        return "> 99 %"
    return f"{share:.0%}".replace("%", " %")


def whole_per_cent(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the share of each name in whole per cent, most first; nothing for no counts.

    By largest remainder: the points lost by rounding down go to those that lost most.
    """
    total = sum(counts.values())
    exact = {name: 100 * count / total for name, count in Counter(counts).most_common() if count}
    shares = {name: int(share) for name, share in exact.items()}
    by_loss = sorted(exact, key=lambda name: shares[name] - exact[name])
    for name in by_loss[: 100 - sum(shares.values())] if exact else ():
        shares[name] += 1
    return shares
