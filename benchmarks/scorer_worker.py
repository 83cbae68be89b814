"""A process that holds one scorer and scores when it is told to; see `scorer_speed`.

`python -m benchmarks.scorer_worker NAME FOLDER` reads a JSON list of lists of texts a line, scores
each list by itself, and answers with a JSON line: seconds by clock and of CPU, list by list, and
the peak of its memory in MB.
"""

import json
import sys
import time
from pathlib import Path

from .memory import peak_memory
from .scorers import SCORERS


def main() -> None:
    """Answer until there is nothing more to read."""
    name, folder = sys.argv[1:]
    score = SCORERS[name].load(Path(folder))
    for line in sys.stdin:
        wall, cpu = [], []
        for texts in json.loads(line):
            started = time.perf_counter(), time.process_time()
            score(texts)
            wall.append(time.perf_counter() - started[0])
            cpu.append(time.process_time() - started[1])
        print(json.dumps({"wall": wall, "cpu": cpu, "memory": peak_memory()}), flush=True)


if __name__ == "__main__":
    main()
