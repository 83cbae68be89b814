import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.core.splitting import Section, split_lines, split_tasks
from classifier.core.text import MAX_TEXT


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        ("Call clients", ["Call clients"]),
        ("Call clients\n\n  Write ads  \n", ["Call clients", "Write ads"]),
        ("- Call clients\n* Write ads\n• Plan", ["Call clients", "Write ads", "Plan"]),
        ("1. Call clients\n2) Write ads\n(3) Plan", ["Call clients", "Write ads", "Plan"]),
        ("a) Call clients\nb) Write ads", ["Call clients", "Write ads"]),
        ("Duties: • Call clients • Write ads", ["Call clients", "Write ads"]),
        ("Monday:\n- call clients\n- write ads", ["call clients", "write ads"]),
        ("Call clients\r\n---\r\nWrite ads", ["Call clients", "Write ads"]),
        ("•\nCall clients\n•\nWrite ads", ["Call clients", "Write ads"]),
        ("- [ ] Call clients\n- [x] **Ads** – write", ["Call clients", "Ads – write"]),
        ("Negotiate - and close - deals", ["Negotiate - and close - deals"]),
        ("Call clients. Write ads.", ["Call clients. Write ads."]),
        ("I call clients. I write ads. I plan.", ["I call clients.", "I write ads.", "I plan."]),
        ("3.5 % price rise", ["3.5 % price rise"]),
        ("We are looking for a rep.", ["We are looking for a rep."]),
        ("???", ["???"]),
    ],
)
def test_lists_are_taken_apart(text, tasks):
    assert split_tasks(text) == tasks


@pytest.mark.parametrize(
    "line",
    [
        "Email clients",
        "Salary benchmarking",
        "Experience mapping workshops",
        "Benefits brochure design",
        "Report to the board",
        "Contact lapsed customers",
        "Interview customers",
        "Apply discounts to orders",
        "Strong-arm suppliers",
        "Location scouting for shoots",
        "Requirements gathering with clients",
    ],
)
def test_a_task_that_sounds_like_an_advert_stays_a_task(line):
    assert split_tasks(f"Call clients\n{line}\nWrite ads") == ["Call clients", line, "Write ads"]


@pytest.mark.parametrize(
    ("advert", "duties"),
    [
        pytest.param(
            "Sales Executive (Field)\nAcme Ltd, Leeds\n\nJob Summary\nYou will be our face.\n\n"
            "Key Responsibilities\nClient Management\n• Visit clients\n• Claims, incl. refunds\n"
            "Team Leadership:\n• Coach two juniors\n• Benefits communication to staff\n\n"
            "Skills and Experience\n• Plan your own diary\n\nWhy work for us?\n• Build a career\n\n"
            "How To Apply\nEmail jobs@acme.example.",
            ["Visit clients", "Claims, incl. refunds", "Coach two juniors",
             "Benefits communication to staff"],
            id="title case, sub-headings",
        ),
        pytest.param(
            "WHAT YOU'LL DO:\n1) Run e.g. Google Ads.\n2) Manage 3.5 million U.S. dollars.\n"
            "WHO WE'RE LOOKING FOR:\n1) Writing copy\nPERKS:\n1) Grow with us",
            ["Run e.g. Google Ads.", "Manage 3.5 million U.S. dollars."],
            id="capitals, numbers",
        ),
        pytest.param(
            "🚀 About us\nWe build robots.\n💼 Your mission\n✅ Own our channels\n✅ News\n"
            "🎯 Your profile\n✅ Managing agencies\n🎁 Perks\n✅ Travel to fairs\n#jobs #ads",
            ["Own our channels", "News"],
            id="emoji",
        ),
        pytest.param(
            "We are hiring a Sales Manager for Acme Ltd. here. The postholder will manage five "
            "reps, e.g. Ms. Roe. The postholder will report to Al. Responsible for the "
            "3.5 % growth goal. You have a degree. We offer a car. Salary is £4. Apply by May.",
            ["The postholder will manage five reps, e.g. Ms. Roe.",
             "Responsible for the 3.5 % growth goal."],
            id="one paragraph",
        ),
        pytest.param(
            "Plan campaigns\nBrief agencies\n3+ years of experience\nDegree in marketing\n"
            "Salary: £30,000\nApply by 1 June\nAn equal opportunity employer",
            ["Plan campaigns", "Brief agencies"],
            id="lines without headings",
        ),
        pytest.param(
            "The Marketing Manager will be responsible for:\n- planning the budget\n- guidelines\n"
            "Candidates must have:\n- leading a team",
            ["planning the budget", "guidelines"],
            id="headings that are half a sentence",
        ),
        pytest.param(
            "**Responsibilities:** Plan campaigns. Brief agencies.\n**Requirements:** English.\n"
            "**Benefits:** 30 days' holiday.",
            ["Plan campaigns.", "Brief agencies."],
            id="bold headings in the line",
        ),
        pytest.param(
            "Duties\n\n- Publish content across our Instagram and\n  Facebook channels, and also\n"
            "  on Pinterest\n- Write copy\n\nThe successful candidate will have a degree.",
            ["Publish content across our Instagram and Facebook channels, and also on Pinterest",
             "Write copy"],
            id="hard-wrapped",
        ),
        pytest.param(
            "About the role\nAs our Lead you will own the blog. You'll brief writers. You are "
            "based in York. The team is small.\n\nAbout you\nYou'll have written for a living.",
            ["As our Lead you will own the blog.", "You'll brief writers."],
            id="prose under a heading",
        ),
        pytest.param(
            "Job Title: Trade Assistant\nMain tasks\n\nSupport launches\nSamples and mailings\n\n"
            "Required profile\n\nOrganising things is your passion\nLanguages: English, French",
            ["Support launches", "Samples and mailings"],
            id="lines without bullets",
        ),
        pytest.param(
            "### Day to day\n\n#### Content\n- Write posts\n#### Events\n- Stand design\n"
            "### Requirements\n- Writing",
            ["Write posts", "Stand design"],
            id="Markdown",
        ),
        pytest.param(
            "Clerk\n\nThe postholder will be responsible for: preparing costings; taking minutes; "
            "and sending invoices.\n\nTo be considered you must type.\nYou report to Ms Roe.",
            ["preparing costings", "taking minutes", "sending invoices."],
            id="a list within a sentence",
        ),
        pytest.param(
            "Co-ordinator\nResponsibilities include answering calls, preparing quotations and "
            "chasing suppliers for dates.\nSalary circa £25,000.",
            ["answering calls", "preparing quotations", "chasing suppliers for dates."],
            id="doings within a sentence",
        ),
        pytest.param(
            "• Main tasks •\nCall clients\nWrite letters\n\n• Your background •\nFluent Welsh",
            ["Call clients", "Write letters"],
            id="framed headings",
        ),
        pytest.param(
            "Main Duties\n\nOperational\nTo supervise staff.\nTo induct staff.\n\nFinance\n"
            "To bank takings.\n\nPerson Specification\nCheerful",
            ["To supervise staff.", "To induct staff.", "To bank takings."],
            id="sub-headings over lines",
        ),
        pytest.param(
            "Duties\n1) Run sessions\n\nMarket insight\n2) Interview buyers\n\nSkills\n1) Wit",
            ["Run sessions", "Interview buyers"],
            id="a sub-heading that begins like a task",
        ),
        pytest.param(
            "That's your job:\n+ You select creators\n+ You plan posts\nThat's you:\n"
            "+ You write German\nThat's what you get:\n+ Flexitime",
            ["You select creators", "You plan posts"],
            id="pointing headings",
        ),
        pytest.param(
            "A day in the life\n\nHandling complaints\n\nCashing up and locking up\n\n"
            "What you will need\n\nPatience",
            ["Handling complaints", "Cashing up and locking up"],
            id="lines apart",
        ),
        pytest.param(
            "We are a trust. The Head of Giving and Publicity will lead a team. She will report to "
            "the Board on progress.",
            ["The Head of Giving and Publicity will lead a team."],
            id="a title of several words",
        ),
    ],
)  # fmt: skip
def test_of_an_advert_only_the_duties_remain(advert, duties):
    assert split_tasks(advert) == duties


def test_lines_say_what_they_are():
    text = "Duties:\n- Call clients\nRequirements:\n- Selling\nHow to apply\nWrite to Jo."
    assert [(line.section, line.is_duty) for line in split_lines(text)] == [
        (Section.HEADING, False),
        (Section.DUTIES, True),
        (Section.HEADING, False),
        (Section.REQUIREMENTS, False),
        (Section.HEADING, False),
        (Section.APPLY, False),
    ]


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(
                ["Duties", ":", "\n", " ", "You will ", "•", "- ", "[x] ", "**", "# ", "1.",
                 "e.g. ", "Apply by", "We are", ".", "?", "==="]
            )
        ).map("".join),
    )
)  # fmt: skip
def test_any_text_is_split(text):
    lines = split_lines(text)
    assert all(line.text.strip() for line in lines)
    assert all(line.is_duty == (line.section is Section.DUTIES) for line in lines)
    assert split_tasks(text)


@pytest.mark.parametrize(
    "piece",
    [" ", "\t", "a", "A ", ".", ". ", "a. ", "\n", "a\n", "- ", "•a ", "**", "#", "# ", "You will ",
     "you ", "a@", "1.", "1 ", "x: ", "the manager ", "who ", '."', "= \n", "Duties:\n", "we "],
)  # fmt: skip
def test_hostile_text_takes_no_longer(piece):
    text = (piece * MAX_TEXT)[: MAX_TEXT - 1]
    start = time.process_time()
    split_lines(text)
    split_lines(f"Duties:\n{text}")
    assert time.process_time() - start < 3
