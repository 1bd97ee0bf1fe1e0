"""The command line: folders go in and out of a running service, and mistakes are told in one line."""

import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import typer
from contract.service import running_service
from fake_service import fake_service
from pydantic import ValidationError
from typer.testing import CliRunner, Result

from notes_api.cli import app, fail, import_notes, setting_mistakes, welcome
from notes_api.models import EXAMPLE_NOTE, Note
from notes_api.settings import Settings


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """The address of an empty service."""
    (tmp_path / "service").mkdir()
    with running_service(tmp_path / "service") as url:
        yield url


@pytest.fixture
def nobody() -> str:
    """An address at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return f"http://127.0.0.1:{closed.getsockname()[1]}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two notes and a file that is none."""
    folder = tmp_path / "mine"
    (folder / "work").mkdir(parents=True)
    (folder / "work" / "plan.md").write_bytes(b"---\ntags: [q3]\ncreated: 2026-01-31\npinned: true\n---\n# Plan\r\n")
    (folder / "idea.md").write_text("Write it down.", encoding="utf-8")
    (folder / "bad.md").write_bytes(b"\xff")
    return folder


@pytest.fixture
def untouched_logging() -> Iterator[None]:
    """Put the root logger back as it was."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    root.handlers.clear()  # or else they would be closed
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


def run(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=environment)


def contents(url: str) -> list[dict[str, object]]:
    notes = httpx2.get(f"{url}/notes?sort=created").json()["items"]
    return [{name: value for name, value in note.items() if name not in ("id", "version")} for note in notes]


def test_import_adds_the_notes_and_names_bad_files(service: str, folder: Path) -> None:
    result = run("import", folder, "--url", service)

    assert [(note["title"], note["tags"]) for note in contents(service)] == [("Plan", ["work", "q3"]), ("idea", [])]
    assert result.stdout == f"2 notes imported from {folder}, 1 files skipped.\n"
    assert result.stderr.startswith(f"Skipped {folder / 'bad.md'}: not UTF-8")
    assert result.exit_code == 1


def test_import_of_good_files_alone_succeeds(service: str, folder: Path) -> None:
    (folder / "bad.md").unlink()

    result = run("import", folder, NOTES_URL=service)

    assert (result.exit_code, result.stderr) == (0, "")


def test_import_returns_the_number_of_skipped_files(service: str, folder: Path) -> None:
    assert import_notes(folder, service) == 1


def test_import_export_import_gives_equal_notes(service: str, folder: Path, tmp_path: Path) -> None:
    run("import", folder, "--url", service)
    exported = run("export", tmp_path / "out", "--url", service)
    (tmp_path / "second").mkdir()

    with running_service(tmp_path / "second") as other:
        imported = run("import", tmp_path / "out", "--url", other)
        assert contents(other) == contents(service)

    assert (exported.exit_code, exported.stdout) == (0, f"2 notes written to {tmp_path / 'out'}.\n")
    assert imported.exit_code == 0


def test_export_leaves_a_folder_that_holds_anything_alone(nobody: str, folder: Path) -> None:
    result = run("export", folder, "--url", nobody)

    assert (result.exit_code, result.stderr) == (1, f"{folder} is not empty; name a new or an empty folder\n")


def test_export_to_a_file_is_one_clear_line(nobody: str, folder: Path) -> None:
    result = run("export", folder / "idea.md", "--url", nobody)

    assert result.exit_code == 1
    assert "File exists" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["import", "export"])
def test_service_that_is_not_there_is_one_clear_line(command: str, folder: Path, tmp_path: Path, nobody: str) -> None:
    (folder / "bad.md").unlink()

    result = run(command, folder if command == "import" else tmp_path / "out", "--url", nobody)

    assert result.exit_code == 1
    assert result.stderr.startswith(f"No answer from {nobody}")
    assert "Is `notes serve` running there?" in result.stderr
    assert result.stderr.count("\n") == 1


def test_import_that_breaks_off_tells_what_was_done(folder: Path) -> None:
    (folder / "bad.md").unlink()

    with fake_service() as fake:

        def answer_once(_path: str) -> str:
            if len(fake.asked) == 1:
                return Note.model_validate(EXAMPLE_NOTE).model_dump_json()
            return "no more"

        fake.answer = answer_once
        result = run("import", folder, "--url", fake.url)

    assert result.exit_code == 1
    assert result.stderr == f"What answers at {fake.url} is not the notes service. (1 notes were imported before.)\n"


def test_folder_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    result = run("import", tmp_path / "missing")

    assert (result.exit_code, result.stderr) == (1, f"{tmp_path / 'missing'} is not a folder\n")


def test_export_while_the_service_refuses_is_one_clear_line(tmp_path: Path) -> None:
    with fake_service() as fake:
        fake.status = 503
        result = run("export", tmp_path / "out", "--url", fake.url)

    assert (result.exit_code, result.stderr) == (1, "GET /notes was answered with 503: Service Unavailable\n")


@pytest.mark.parametrize(
    ("options", "environment", "expected"),
    [
        (["--port", "70000"], {}, "port: Input should be less than or equal to 65535\n"),
        ([], {"NOTES_PORT": "http"}, "port: Input should be a valid integer, unable to parse string as an integer\n"),
        ([], {"NOTES_LOG_LEVEL": "LOUD"}, "log_level: Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'\n"),
        (["--port", "-1"], {"NOTES_SHUTDOWN_SECONDS": "0"}, "port: "),
        (["--host", "a" * 70, "--port", "0"], {}, f"Cannot listen on {'a' * 70} port 0: "),
    ],
)
@pytest.mark.usefixtures("untouched_logging")
def test_wrong_setting_stops_the_service_before_it_starts(
    options: list[str], environment: dict[str, str], expected: str
) -> None:
    result = run("serve", *options, **environment)

    assert result.exit_code == 1
    assert result.stderr.startswith(expected)
    assert "Traceback" not in result.stderr


@pytest.mark.usefixtures("untouched_logging")
def test_port_in_use_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = run("serve", "--port", str(port))

    assert (result.exit_code, result.stderr) == (
        1,
        f"Cannot listen on 127.0.0.1 port {port}: Address already in use.\n",
    )


def test_seed_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    result = run("serve", "--port", "0", "--seed", tmp_path / "missing")

    assert result.exit_code == 2
    assert "Invalid value for '--seed'" in result.stderr


def test_command_alone_lists_what_it_can_do() -> None:
    result = run()

    assert all(command in result.output for command in ("serve", "import", "export"))


def test_welcome_says_where_and_what_to_try() -> None:
    text = welcome("http://127.0.0.1:8000")

    assert "Notes API listening on http://127.0.0.1:8000  (Ctrl-C stops it)" in text
    assert "http://127.0.0.1:8000/docs" in text
    assert text.count("curl 'http://127.0.0.1:8000/notes") == 3


def test_mistakes_of_settings_have_a_line_each() -> None:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({"port": -1, "shutdown_seconds": 0})

    lines = setting_mistakes(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["port", "shutdown_seconds"]


def test_failure_ends_the_command_with_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as caught:
        fail("No.")

    assert (caught.value.exit_code, capsys.readouterr().err) == (1, "No.\n")
