"""What lies in a site's data folder, looked at again and again."""

from collections import Counter
from pathlib import Path

MOST = {"models": 7, "batches": 8, "others": 4}
"""Files that may lie in each folder: versions that are kept, one person's batches, databases."""


class DataFolder:
    """Counts the files of each folder when asked to."""

    def __init__(self, path: Path) -> None:
        """Look at the files that are there now."""
        self._path = path
        self._first = self._count()
        self._last = self._first
        self._most = self._first

    def look(self) -> None:
        """Count the files, as they are after what is forgotten daily was forgotten."""
        self._last = self._count()
        self._most = self._most | self._last

    def is_bounded(self) -> bool:
        """Return whether there never were more files than are meant to be kept."""
        return all(
            count <= max(self._first[name], MOST.get(name, 0)) for name, count in self._most.items()
        )

    def seen(self) -> str:
        """Return the counts at the beginning, at the end and at most."""
        names = sorted(self._most)
        return "; ".join(
            f"{name} {self._first[name]}, at most {self._most[name]}, at the end {self._last[name]}"
            for name in names
        )

    def _count(self) -> Counter[str]:
        """Return how many files there are in each folder; of what stands outside, one by one."""
        files = (path.relative_to(self._path) for path in self._path.rglob("*") if path.is_file())
        journals = ("-journal", "-wal", "-shm")
        names = (one.parts[0] for one in files if not one.name.endswith(journals))
        return Counter(name if (self._path / name).is_dir() else "others" for name in names)
