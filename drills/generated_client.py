"""Generate a client from the OpenAPI file with a public generator, then ask and run a batch.

Run it with `make generated-client`; it serves a site of its own with a worker.
"""

import importlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from .served_api import Served, served

_BIN = Path(sys.executable).parent
_PACKAGE = "mvsite_client"
TEXTS = ["Cold call prospects", "Draft a press release", "Ring back motorists"]


def main() -> int:
    """Return 0 if the client classified and its batch came back whole."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").mkdir()
        with served(folder / "data", worker=True) as site:
            generate(site, folder)
            sys.path.insert(0, name)
            classified = classify(site)
            print(f"classified: {classified}")
            rows = run_batch(site)
            print(f"batch: {len(rows)} rows\n" + "\n".join(rows))
    return 0 if classified and len(rows) == len(TEXTS) else 1


def generate(site: Served, folder: Path) -> None:
    """Write the client into `folder`; raises CalledProcessError if any endpoint is left out."""
    subprocess.run(
        [
            str(_BIN / "openapi-python-client"), "generate", "--meta=none", "--fail-on-warning",
            f"--url={site.url}/api/v1/openapi.json", f"--output-path={folder / _PACKAGE}",
        ],
        env={**os.environ, "PATH": f"{_BIN}:{os.environ['PATH']}"},
        check=True,
    )  # fmt: skip


def classify(site: Served) -> list[str]:
    """Return the decisions on `TEXTS`, asked without a token."""
    client = _part("client").Client(base_url=site.url, raise_on_unexpected_status=True)
    body = _part("models").ManyTexts(texts=TEXTS)
    answers = _part("api.classify.classify").sync(client=client, body=body)
    return [answer.decision for answer in answers.answers]


def run_batch(site: Served, seconds: float = 60) -> list[str]:
    """Return the lines of the result of a batch of `TEXTS`."""
    client = _part("client").AuthenticatedClient(
        base_url=site.url, token=site.token, raise_on_unexpected_status=True
    )
    body = _part("models").Texts(texts=TEXTS)
    batch = _part("api.batches.create_batch").sync(client=client, body=body)
    deadline = time.monotonic() + seconds
    while batch.state in ("queued", "running") and time.monotonic() < deadline:
        time.sleep(0.2)
        batch = _part("api.batches.get_batch").sync(batch.id, client=client)
    kind = _part("models").GetBatchResultFormat("jsonl")
    result = _part("api.batches.get_batch_result").sync(batch.id, client=client, format_=kind)
    text: str = result
    return text.splitlines()


def _part(name: str) -> Any:
    return importlib.import_module(f"{_PACKAGE}.{name}")


if __name__ == "__main__":
    sys.exit(main())
