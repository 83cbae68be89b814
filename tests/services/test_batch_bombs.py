"""Files that would fill memory, read files or call out: measured in a process of their own."""

from pathlib import Path

import pytest

from ..batch_bombs import huge_shared_strings, one_string_many_times, take_in_apart
from ..broken_files import SOUND, entity, far_cell, many_parts, repacked, too_much, zip_bomb

MEGABYTES = 200
SECONDS = 2
"""Of the processor, so that a busy machine fails nothing."""

LAUGHS = b'<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)


def check(content, folder, status, message):
    found = take_in_apart(content(), folder)
    assert (found["status"], found["left"]) == (status, []), found["message"]
    assert message in found["message"]
    assert found["seconds"] < SECONDS
    assert found["megabytes"] < MEGABYTES
    return found


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (zip_bomb, "more than 100 times its size"),
        (many_parts, "parts; the limit is 200"),
        (too_much, "more than 100 MB"),
    ],
)
def test_b35_zip_bombs_cost_neither_time_nor_memory(tmp_path, content, message):
    check(content, tmp_path, 413, message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (huge_shared_strings, "more than 100 MB"),
        (lambda: one_string_many_times(300_000, 15_000), "same long text"),
    ],
    ids=["1 GB", "one text in many cells"],
)
def test_b36_shared_strings_cost_neither_time_nor_memory(tmp_path, content, message):
    check(content, tmp_path, 413, message)


def test_b37_a_forged_dimension_costs_neither_time_nor_memory(tmp_path):
    check(far_cell, tmp_path, 400, "row 1,048,576 and column 16,384")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (lambda: entity(LAUGHS), "XML entities"),
        (lambda: entity(b'<!ENTITY a SYSTEM "file:///etc/passwd">'), "XML entities"),
        (lambda: entity(b'<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;'), "XML entities"),
        (
            lambda: repacked(
                lambda _, old: old,
                **{
                    "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
                    "xl/externalLinks/_rels/externalLink1.xml.rels": b"<Relationships>"
                    b'<Relationship Target="file:///etc/passwd" TargetMode="External"/>'
                    b"</Relationships>",
                },
            ),
            "links to other files",
        ),
    ],
    ids=["laughs", "file", "address", "link"],
)
def test_b39_entities_and_links_open_no_file_and_no_socket(tmp_path, content, message):
    found = check(content, tmp_path, 400, message)
    assert not [act for act in found["acts"] if not is_our_own(act, tmp_path)]


def test_b39_the_watch_would_have_seen_it(tmp_path):
    found = take_in_apart(SOUND, tmp_path)
    assert found["status"] == 200
    assert any(name.endswith(".rows") for name in found["left"])
    assert any(act[1].endswith(".new") for act in found["acts"])


def is_our_own(act: list[str], folder: Path) -> bool:
    """Whether an act is the file that is kept, or Python reading its own modules."""
    event, what = act
    return event == "open" and (what.startswith(str(folder)) or what.endswith((".pyc", ".py")))
