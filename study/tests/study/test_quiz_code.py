import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from conftest import WORDS, Write
from study.asking import Answer
from study.dialogue import Dialogue
from study.progress import TABLES, all_progress
from study.questions import Question
from study.quiz_code import write_code
from study.workspace import Workspace

FILE = "practice/01-basics/basics/words.py"
WRONG = {FILE: WORDS.replace(".lower()", "")}


type Step = tuple[Callable[[], object], str]  # what somebody does, and then types


@pytest.fixture
def workspace(small_repository: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.chdir(small_repository)
    return Workspace(small_repository, Console(file=io.StringIO(), width=100))


@pytest.fixture
def question(workspace: Workspace) -> Question:
    (question,) = [each for each in workspace.questions if each.id == "basics-words-code"]
    return question


def reply(
    workspace: Workspace, question: Question, monkeypatch: pytest.MonkeyPatch, *steps: Step
) -> tuple[Answer, str]:
    """Return how a question was answered by what was done and typed, and what was shown."""
    waiting = list(steps)

    def type_next(prompt: str) -> str:
        if not waiting:
            raise EOFError
        act, line = waiting.pop(0)
        act()
        return line

    monkeypatch.setattr("builtins.input", type_next)
    answer = write_code(workspace, question, Dialogue(workspace))
    output = workspace.console.file
    assert isinstance(output, io.StringIO)
    return answer, output.getvalue()


def nothing() -> None:
    """Only look."""


def test_the_function_is_written_in_the_practice_folder_until_its_tests_pass(
    workspace: Workspace, question: Question, monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    answer, shown = reply(
        workspace,
        question,
        monkeypatch,
        (nothing, ""),
        (lambda: write(WRONG), ""),
        (lambda: write({FILE: WORDS}), ""),
    )

    assert answer == Answer("done", right=True)
    verdicts = [line for line in shown.splitlines() if line.startswith(("Not done", "Right"))]
    assert verdicts == ["Not done: words (to do)", "Not done: words (failing)", "Right: its tests pass."]
    assert f"Write words in this new file:\n  {FILE}\n" in shown
    assert "test_words: " in shown


def test_what_was_reached_is_the_progress_of_the_exercise(
    workspace: Workspace, question: Question, monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    reply(workspace, question, monkeypatch, (lambda: write({FILE: WORDS}), ""))

    with workspace.store(TABLES) as store:
        progress = all_progress(store)["01-basics/basics/words.py"]
    assert (progress.done, progress.total) == (1, 1)
    assert progress.passed is not None


def test_a_file_that_was_begun_is_left_as_it_is(
    workspace: Workspace, question: Question, monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    write(WRONG)
    begun = Path(FILE).read_text()

    answer, shown = reply(workspace, question, monkeypatch, (nothing, "s"))

    assert answer == Answer("s", right=False)
    assert Path(FILE).read_text() == begun
    assert "Write words in this file, which you have begun:" in shown
    assert "Skipped." in shown


@pytest.mark.parametrize(
    ("act", "complaint"),
    [
        (lambda: Path(FILE).write_text("def words(:\n"), "Line 1 is not Python"),
        (lambda: Path(FILE).unlink(), "there is no such file"),
    ],
)
def test_a_file_that_cannot_be_graded_is_not_done(
    workspace: Workspace,
    question: Question,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[], object],
    complaint: str,
) -> None:
    answer, shown = reply(workspace, question, monkeypatch, (act, ""), (nothing, "s"))

    assert not answer.right
    assert complaint in shown


def test_tests_that_need_more_than_was_asked_for_are_explained(
    workspace: Workspace, question: Question, monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    both = '\n\ndef first(text: str) -> str:\n    """Return the first word."""\n    return text\n'
    tests = (
        "from basics.words import first, words\n\ndef test_words() -> None:\n    assert words('A') == [first('a')]\n"
    )
    write({"01-basics/basics/words.py": WORDS, "01-basics/tests/basics/test_words.py": tests})
    original = Path("01-basics/basics/words.py")
    original.write_text(original.read_text() + both)
    to_do = original.read_text().replace("    return text\n", "    raise NotImplementedError\n")

    _, shown = reply(workspace, question, monkeypatch, (lambda: Path(FILE).write_text(to_do), ""), (nothing, "s"))

    assert "Not done: words (waiting)" in shown
    assert "Its tests also need what is to do yet: first" in shown


def test_a_folder_that_cannot_be_written_is_said(
    workspace: Workspace, question: Question, monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    write({"practice": "a file in the folder's place"})

    answer, shown = reply(workspace, question, monkeypatch)

    assert not answer.right
    assert "It cannot be written here: " in shown


def test_without_an_answer_the_input_has_ended(
    workspace: Workspace, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(EOFError):
        reply(workspace, question, monkeypatch)
