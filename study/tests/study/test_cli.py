from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from study.cli import NAMES, app, complaining
from study.projects import UsageError


def test_a_command_ends_as_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    complaining(lambda: print("done"))()

    assert capsys.readouterr() == ("done\n", "")


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (UsageError("no such thing"), 2, "study: no such thing\n"),
        (KeyboardInterrupt(), 130, "study: interrupted; what was done is kept\n"),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_an_exit_code(
    error: BaseException, code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def command() -> None:
        raise error

    with pytest.raises(typer.Exit) as ended:
        complaining(command)()

    assert ended.value.exit_code == code
    assert capsys.readouterr() == ("", sentence)


def test_every_command_is_in_the_help_by_its_name() -> None:
    result = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "100"})

    names = ["practice", "check", "hint", "diff", "reset", "list", "status", "quiz", "review", "cards", "interview"]
    assert result.exit_code == 0
    assert [name for name in names if f" {name} " not in result.output] == []
    assert list(NAMES.values()) == ["list"]


def test_a_complaint_reaches_the_terminal_without_a_traceback(
    small_repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small_repository)

    result = CliRunner().invoke(app, ["practice", "wrods"])

    assert result.exit_code == 2
    assert result.output == "study: 'wrods': no such exercise; did you mean 01-basics/basics/words.py?\n"


@pytest.mark.parametrize(("encoding", "shown"), [("utf-8", "é\\ud800\n"), ("ascii", "\\xe9\\ud800\n")])
def test_text_that_the_terminal_cannot_show_is_written_otherwise(
    encoding: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = BytesIO()
    stream = TextIOWrapper(output, encoding=encoding, newline="\n")
    monkeypatch.setattr("sys.stdout", stream)

    complaining(lambda: print("é\ud800"))()
    stream.flush()

    assert output.getvalue().decode(encoding) == shown
