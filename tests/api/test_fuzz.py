"""The description and the API agree, on requests that nobody thought of."""

import subprocess

from drills.fuzz_api import fuzz


def test_no_made_up_request_breaks_what_the_description_promises(site):
    done = fuzz(site, examples=15, phases="examples,fuzzing", output=subprocess.PIPE)
    assert done.returncode == 0, done.stdout[:20_000]
