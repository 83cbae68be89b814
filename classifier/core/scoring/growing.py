"""An array that grows at its end; what was handed out before stays as it was."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Rows = Sequence[Any] | NDArray[Any]


class Growing:
    """Rows of numbers; room is doubled when it runs out, so that growing costs little."""

    def __init__(self, dtype: DTypeLike, width: int | None = None, *, first: Rows = ()) -> None:
        """Hold numbers, or rows of `width` numbers, `first` ones to begin with."""
        shape = (64,) if width is None else (64, width)
        self._rows: NDArray[Any] = np.empty(shape, dtype)
        self._count = 0
        self.extend(first)

    def extend(self, rows: Rows) -> None:
        """Add rows at the end."""
        needed = self._count + len(rows)
        if needed > len(self._rows):
            grown = np.empty(
                (max(needed, 2 * len(self._rows)), *self._rows.shape[1:]), self._rows.dtype
            )
            grown[: self._count] = self._rows[: self._count]
            self._rows = grown
        if len(rows):
            self._rows[self._count : needed] = rows
        self._count = needed

    @property
    def filled(self) -> NDArray[Any]:
        """The rows so far, without copying; later ones do not join them."""
        return self._rows[: self._count]
