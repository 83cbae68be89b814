"""A site on several machines: a web process and a worker on each, one database, one Redis."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .machines import Machine, Network
from .served_api import (
    ROOT,
    WORKER,
    environment_of,
    free_port,
    install,
    wait_until_ready,
    web_command,
)
from .servers import own_postgres, own_redis

PORT = 8000
_ALONE = ("--workers=1", "--max-requests=0")  # renewing processes is another matter
KEY = "one key of a drill for all its machines, and for nothing else"


@dataclass(slots=True)
class Cluster:
    """Machines with their processes, each of which can be killed and started again."""

    machines: list[Machine]
    environments: dict[str, dict[str, str]]
    ports: dict[str, int]
    token: str
    database: str
    worker: list[str]
    """The command of a worker."""
    _up: str = "readyz"
    """The page that says that a web process is up."""
    _processes: dict[tuple[str, str], subprocess.Popen[bytes]] = field(default_factory=dict)

    def url(self, machine: Machine) -> str:
        """Return where the site of a machine is."""
        return f"http://{machine.address}:{self.ports[machine.name]}"

    def start(self, machine: Machine, kind: str) -> None:
        """Start the `web` process or the `worker` of a machine; wait until the first is ready."""
        bind = f"{machine.address}:{self.ports[machine.name]}"
        command = web_command(bind, *_ALONE) if kind == "web" else self.worker
        self._processes[machine.name, kind] = subprocess.Popen(
            [*machine.prefix, *command],
            cwd=ROOT,
            env=self.environments[machine.name],
            start_new_session=True,
        )
        if kind == "web":
            wait_until_ready(f"{self.url(machine)}/{self._up}")

    def kill(self, machine: Machine, kind: str) -> None:
        """End a process and its children at once, as a power cut does."""
        process = self._processes.pop((machine.name, kind))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def pause(self, machine: Machine, kind: str) -> None:
        """Have a process do nothing until it may `go_on`."""
        os.killpg(self._processes[machine.name, kind].pid, signal.SIGSTOP)

    def go_on(self, machine: Machine, kind: str) -> None:
        """Let a paused process run."""
        os.killpg(self._processes[machine.name, kind].pid, signal.SIGCONT)

    def kill_all(self) -> None:
        """End all processes."""
        for name, kind in list(self._processes):
            self.kill(next(one for one in self.machines if one.name == name), kind)


@contextmanager
def cluster(
    folder: Path,
    net: Network,
    *,
    lease: int = 30,
    together: bool = True,
    worker: Sequence[str] = WORKER,
) -> Iterator[Cluster]:
    """Set up a site, serve it on all machines of `net`, end all processes after.

    `together` says whether the machines share the folders of models and batches, as they must;
    `worker` is the command of their workers.
    """
    with (
        own_postgres(host=net.host, networks=[net.subnet]) as database,
        own_redis(host=net.host) as cache,
    ):
        environments = {}
        for machine in net.machines:
            own = folder / machine.name
            own.mkdir()
            files = folder if together else own
            environments[machine.name] = environment_of(
                own,
                {
                    "DATABASE_URL": database,
                    "CACHE_URL": cache.url,
                    "SECRET_KEY": KEY,
                    "ALLOWED_HOSTS": machine.address,
                    "API_RATE_TOKEN": "1000000000",
                    "LOG_LEVEL": "ERROR" if together else "CRITICAL",
                    "LEASE_SECONDS": str(lease),
                    "MODEL_DIR": str(files / "models"),
                    "BATCH_DIR": str(files / "batches"),
                    "STATIC_ROOT": str(folder / "static"),
                },
            )
        token = install(environments[net.machines[0].name], folder)
        ports = {one.name: PORT if one.prefix else free_port() for one in net.machines}
        up = "readyz" if together else "healthz"
        made = Cluster(net.machines, environments, ports, token, database, list(worker), up)
        try:
            for machine in net.machines:
                made.start(machine, "web")
                made.start(machine, "worker")
            yield made
        finally:
            made.kill_all()
