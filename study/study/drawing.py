"""Drawing a quiz from the questions, and grading what is typed: no terminal, no clock, no chance.

What looks random is sorted by a hash of the seed and the question's id. So the same seed draws the same quiz on every
machine and Python version, the order of a question's choices does not depend on what else was drawn, and a question
added later changes little.

Cost: a hash a question; where a choice has to borrow its wrong answers, one more for each question of the topic.
Not for: exams that must be hard to guess; whoever knows the seed and the questions knows the quiz.
"""

import difflib
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path

from study.questions import Kind, Question
from study.topics import Exercise, functions_to_write

LETTERS = "abcd"
MOST_CODE = 2


class Form(StrEnum):
    """How a quiz asks: for the output of a snippet, for one of several statements, or for a function."""

    TRACE = "trace"
    CHOICE = "choice"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Choice:
    """A statement to choose, and why it is wrong; the right one's ``why`` is empty."""

    statement: str
    right: bool
    why: str = ""


@dataclass(frozen=True)
class Item:
    """A question as a quiz asks it. ``choices`` is empty unless it asks for a choice."""

    question: Question
    form: Form
    choices: tuple[Choice, ...] = ()


def draw(
    pool: Collection[Question], everything: Sequence[Question], seed: int, count: int, *, by_phase: bool = False
) -> list[Item]:
    """Return up to ``count`` questions of a pool, each once; those that ask for code, at most two, come last.

    They are spread over the files that they are about, or ``by_phase`` over the phases: a second one of a phase comes
    after the first of each. A question that has to borrow its wrong answers from others (``everything``) is drawn when
    nothing else is left, or ``by_phase`` when nothing else is left in its phase.
    """
    groups: dict[Hashable, list[Question]] = defaultdict(list)
    for question in sorted(pool, key=lambda each: _rank(seed, each.id)):
        groups[question.phase if by_phase else question.code[0].file].append(question)
    drawn = list(islice(_in_turns(list(groups.values()), everything, seed, borrow=by_phase), count))
    return sorted(drawn, key=lambda item: (item.form is Form.CODE, _rank(seed, "order", item.question.id)))


def make_item(question: Question, form: Form, seed: int, everything: Sequence[Question]) -> Item | None:
    """Return a question in the form asked for, or None when it cannot be asked so.

    A choice offers up to three of the question's wrong answers, or else what is right for three other questions of its
    topic; with less than two it is none.
    """
    match form:
        case Form.TRACE:
            return Item(question, form) if question.kind is Kind.TRACE else None
        case Form.CODE:
            return Item(question, form) if question.kind is Kind.CODE and functions_asked(question) else None
        case Form.CHOICE:
            choices = [Choice(question.said, True), *_wrong_choices(question, seed, everything)]
            choices.sort(key=lambda choice: _rank(seed, question.id, choice.statement))
            return Item(question, form, tuple(choices)) if len(choices) > 2 else None


def functions_asked(question: Question) -> list[str]:
    """Return the functions that a question of kind code asks for: the one it links to, or a class's methods."""
    link = question.code[0]
    return [name for name in _names(link.file) if name == link.name or name.startswith(f"{link.name}.")]


def exercise_of(question: Question) -> Exercise:
    """Return the exercise that holds the function which a question is about first."""
    topic, file = question.topic, question.code[0].file
    return Exercise(topic, file, f"{topic.name}/{file.relative_to(topic.root).as_posix()}")


def chosen(text: str, choices: Sequence[Choice]) -> Choice | None:
    """Return the choice that a typed letter means (``b``, ``B)``), or None when it means none."""
    letter = text.strip().strip("().").lower()
    return dict(zip(LETTERS, choices, strict=False)).get(letter)


def same_output(expected: str, typed: str) -> bool:
    r"""Tell whether two outputs are equal but for spaces at the ends of lines and empty lines at the end.

    >>> same_output("1\n 2\n", "1 \n 2"), same_output("1\n 2\n", "1\n2")
    (True, False)
    """
    return _lines(expected) == _lines(typed)


def difference(expected: str, typed: str) -> list[str]:
    r"""Return the lines of two outputs one below the other, and whose each one is.

    >>> print("\n".join(difference("1\n2\n", "1\n3\n")))
            1
    you     3
    Python  2
    """
    before, after = _lines(typed), _lines(expected)
    rows: list[str] = []
    for tag, start, end, other_start, other_end in difflib.SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            rows += (f"        {line}" for line in before[start:end])
        else:
            rows += (f"you     {line}" for line in before[start:end])
            rows += (f"Python  {line}" for line in after[other_start:other_end])
    return rows


def _in_turns(
    groups: list[list[Question]], everything: Sequence[Question], seed: int, *, borrow: bool
) -> Iterator[Item]:
    """Yield one item of each group in turn until none is left, without borrowed choices for as long as possible."""
    code = MOST_CODE
    for borrowing in (borrow, True):
        found = True
        while found:
            found = False
            for group in groups:
                item = _first(group, everything, seed, code=code > 0, borrow=borrowing)
                if item:
                    group.remove(item.question)
                    code -= item.form is Form.CODE
                    found = True
                    yield item


def _first(
    group: list[Question], everything: Sequence[Question], seed: int, *, code: bool, borrow: bool
) -> Item | None:
    for question in group:
        form = _own_form(question)
        if form and (code or form is not Form.CODE):
            return make_item(question, form, seed, everything)
    items = (make_item(question, Form.CHOICE, seed, everything) for question in group if borrow)
    return next((item for item in items if item), None)


def _own_form(question: Question) -> Form | None:
    """Return the form in which a question can be asked with nothing borrowed from others."""
    if question.kind is Kind.TRACE:
        return Form.TRACE
    if question.kind is Kind.CODE and functions_asked(question):
        return Form.CODE
    return Form.CHOICE if question.wrong else None


def _wrong_choices(question: Question, seed: int, everything: Sequence[Question]) -> list[Choice]:
    wrong = [Choice(each.statement, False, each.why) for each in question.wrong]
    if not wrong:
        wrong = [
            Choice(other.said, False, f"That answers another question: {other.title}")
            for other in everything
            if other.topic.name == question.topic.name and other.said != question.said
        ]
    return sorted(wrong, key=lambda choice: _rank(seed, question.id, "wrong", choice.statement))[: len(LETTERS) - 1]


@cache
def _names(file: Path) -> tuple[str, ...]:
    return tuple(function.qualname for function in functions_to_write(file))


def _rank(*parts: object) -> bytes:
    return sha256("\0".join(map(str, parts)).encode()).digest()


def _lines(output: str) -> list[str]:
    lines = [line.rstrip() for line in output.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines
