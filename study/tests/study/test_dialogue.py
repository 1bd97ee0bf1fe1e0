import io
import sys
from pathlib import Path

import pytest
from rich.console import Console

from study.dialogue import Dialogue
from study.workspace import Workspace

LONG = "one two three four five six seven eight nine ten"


class Typed(io.StringIO):
    """Lines that somebody types at a terminal."""

    def isatty(self) -> bool:
        return True


def dialogue(*, terminal: bool, width: int = 20) -> tuple[Dialogue, io.StringIO]:
    output = io.StringIO()
    console = Console(file=output, force_terminal=terminal, width=width, no_color=True, _environ={"TERM": "xterm"})
    return Dialogue(Workspace(Path(), console)), output


def test_piped_answers_appear_behind_their_prompts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("b\n"))
    asking, output = dialogue(terminal=False)

    line = asking.read("Which? ")

    assert line == "b"
    assert capsys.readouterr().out + output.getvalue() == "Which? b\n"


def test_the_end_of_the_input_ends_the_line_of_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    asking, output = dialogue(terminal=False)

    with pytest.raises(EOFError):
        asking.read("Which? ")

    assert output.getvalue() == "\n"


def test_what_somebody_types_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Typed("b\n"))
    asking, output = dialogue(terminal=True)

    assert (asking.read(""), asking.with_person, asking.on_screen) == ("b", True, True)
    assert output.getvalue() == ""


def test_only_a_person_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = Typed("\nnext\n")
    for stdin, terminal in [(lines, True), (lines, False), (io.StringIO("piped\n"), True)]:
        monkeypatch.setattr(sys, "stdin", stdin)
        asking, _ = dialogue(terminal=terminal)
        asking.pause("Enter goes on. ")

    assert lines.readline() == "next\n"


def test_bytes_that_are_no_text_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\n"), encoding="utf-8"))
    asking, _ = dialogue(terminal=False)

    assert asking.read("") == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("terminal", [True, False])
def test_sentences_break_between_words_and_only_on_a_screen(terminal: bool) -> None:
    asking, output = dialogue(terminal=terminal)

    asking.say(LONG)
    asking.heading(LONG)
    asking.verdict(LONG, good=False)

    lines = [line.replace("\x1b[1m", "").replace("\x1b[0m", "") for line in output.getvalue().splitlines()]
    assert [line.rstrip() for line in lines] == (
        ["one two three four", "five six seven eight", "nine ten"] * 3 if terminal else [LONG] * 3
    )


def test_a_line_to_be_copied_is_never_broken() -> None:
    asking, output = dialogue(terminal=True)

    asking.line("a/path/that/is/longer/than/the/screen.py:12")

    assert output.getvalue() == "a/path/that/is/longer/than/the/screen.py:12\n"


def test_markdown_is_drawn_on_a_screen_and_as_it_is_in_a_pipe() -> None:
    text = "**Bold** in [a.py](a.py).\n\n```python\nx = 1\n```\n"
    on_screen, drawn = dialogue(terminal=True)
    in_pipe, plain = dialogue(terminal=False)

    on_screen.markdown(text)
    in_pipe.markdown(text)

    assert plain.getvalue() == "**Bold** in a.py.\n\n```python\nx = 1\n```\n"
    assert "**" not in drawn.getvalue()
    assert "```" not in drawn.getvalue()
    assert "x = 1" in drawn.getvalue()


def test_a_line_is_written_anew_in_its_place() -> None:
    asking, output = dialogue(terminal=True)

    asking.rewrite("0:02 left")
    asking.rewrite("0:01 left")

    assert output.getvalue() == "\r0:02 left\r0:01 left"
