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

from .served_api import ROOT, Served, served

PHASES = "examples,coverage,fuzzing,stateful"


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if nothing failed."""
    parser = argparse.ArgumentParser(prog="python -m drills.fuzz_api", description=__doc__)
    parser.add_argument("--examples", type=int, default=120, help="of each endpoint (default: 120)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    unlimited = {"API_RATE_TOKEN": "1000000000", "API_RATE_ANONYMOUS": "1000000000"}
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), settings=unlimited) as site:
        return fuzz(site, examples=options.examples, seed=options.seed).returncode


def fuzz(
    site: Served, *, examples: int, seed: int = 1, phases: str = PHASES, output: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Send `examples` requests of each kind to each endpoint; the exit status is 0 if all held."""
    command = [
        str(Path(sys.executable).with_name("st")), f"--config-file={ROOT / 'drills/fuzz_api.toml'}",
        "run", f"{site.url}/api/v1/openapi.json", f"--header=Authorization: Bearer {site.token}",
        "--checks=all", f"--phases={phases}", f"--max-examples={examples}", f"--seed={seed}",
        "--continue-on-failure", "--generation-database=none", "--warnings=off", "--no-color",
    ]  # fmt: skip
    hooks = {"SCHEMATHESIS_HOOKS": "drills.fuzz_hooks", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, env={**os.environ, **hooks}, check=False, stdout=output, text=True
    )


if __name__ == "__main__":
    sys.exit(main())
