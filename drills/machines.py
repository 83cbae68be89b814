"""Machines that are network namespaces of this one, joined by a bridge."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Machine:
    """An address, and what comes before a command so that it runs there."""

    name: str
    address: str
    prefix: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Network:
    """Machines, and the one they all reach: ours, where the servers of a drill are."""

    host: str
    subnet: str
    machines: list[Machine]


@contextmanager
def network(names: Sequence[str]) -> Iterator[Network]:
    """Yield a network of machines; where namespaces are not allowed, all share this machine's."""
    with ExitStack() as undone:
        try:
            found = _separate(names, undone)
        except (OSError, subprocess.CalledProcessError) as error:
            undone.close()
            print(f"No network namespaces here ({error}): all processes share this machine's.")
            here = [Machine(name, "127.0.0.1") for name in names]
            found = Network("127.0.0.1", "127.0.0.0/8", here)
        yield found


def _separate(names: Sequence[str], undone: ExitStack) -> Network:
    """Make a bridge with our end at .1, and a namespace at .2, .3, … for each name."""
    mark, third = f"mv{os.getpid()}", os.getpid() % 250
    subnet, bridge = f"10.213.{third}", f"{mark}br"
    _ip("link", "add", bridge, "type", "bridge")
    undone.callback(_ip, "link", "delete", bridge)
    _ip("address", "add", f"{subnet}.1/24", "dev", bridge)
    _ip("link", "set", bridge, "up")
    machines = []
    for number, name in enumerate(names, start=2):
        space, ours = f"{mark}{name}", f"{mark}{number}"
        _ip("netns", "add", space)
        undone.callback(_ip, "netns", "delete", space)
        peer = ["peer", "name", "eth0", "netns", space]
        _ip("link", "add", ours, "type", "veth", *peer)
        _ip("link", "set", ours, "master", bridge, "up")
        address = f"{subnet}.{number}"
        _ip("-n", space, "address", "add", f"{address}/24", "dev", "eth0")
        for device in ("eth0", "lo"):
            _ip("-n", space, "link", "set", device, "up")
        machines.append(Machine(name, address, ["ip", "netns", "exec", space]))
    return Network(f"{subnet}.1", f"{subnet}.0/24", machines)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)  # noqa: S607
