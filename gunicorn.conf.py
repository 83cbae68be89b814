"""How gunicorn serves the site; it reads this file by itself, options on its line come first.

Its access log stays off: the site logs its requests itself, without what people searched for.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from environs import Env

here = Path(__file__).resolve().parent
env = Env()
env.read_env(here / ".env", recurse=False)
metrics = env.path("DATA_DIR", here / "data") / "metrics" if env.bool("METRICS", False) else None

workers = env.int("WEB_CONCURRENCY", 2)
logger_class = "mvsite.gunicorn_log.GunicornLog"
worker_class = "mvsite.patient_worker.PatientWorker"  # threads never wait for slow senders
threads = 4
timeout = graceful_timeout = 30  # longer than the database makes a request wait
max_requests, max_requests_jitter = 5_000, 500  # the jitter keeps processes from starting at once
limit_request_line = 4_094
umask = 0o077
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Throw away the counts of processes that are gone, before there are new ones."""
    if metrics:
        shutil.rmtree(metrics, ignore_errors=True)
        metrics.mkdir(mode=0o700, parents=True)


def post_worker_init(worker: Any) -> None:
    """Have the model in memory before the first request comes: the database may be away by then."""
    from classifier.services.classification import warm_up

    warm_up()
    # Five times sooner than Python's own: whoever comes back from a query or a socket waits that
    # long for a thread that renders a page, and again after the next query.
    sys.setswitchinterval(0.001)


def child_exit(server: Any, worker: Any) -> None:
    """Take a process that ended out of the figures of those that live."""
    if metrics:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
