"""Counts as whole per cent that add up to 100."""

from collections import Counter
from collections.abc import Mapping


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
