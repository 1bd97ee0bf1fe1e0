"""The one reader of every QUESTIONS.md: a question as data, or a complaint that says which line lacks what.

A question is a ``##`` heading, a line with id, level, kind and code, a task, and an answer to unfold. The answer's
first bold sentence is what one would say aloud; ``Often heard, and wrong:`` lists what a quiz offers beside it. A trace
shows what its snippet prints as the first block of its answer.

Cost: a few passes of a Markdown parser over the file, and one parse of each Python file that it links to.
Not for: running the snippets; ``study.lessons`` does that.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from study.documents import CODE_LINK, blocks, broken_links, sections, without_blocks
from study.projects import UsageError, shown
from study.topics import QUESTIONS, Topic

WRONG = "Often heard, and wrong:"

_META = re.compile(r"id: (?P<id>.*?) · level: (?P<level>.*?) · kind: (?P<kind>.*?) · code: (?P<code>.+)")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SAID = re.compile(r"^\*\*(.+?)\*\*", re.DOTALL | re.MULTILINE)
_WRONG_ITEM = re.compile(r"^- \*(.+?)\*\s(.+?)(?=\n- |\n\n|\Z)", re.DOTALL | re.MULTILINE)


class Level(StrEnum):
    """How much experience a question expects."""

    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"


class Kind(StrEnum):
    """What a question asks for."""

    CONCEPT = "concept"
    TRACE = "trace"
    CODE = "code"
    REVIEW = "review"
    DESIGN = "design"


@dataclass(frozen=True, slots=True)
class CodeLink:
    """A function, class or method (``Class.method``) of a file."""

    file: Path
    name: str


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """What is often said, and why it is wrong."""

    statement: str
    why: str


@dataclass(frozen=True)
class Question:
    """One question of a topic. ``task`` and ``answer`` are Markdown; ``line`` is that of its heading."""

    id: str
    title: str
    level: Level
    kind: Kind
    code: tuple[CodeLink, ...]
    task: str
    answer: str
    topic: Topic
    line: int

    @property
    def file(self) -> Path:
        """The QUESTIONS.md that it stands in."""
        return self.topic.root / QUESTIONS

    @property
    def phase(self) -> int:
        """The roadmap's phase, that of the first file it links to."""
        return self.topic.phase(self.code[0].file)

    @cached_property
    def said(self) -> str:
        """The answer in one sentence: its first bold text, as one line."""
        found = _SAID.search(without_blocks(self.answer))
        return _one_line(found[1]) if found else ""

    @cached_property
    def wrong(self) -> tuple[WrongAnswer, ...]:
        """What is often heard instead."""
        _, _, items = self.answer.partition(f"{WRONG}\n")
        return tuple(WrongAnswer(_one_line(said), _one_line(why)) for said, why in _WRONG_ITEM.findall(items))

    @property
    def output(self) -> str:
        """What a trace prints: the first block of text in its answer."""
        return next((block.text for block in blocks(self.answer) if block.language == "text"), "")

    @property
    def snippet(self) -> str:
        """The Python of the task."""
        return "\n".join(block.text for block in blocks(self.task) if block.language == "python")


def read_questions(topic: Topic) -> list[Question]:
    """Return the questions of a topic in the order of the file.

    Raises UsageError with a line for every mistake: no title, id, level, kind, task where one is needed, answer or bold
    sentence; an id used twice; a link that leads nowhere or to a name that its file does not define; a trace without
    snippet or output.
    """
    file = topic.root / QUESTIONS
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{shown(file)}: cannot be read: {error}") from error
    questions: list[Question] = []
    mistakes: list[str] = []
    for line, title, body in sections(text):
        try:
            question = _read(topic, title, body, line)
        except ValueError as error:
            mistakes.append(f"{shown(file)}:{line}: {title!r}: {error}")
            continue
        questions.append(question)
        mistakes += (f"{shown(file)}:{line}: {title!r}: {mistake}" for mistake in _mistakes(question))
    seen: dict[str, int] = {}
    for question in questions:
        if question.id in seen:
            mistakes.append(f"{shown(file)}:{question.line}: id {question.id} is that of line {seen[question.id]}, too")
        seen.setdefault(question.id, question.line)
    if not questions and not mistakes:
        mistakes.append(f"{shown(file)}: expected questions, each under a heading with ##")
    if mistakes:
        raise UsageError("\n".join(mistakes))
    return questions


def read_all(topics: list[Topic]) -> list[Question]:
    """Return the questions of all topics; raise UsageError for mistakes, and for an id that two topics use."""
    questions = [question for topic in topics for question in read_questions(topic)]
    owners: dict[str, str] = {}
    for question in questions:
        if owners.setdefault(question.id, question.topic.name) != question.topic.name:
            place = f"{shown(question.file)}:{question.line}"
            raise UsageError(f"{place}: id {question.id} is used in {owners[question.id]}, too")
    return questions


def _read(topic: Topic, title: str, body: str, line: int) -> Question:
    head, _, rest = body.strip("\n").partition("\n\n")
    found = _META.fullmatch(head)
    if not found:
        raise ValueError("expected the line 'id: … · level: … · kind: … · code: [file.py](path) `name`' below it")
    if not _ID.fullmatch(found["id"]):
        raise ValueError(f"expected an id of small letters, digits and dashes, not {found['id']!r}")
    level = _member(Level, "level", found["level"])
    kind = _member(Kind, "kind", found["kind"])
    code = tuple(CodeLink((topic.root / path).resolve(), name) for path, name in CODE_LINK.findall(found["code"]))
    if not code or CODE_LINK.sub("", found["code"]).strip(", "):
        raise ValueError("expected code to be links, each with a name in backticks: [file.py](path) `name`")
    task, opened, unfolded = rest.partition("<details>\n<summary>Answer</summary>\n")
    answer, closed, after = unfolded.rpartition("</details>")
    if not (opened and closed) or after.strip() or not answer.strip():
        raise ValueError("expected an answer between <details>, <summary>Answer</summary> and </details> at its end")
    return Question(found["id"], title, level, kind, code, task.strip("\n"), answer.strip("\n"), topic, line)


def _mistakes(question: Question) -> Iterator[str]:
    """Yield what is wrong with a question that has all its parts."""
    yield from dict.fromkeys(broken_links(_linked_text(question), question.topic.root))
    if not question.said:
        yield "expected the answer to hold a bold sentence, the one to say aloud"
    if question.kind is Kind.TRACE:
        if not question.snippet:
            yield "expected a trace to show a block of python in its task"
        if not question.output:
            yield "expected a trace's answer to show what is printed in a block of text"
    elif question.kind in {Kind.CODE, Kind.REVIEW} and not question.task:
        yield f"expected a task, as its kind is {question.kind}"
    if WRONG in question.answer and len(question.wrong) < 2:  # a choice of two is a coin's
        yield f"expected at least two items '- *statement* reason' below {WRONG!r}"
    try:
        _ = question.phase
    except UsageError as error:
        yield str(error)


def _linked_text(question: Question) -> str:
    links = " ".join(f"[code]({link.file}) `{link.name}`" for link in question.code)
    return f"{links}\n\n{question.task}\n\n{question.answer}"


def _member[E: StrEnum](enumeration: type[E], what: str, value: str) -> E:
    try:
        return enumeration(value)
    except ValueError:
        raise ValueError(f"expected a {what} of {', '.join(enumeration)}, not {value!r}") from None


def _one_line(text: str) -> str:
    return " ".join(text.split())
