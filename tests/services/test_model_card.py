"""What a version's model card says of its cut-offs."""

from dataclasses import asdict

from classifier.core.decision import CutOffs
from classifier.services.model_card import build_card


def test_the_card_of_a_version_that_names_no_owner_says_so(version):
    version.cut_offs = asdict(CutOffs(answer=1.0, coverage=0.0))
    assert "so it names no owner" in build_card(version).as_markdown()
