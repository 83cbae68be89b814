"""Labelled texts as our files and those of other labelling tools hold them.

A format is recognised by what a file holds, never by its name.
"""

from .reading import Entry, Limits, Reading, read_records
from .record import Change, Past, Record
from .writing import FORMATS, Format, write_records

__all__ = [
    "FORMATS",
    "Change",
    "Entry",
    "Format",
    "Limits",
    "Past",
    "Reading",
    "Record",
    "read_records",
    "write_records",
]
