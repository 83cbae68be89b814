#!/bin/sh
# Find a Chromium for the browser tests, or get one: from the system's packages, else Playwright's.
set -eu
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    if $as_root apt-get update -qq && $as_root apt-get install -y -qq chromium; then
        exit 0
    fi
fi
.venv/bin/playwright install chromium
