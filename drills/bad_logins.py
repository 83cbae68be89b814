"""Bad logins by several clients, with forged addresses and ever other names.

Started by `drills.login_flood` as a process of its own, so that those who send them do not slow
down those who measure. Prints how often each status came, as JSON.
"""

import argparse
import collections
import json
import threading
import time
from collections.abc import Sequence
from contextlib import closing

from .staff_browser import LOGIN, StaffBrowser

KNOWN = "drill"
"""A name that exists; every third login has it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Send them all."""
    parser = argparse.ArgumentParser(prog="python -m drills.bad_logins", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--logins", type=int, required=True)
    parser.add_argument("--clients", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True, help="logins a second; 0: no pause")
    options = parser.parse_args(arguments)
    statuses: collections.Counter[int] = collections.Counter()
    pause = options.clients / options.rate if options.rate else 0
    began = time.monotonic()

    def send(client: int) -> None:
        with closing(StaffBrowser(options.url)) as browser:
            browser.get(LOGIN)
            for turn, number in enumerate(range(client, options.logins, options.clients)):
                wait = began + (turn + client / options.clients) * pause - time.monotonic()
                time.sleep(max(0, wait))
                name = KNOWN if number % 3 == 0 else f"somebody {number}"
                forged = {"X-Forwarded-For": f"203.0.{number // 250 % 250}.{number % 250}"}
                page = browser.log_in(name, f"guess {number}", headers=forged)
                statuses[page.status_code] += 1

    threads = [threading.Thread(target=send, args=(one,)) for one in range(options.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(statuses))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
