"""Send the running API thousands of made-up requests, good and bad, and check every answer.

Run it with `make fuzz-api`; it serves a site of its own, and fails if any check of schemathesis
does: no 5xx, only statuses, types, headers and bodies that the description tells of, bad input
refused, good input taken, no endpoint open that should not be.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .served_api import ROOT, served


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if nothing failed."""
    parser = argparse.ArgumentParser(prog="python -m drills.fuzz_api", description=__doc__)
    parser.add_argument("--examples", type=int, default=60, help="of each endpoint (default: 60)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    unlimited = {"API_RATE_TOKEN": "1000000000", "API_RATE_ANONYMOUS": "1000000000"}
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), settings=unlimited) as site:
        command = [
            str(Path(sys.executable).with_name("st")), "run", f"{site.url}/api/v1/openapi.json",
            f"--header=Authorization: Bearer {site.token}", "--checks=all",
            f"--max-examples={options.examples}", f"--seed={options.seed}",
            "--continue-on-failure", "--warnings=off", "--no-color",
        ]  # fmt: skip
        hooks = {"SCHEMATHESIS_HOOKS": "drills.fuzz_hooks", "PYTHONPATH": str(ROOT)}
        environment = {**os.environ, **hooks}
        return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
