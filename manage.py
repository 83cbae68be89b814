#!/usr/bin/env python
"""Run a command of the site: `manage.py help` lists them."""

import os
import sys


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mvsite.settings")
    if sys.argv[1:2] == ["worker"]:
        os.environ.setdefault("PROCESS", "worker")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
