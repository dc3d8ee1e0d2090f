"""Terrace's command line."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")  # noqa: TID251 -- before anything is read
    execute_from_command_line(sys.argv)
