"""How much memory and how many open files the processes of a site have, over time."""

import csv
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from .waiting import wait_until

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at a process."""

    at: float
    """Seconds since the first look."""
    memory: int
    """Bytes that it has in memory (RSS)."""
    files: int
    """Open file descriptors, sockets included."""


class Watch:
    """Looks at this site's web processes and its worker every so many seconds until closed."""

    def __init__(self, *, every: float = 5) -> None:
        """Begin to look; raises TimeoutError if there are not two web processes and a worker."""
        wait_until(lambda: len(_processes()) == 3, 30)
        self._processes = _processes()
        self.samples: dict[str, list[Sample]] = {name: [] for name in self._processes}
        self.ended: list[str] = []
        """Processes that ended while they were looked at."""
        self._began, self._every = time.monotonic(), every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._stop.set()
        self._thread.join()

    def write(self, folder: Path) -> None:
        """Write a CSV file for each process."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, samples in self.samples.items():
            with (folder / f"{name.replace(' ', '-')}.csv").open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(("seconds", "rss", "files"))
                writer.writerows((f"{one.at:.1f}", one.memory, one.files) for one in samples)

    def _look(self) -> None:
        while not self._stop.wait(self._every):
            for name, process in list(self._processes.items()):
                try:
                    seen = process.memory_info().rss, process.num_fds()
                except psutil.NoSuchProcess:
                    self.ended.append(name)
                    del self._processes[name]
                else:
                    self.samples[name].append(Sample(time.monotonic() - self._began, *seen))


def floors(samples: Sequence[Sample], *, after: float, parts: int) -> list[Sample]:
    """Cut the time since `after` into parts and return the least of memory and files of each.

    What is needed for a moment only, as by a training, is in no floor; what is kept is in all.
    """
    late = [one for one in samples if one.at >= after]
    return [
        Sample(
            float(np.mean([one.at for one in part])),
            min(one.memory for one in part),
            min(one.files for one in part),
        )
        for part in (
            late[n * len(late) // parts : (n + 1) * len(late) // parts] for n in range(parts)
        )
        if part
    ]


def growth(samples: Sequence[Sample]) -> float:
    """Return by how much of itself memory grows in ten minutes, by least squares."""
    times, sizes = np.array([(one.at, one.memory) for one in samples]).T
    slope, _ = np.polyfit(times, sizes, 1)
    return float(600 * slope / sizes.mean())


def _processes() -> dict[str, psutil.Process]:
    """Return the web processes and the worker that this process started, by name."""
    found: dict[str, psutil.Process] = {}
    children = psutil.Process().children(recursive=True)
    masters = [one.pid for one in children if "gunicorn" in " ".join(one.cmdline()[:2])]
    web = sorted(one.pid for one in children if one.ppid() in masters)
    found |= {f"web {n}": psutil.Process(pid) for n, pid in enumerate(web, start=1)}
    workers = (one for one in children if one.cmdline()[1:3] == ["manage.py", "worker"])
    found |= dict(zip(["worker"], workers, strict=False))
    return found
