from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from study.workspace import Workspace, open_workspace


class Keyboard(StringIO):
    """Stands for a terminal's input."""

    def isatty(self) -> bool:
        return True


def workspace_with(repository: Path, *, force_terminal: bool = False) -> tuple[Workspace, StringIO]:
    output = StringIO()
    return Workspace(repository, Console(file=output, width=40, force_terminal=force_terminal)), output


def test_the_repository_around_the_working_folder_is_used(
    small_repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small_repository / "01-basics")

    workspace = open_workspace()

    assert workspace.repository == small_repository.resolve()
    assert workspace.practice == small_repository.resolve() / "practice"
    assert [topic.name for topic in workspace.topics] == ["01-basics"]
    assert [question.id for question in workspace.questions] == [
        "basics-decimal",
        "basics-tax-trace",
        "basics-words-code",
    ]


def test_outside_of_a_repository_the_one_that_study_lies_in_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert open_workspace().repository == Path(__file__).resolve().parents[3]


def test_the_store_lies_in_the_practice_folder_and_tells_of_damage(tmp_path: Path) -> None:
    workspace, output = workspace_with(tmp_path)
    (tmp_path / "practice").mkdir()
    (tmp_path / "practice" / "progress.sqlite3").write_bytes(b"damaged" * 100)

    with workspace.store("CREATE TABLE IF NOT EXISTS t (a INTEGER)") as store:
        store.execute("INSERT INTO t VALUES (1)")

    assert "is damaged" in output.getvalue()
    assert (tmp_path / "practice" / "progress.sqlite3").is_file()


def test_plain_text_is_printed_as_it_is(tmp_path: Path) -> None:
    workspace, output = workspace_with(tmp_path, force_terminal=True)
    line = "[bold]/a/path/that/is/longer/than/forty/columns/file.py:12[/bold]"

    workspace.say(line)

    assert output.getvalue() == f"{line}\n"


@pytest.mark.parametrize(("output", "keyboard"), [(True, True), (True, False), (False, True)])
def test_only_a_terminal_with_a_keyboard_can_be_asked(
    tmp_path: Path, output: bool, keyboard: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard() if keyboard else StringIO())
    workspace, _ = workspace_with(tmp_path, force_terminal=output)

    assert workspace.can_ask is (output and keyboard)
