from classifier.core.card import Card, Section, Table

CARD = Card(
    title="Version 1",
    sections=[
        Section(
            title="Data",
            paragraphs=["Two lines\nin one", "<script>alert(1)</script> [link](x)"],
            tables=[Table(caption="By domain", head=("Name", "n"), rows=[("a|b\nc", "1")])],
        )
    ],
)


def test_a_card_is_plain_markdown():
    lines = CARD.as_markdown().splitlines()
    assert lines[:5] == ["# Version 1", "", "## Data", "", "Two lines in one"]
    assert lines[-3:] == ["| Name | n |", "| --- | --- |", r"| a\|b c | 1 |"]


def test_no_text_can_break_out_of_its_place():
    text = CARD.as_markdown()
    assert r"\<script\>alert(1)\</script\> \[link\](x)" in text
    assert all(
        line.count("|") - line.count(r"\|") == 3 for line in text.splitlines() if "|" in line
    )
