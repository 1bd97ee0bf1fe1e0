import io
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from made_questions import make_question, make_topics, three_wrong
from rich.console import Console

from study.asking import Answer, ask, explain
from study.dialogue import Dialogue
from study.drawing import Form, Item, make_item
from study.questions import Kind, Question
from study.topics import Topic
from study.workspace import Workspace


@pytest.fixture
def topic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Topic:
    monkeypatch.chdir(tmp_path)
    return make_topics(tmp_path, ["01-basics"])[0]


def no_code(question: Question, dialogue: Dialogue) -> Answer:
    raise AssertionError("no code was asked for")


def reply(monkeypatch: pytest.MonkeyPatch, question: Question, typed: str, form: Form) -> tuple[Answer, str]:
    """Return how a question was answered by what was typed, and what was shown."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    output = io.StringIO()
    item = make_item(question, form, 1, [])
    assert item is not None
    answer = ask(item, Dialogue(Workspace(Path(), Console(file=output))), no_code)
    return answer, output.getvalue()


def printing(question: Question, output: str) -> Question:
    object.__setattr__(question, "answer", question.answer.replace("```text\n1\n2\n", f"```text\n{output}"))
    return question


@pytest.mark.parametrize(
    ("output", "typed", "right"),
    [
        ("1\n2\n", "1\n2\n\n", True),
        ("1\n2\n", "1\n2", True),
        ("1\n2\n", "1\n\n", False),
        ("1\n", "1\n", True),
        ("s\n", "s\n", True),
        ("1\n\n2\n", "1\n\n2\n.\n", True),
        ("1\n\n2\n", "1\n2\n.\n", False),
        ("1\n\n.\n", "1\n\n.\nend\n", True),
    ],
)
def test_output_is_typed_up_to_a_line_that_it_does_not_hold(
    topic: Topic, monkeypatch: pytest.MonkeyPatch, output: str, typed: str, right: bool
) -> None:
    question = printing(make_question(topic, "x", kind=Kind.TRACE), output)

    answer, shown = reply(monkeypatch, question, typed, Form.TRACE)

    assert answer.right is right
    assert ("Right." in shown) is right
    assert ("Wrong. Line by line:" in shown) is not right


@pytest.mark.parametrize("typed", ["s\n\n", "\n", " S \n\n"])
def test_who_does_not_know_the_output_is_shown_no_difference(
    topic: Topic, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    answer, shown = reply(monkeypatch, make_question(topic, "x", kind=Kind.TRACE), typed, Form.TRACE)

    assert not answer.right
    assert "Not known yet." in shown
    assert "Wrong" not in shown


def test_who_does_not_know_the_choice_is_not_guessing(topic: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    answer, shown = reply(monkeypatch, make_question(topic, "x", wrong=three_wrong("x")), "s\n", Form.CHOICE)

    assert answer == Answer("s", right=False)
    assert "Not known yet." in shown


def test_without_an_answer_the_input_has_ended(topic: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, form in [(Kind.TRACE, Form.TRACE), (Kind.CONCEPT, Form.CHOICE)]:
        with pytest.raises(EOFError):
            reply(monkeypatch, make_question(topic, "x", kind=kind, wrong=three_wrong("x")), "", form)


def test_code_is_asked_for_by_whoever_can_grade_it(topic: Topic) -> None:
    output = io.StringIO()
    question = make_question(topic, "x", kind=Kind.CODE)

    answer = ask(
        Item(question, Form.CODE),
        Dialogue(Workspace(Path(), Console(file=output))),
        lambda asked, _: Answer(asked.id, right=True),
    )

    assert answer == Answer("x", right=True)
    assert output.getvalue() == "Look at this.\n\n"


def test_an_explanation_is_the_reason_with_the_places_but_not_what_is_often_heard(topic: Topic) -> None:
    output = io.StringIO()
    (topic.root / "QUESTIONS.md").write_text("# Questions\n")

    explain(make_question(topic, "x", wrong=three_wrong("x")), Dialogue(Workspace(Path(), Console(file=output))))

    assert output.getvalue() == (
        "\n**It is x.**\n\nThe reason.\n\nSee 01-basics/shop/file_1.py:1 words\n    01-basics/QUESTIONS.md#what-is-x\n"
    )


class Typed(io.StringIO):
    """Text that a person types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("output", "rest"), [("1\n2\n", "next"), ("s\n2\n", "")])
def test_a_person_who_does_not_know_the_output_types_one_letter(
    topic: Topic, monkeypatch: pytest.MonkeyPatch, output: str, rest: str
) -> None:
    question = printing(make_question(topic, "x", kind=Kind.TRACE), output)
    item = make_item(question, Form.TRACE, 1, [])
    assert item is not None
    stdin = Typed("s\nnext")
    monkeypatch.setattr(sys, "stdin", stdin)
    dialogue = Dialogue(Workspace(Path(), Console(file=io.StringIO())))

    with suppress(EOFError):  # a trace whose first line is an s goes on
        ask(item, dialogue, no_code)

    assert stdin.read() == rest
