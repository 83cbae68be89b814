"""Requests measured in this process: what the site itself takes, without network and browser."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from django.http import HttpResponseBase

HEAD = "| request | p50, ms | p95, ms | CPU p50, ms | bytes |\n|---|--:|--:|--:|--:|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Milliseconds of one request, asked again and again."""

    title: str
    p50: float
    p95: float
    cpu: float
    """Median of this process's own computing: what is left of `p50` on an idle machine, apart from
    waiting for a database server."""
    size: int
    """Bytes of the answer."""

    def as_row(self) -> str:
        """Return the row of the Markdown table."""
        return (
            f"| {self.title} | {self.p50:.1f} | {self.p95:.1f} | {self.cpu:.1f} | {self.size:,} |"
        )


def measure(
    title: str, ask: Callable[[int], HttpResponseBase], *, times: int, status: int = 200
) -> Timing:
    """Return how long `ask` takes; it gets the number of the try.

    Two tries go unmeasured. Raises RuntimeError if an answer has another status.
    """
    logging.disable(logging.ERROR)
    tries = []
    for number in range(-2, times):
        started = time.perf_counter(), time.process_time()
        response = ask(number)
        tries.append((time.perf_counter() - started[0], time.process_time() - started[1]))
        if response.status_code != status:
            raise RuntimeError(f"{title}: status {response.status_code}, not {status}")
    wall, cpu = np.array(tries[2:]).T * 1000
    low, high = np.quantile(wall, [0.5, 0.95])
    size = len(getattr(response, "content", b""))
    return Timing(
        title=title, p50=float(low), p95=float(high), cpu=float(np.median(cpu)), size=size
    )
