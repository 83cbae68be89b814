"""Bad logins by several clients, with forged addresses and ever other names.

Started by `drills.login_flood` as a process of its own, so that those who send them do not slow
down those who measure. For each line of its input, a number, it sends so many logins and prints
how often each status came, as JSON.
"""

import argparse
import collections
import json
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing

from .staff_browser import LOGIN, StaffBrowser

KNOWN = "drill"
"""A name that exists; every third login has it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Say that it is ready, then send what is asked for until the input ends."""
    parser = argparse.ArgumentParser(prog="python -m drills.bad_logins", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--clients", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True, help="logins a second; 0: no pause")
    options = parser.parse_args(arguments)
    print("ready", flush=True)
    sent = 0
    for line in sys.stdin:
        statuses = send(options.url, range(sent, sent + int(line)), options.clients, options.rate)
        print(json.dumps(statuses), flush=True)
        sent += int(line)
    return 0


def send(url: str, logins: range, clients: int, rate: float) -> collections.Counter[int]:
    """Send the logins of these numbers; return how often each status came."""
    statuses: collections.Counter[int] = collections.Counter()
    pause = clients / rate if rate else 0
    began = time.monotonic()

    def send_share(client: int) -> None:
        with closing(StaffBrowser(url)) as browser:
            browser.get(LOGIN)
            for turn, number in enumerate(logins[client::clients]):
                wait = began + (turn + client / clients) * pause - time.monotonic()
                time.sleep(max(0, wait))
                name = KNOWN if number % 3 == 0 else f"somebody {number}"
                forged = {"X-Forwarded-For": f"203.0.{number // 250 % 250}.{number % 250}"}
                page = browser.log_in(name, f"guess {number}", headers=forged)
                statuses[page.status_code] += 1

    threads = [threading.Thread(target=send_share, args=(one,)) for one in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


if __name__ == "__main__":
    raise SystemExit(main())
