"""Is a probability what it says? Confidence against accuracy, bin by bin."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .evaluation import ECE_BINS, brier_score, calibration_error


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows whose likeliest class got about the same probability."""

    confidence: float
    """Mean probability of the likeliest class, 0 to 1."""
    accuracy: float
    """Share of the rows in which it was right, 0 to 1."""
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """A reliability diagram (DeGroot and Fienberg 1983) with its two figures."""

    bins: list[Bin]
    ece: float | None
    brier: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return the diagram as plain data, for JSON."""
        return asdict(self)


def measure_reliability(truth: NDArray[np.intp], probabilities: NDArray[np.float64]) -> Reliability:
    """Return the diagram of rows with class numbers `truth` (n,) and probabilities (n, 3)."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    places = np.minimum((confidence * ECE_BINS).astype(int), ECE_BINS - 1)
    bins = [
        Bin(float(confidence[at].mean()), float(right[at].mean()), int(at.sum()))
        for at in (places == place for place in np.unique(places))
    ]
    return Reliability(
        bins=bins,
        ece=calibration_error(truth, probabilities),
        brier=brier_score(truth, probabilities),
    )
