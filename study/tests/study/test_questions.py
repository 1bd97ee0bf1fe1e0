from pathlib import Path

import pytest

from study.projects import UsageError
from study.questions import (
    CodeLink,
    Kind,
    Level,
    Question,
    WrongAnswer,
    read_all,
    read_questions,
)
from study.topics import Topic, find_repository, find_topics

REPOSITORY = find_repository(Path(__file__))


@pytest.fixture
def topic(small_repository: Path) -> Topic:
    (topic,) = find_topics(small_repository)
    return topic


@pytest.fixture
def questions(topic: Topic) -> list[Question]:
    return read_questions(topic)


def edit(topic: Topic, old: str, new: str) -> None:
    file = topic.root / "QUESTIONS.md"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_question_has_all_that_the_file_says(topic: Topic, questions: list[Question]) -> None:
    concept = questions[0]

    assert (concept.id, concept.title) == ("basics-decimal", "Why Decimal and not float?")
    assert (concept.level, concept.kind, concept.line) == (Level.JUNIOR, Kind.CONCEPT, 3)
    assert concept.code == (CodeLink(topic.root / "basics" / "arithmetic.py", "tax"),)
    assert concept.file == topic.root / "QUESTIONS.md"
    assert concept.task == ""
    assert concept.said == "A float is a binary fraction, so most prices cannot be stored in it exactly."
    assert concept.wrong[2] == WrongAnswer("A float cannot be negative, so refunds do not fit in it.", "It can.")
    assert len(concept.wrong) == 3


def test_a_trace_has_a_snippet_and_what_it_prints(questions: list[Question]) -> None:
    assert questions[1].kind is Kind.TRACE
    assert questions[1].snippet.splitlines()[-1] == 'print("## no heading")'
    assert questions[1].output == "0.01\n## no heading\n"


def test_what_a_question_has_not_is_empty(questions: list[Question]) -> None:
    assert (questions[0].snippet, questions[0].output, questions[1].wrong) == ("", "", ())


def test_the_phase_is_that_of_the_file(questions: list[Question]) -> None:
    assert [question.phase for question in questions] == [1, 1, 2]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("id: basics-decimal · ", "", r"expected the line 'id: … · level: … · kind: … · code"),
        ("id: basics-decimal", "id: Decimal!", "small letters, digits and dashes, not 'Decimal!'"),
        ("id: basics-tax-trace", "id: basics-decimal", r":22: id basics-decimal is that of line 3, too"),
        (" · level: junior", "", "expected the line"),
        ("level: junior", "level: expert", "expected a level of junior, mid, senior, not 'expert'"),
        ("kind: concept", "kind: riddle", "expected a kind of concept, trace, code, review, design, not 'riddle'"),
        ("code: [words.py](basics/words.py) `words`", "code: words.py", "expected code to be links"),
        ("[words.py](basics/words.py) `words`", "[words.py](basics/word.py) `words`", "basics/word.py, which does not"),
        ("[words.py](basics/words.py) `words`", "[words.py](basics/words.py) `word`", "which does not define it"),
        ("(basics/arithmetic.py) `gross`", "(basics/arithmetic.py) `net`", "links to `net` in basics/arithmetic.py"),
        ("**Lower the text once, and split it where there is white space.**", "", "expected an answer between"),
        ("**Lower the text once, and", "Lower the text once, and **", "expected the answer to hold a bold sentence"),
        ("```python\nfrom", "```py\nfrom", "expected a trace to show a block of python"),
        ("```text\n", "```output\n", "expected a trace's answer to show what is printed"),
        (
            "Write `words`, which returns the words of a text in small letters.",
            "",
            "expected a task, as its kind is code",
        ),
        ("- *A float is slower", "- A float is slower", "Often heard"),
        ("</details>\n\n## Write", "</details>\n\nMore.\n\n## Write", "</details> at its end"),
        ("## ", "### ", "expected questions, each under a heading with ##"),
    ],
)
def test_a_question_that_lacks_a_part_is_refused(topic: Topic, old: str, new: str, complaint: str) -> None:
    if "Often" in complaint:
        edit(topic, "- *A float cannot", "- A float cannot")
    edit(topic, old, new)

    with pytest.raises(UsageError, match=complaint):
        read_questions(topic)


def test_every_mistake_is_told_with_its_line(topic: Topic) -> None:
    edit(topic, "level: junior", "level: expert")
    edit(topic, "kind: code", "kind: riddle")

    with pytest.raises(UsageError) as complaint:
        read_questions(topic)

    first, second = str(complaint.value).splitlines()
    assert "QUESTIONS.md:3: 'Why Decimal and not float?': expected a level" in first
    assert "QUESTIONS.md:49: 'Write the words of a text': expected a kind" in second


def test_a_file_without_a_phase_is_told_with_the_question(topic: Topic) -> None:
    (topic.root / "pyproject.toml").write_text('[tool.study.phases]\n1 = ["basics/words.py"]\n')

    with pytest.raises(UsageError, match=r"QUESTIONS.md:3: 'Why Decimal and not float\?'.*names no phase"):
        read_questions(topic)


def test_an_id_may_not_be_used_by_two_topics(small_repository: Path) -> None:
    other = small_repository / "02-more"
    (small_repository / "01-basics").rename(small_repository / "folder")
    for name in ("01-basics", "02-more"):
        (small_repository / name).mkdir()
        for entry in (small_repository / "folder").iterdir():
            (small_repository / name / entry.name).symlink_to(entry)
    topics = [topic for topic in find_topics(small_repository) if topic.name != "folder"]

    with pytest.raises(UsageError, match=f"{other.name}.*id basics-decimal is used in 01-basics, too"):
        read_all(topics)


def test_all_questions_of_this_repository_are_whole() -> None:
    topics = find_topics(REPOSITORY)

    questions = read_all(topics)

    assert {question.topic.name for question in questions} == {topic.name for topic in topics}


def test_a_file_that_is_not_utf_8_is_told(topic: Topic) -> None:
    (topic.root / "QUESTIONS.md").write_bytes(b"## \xff\n")

    with pytest.raises(UsageError, match=r"QUESTIONS\.md: cannot be read: 'utf-8'"):
        read_questions(topic)


def test_a_first_link_to_a_file_of_no_phase_is_told(topic: Topic) -> None:
    (topic.root.parent / "other.py").write_text("def tax() -> None: ...\n")
    edit(topic, "code: [words.py](basics/words.py) `words`", "code: [other.py](../other.py) `tax`")

    with pytest.raises(UsageError, match=r"names no phase for \.\./other\.py"):
        read_questions(topic)
