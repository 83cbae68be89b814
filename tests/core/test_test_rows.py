import pytest

from classifier.core.test_rows import is_test_row

from ..corpus import sentences

SHARE = 0.1


def test_about_the_share_is_locked():
    locked = [is_test_row(one.text, SHARE) for one in sentences()]
    assert sum(locked) / len(locked) == pytest.approx(SHARE, abs=0.02)


def test_near_copies_fall_on_one_side():
    for one in sentences()[:500]:
        side = is_test_row(one.text, SHARE)
        assert is_test_row(one.text.upper() + "!!", SHARE) is side
        assert is_test_row(f"12 {one.text}", SHARE) is side
        assert is_test_row(" ".join(reversed(one.text.split())), SHARE) is side


def test_no_share_locks_nothing():
    assert not any(is_test_row(one.text, 0) for one in sentences()[:100])
