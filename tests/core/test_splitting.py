import pytest

from classifier.core.splitting import split_tasks


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        ("Call clients", ["Call clients"]),
        ("Call clients\n\n  Write ads  \n", ["Call clients", "Write ads"]),
        ("- Call clients\n* Write ads\n• Plan", ["Call clients", "Write ads", "Plan"]),
        ("1. Call clients\n2) Write ads\n(3) Plan", ["Call clients", "Write ads", "Plan"]),
        ("a) Call clients\nb) Write ads", ["Call clients", "Write ads"]),
        ("Duties: • Call clients • Write ads", ["Duties:", "Call clients", "Write ads"]),
        ("Call clients\r\n---\r\nWrite ads", ["Call clients", "Write ads"]),
        ("Negotiate - and close - deals", ["Negotiate - and close - deals"]),
        ("3.5 % price rise", ["3.5 % price rise"]),
        ("???", ["???"]),
    ],
)
def test_lists_are_taken_apart(text, tasks):
    assert split_tasks(text) == tasks
