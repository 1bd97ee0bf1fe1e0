import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect  # type: ignore[import-untyped]  # its types are a package of their own
import pytest
import typer
from typer.testing import CliRunner, Result

from study.cli import complaining
from study.review import review

type Study = Callable[..., Result]


@pytest.fixture
def study(small_repository: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """Run ``study review`` in a small repository, with what is typed as ``input``."""
    app = typer.Typer()
    app.command()(complaining(review))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(small_repository)

    def run(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(app, arguments, input=typed)

    return run


def test_the_command_reviews_the_chosen_topics(study: Study) -> None:
    result = study("basics", "--new", "1", typed="4\n")

    assert result.exit_code == 0, result.output
    assert "Reviewed 1: 0 again, 0 hard, 0 good, 1 easy." in result.output
    assert "The next comes in 8 days." in result.output


def test_statistics_count_what_is_seen_due_and_known(study: Study) -> None:
    before = study("--stats")
    study(typed="1\n4\n")

    after = study("--stats")

    assert "No question was rated in the last 30 days." in before.output
    rows = [re.search(r"01-basics +(\d) +(\d) +(\d) +(\d)", each.output) for each in (before, after)]
    assert [row.groups() for row in rows if row] == [("3", "0", "0", "0"), ("3", "2", "0", "2")]
    assert "In the last 30 days: 2 ratings, 1 of them better than again." in after.output


def test_schedules_are_exported_and_imported(study: Study, small_repository: Path) -> None:
    study(typed="4\n4\n")
    assert "Wrote 2 schedules and 2 ratings to a.json." in study("--export", "a.json").output
    shutil.rmtree(small_repository / "practice")

    result = study("--import", "a.json")

    assert result.exit_code == 0, result.output
    assert "Imported 2 schedules and 2 ratings." in result.output
    assert "2 of 3 questions seen so far." in study("--new", "0").output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nonsense"], "'nonsense': no such topic"),
        (["--stats", "--export", "a.json"], "--stats, --export and --import are one at a time"),
        (["--import", "missing.json"], "missing.json: cannot be read"),
        (["--export", "noxfile.py"], "noxfile.py is there already. Replace it? Nobody is there to ask"),
    ],
)
def test_what_cannot_be_done_is_said(study: Study, arguments: list[str], sentence: str) -> None:
    result = study(*arguments)

    assert result.exit_code == 2
    assert sentence in result.output


def test_a_damaged_store_is_kept_aside(study: Study, small_repository: Path) -> None:
    study(typed="4\n")
    (small_repository / "practice" / "progress.sqlite3").write_bytes(b"damaged" * 100)

    result = study(typed="4\n")

    assert result.exit_code == 0
    assert "is damaged" in result.output
    assert "Reviewed 1" in result.output
    assert len(list((small_repository / "practice").glob("progress.damaged-*"))) == 1


SCRIPT = (
    "import typer; from study.cli import complaining; from study.review import review; typer.run(complaining(review))"
)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
@pytest.mark.parametrize("columns", [40, 100])
def test_at_a_terminal_the_answer_waits_for_enter_and_nothing_is_lost(small_repository: Path, columns: int) -> None:
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "xterm"}
    terminal = pexpect.spawn(
        *(sys.executable, ["-c", SCRIPT]),
        cwd=str(small_repository),
        env=environment,
        encoding="utf-8",
        timeout=30,
        dimensions=(40, columns),
    )
    terminal.expect("then press Enter")
    assert "binary fraction" not in terminal.before
    terminal.sendline("")
    terminal.expect("binary")
    terminal.expect("1 to 4")
    terminal.sendline("4")
    terminal.expect("then press Enter")
    terminal.sendintr()
    terminal.expect("interrupted; what was done is kept")
    terminal.expect(pexpect.EOF)
    terminal.close()

    again = subprocess.run(
        [sys.executable, "-c", SCRIPT, "--new", "0"],
        cwd=small_repository,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert terminal.exitstatus == 130
    assert again.stdout == "Nothing is due now. The next comes in 8 days.\n1 of 3 questions seen so far.\n"
