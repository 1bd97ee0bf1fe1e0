import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from conftest import Write
from study.blanks import app

GREEN = {
    "pyproject.toml": "[tool.pytest.ini_options]",
    "shop/cart.py": "def total(): return 1\n",
    "shop/names.py": "NAME = 'shop'\n",
    "tests/test_cart.py": "from shop.cart import total\ndef test_total(): assert total() == 1\n",
}
DEADLINE = 30.0


def blanks(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments), "--workers", "1"], env={"COLUMNS": "200"})


def test_all_functions_noticed_is_a_success(write: Write) -> None:
    result = blanks("--project", write(GREEN))

    assert result.exit_code == 0
    assert "blanks: 1 functions emptied, none unnoticed" in result.output


def test_unnoticed_functions_are_listed_with_their_place(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    lonely = {"shop/lonely.py": "class Lonely:\n    def alone(self): return 1\n"}
    cart = {"shop/cart.py": "def total(): return 1\n\ndef unused(): return 1\n"}
    monkeypatch.chdir(write(GREEN | lonely | cart))

    result = blanks()

    assert result.exit_code == 1
    rows = [[cell.strip() for cell in line.split("│")] for line in result.output.splitlines() if "│" in line]
    assert rows == [
        [str(Path("shop/cart.py:3")), "unused", "its tests stay green"],
        [str(Path("shop/lonely.py:2")), "Lonely.alone", "no test imports its module"],
    ]
    assert "3 functions emptied, 2 unnoticed" in result.output


def test_path_limits_the_functions(write: Write) -> None:
    root = write(GREEN | {"shop/lonely.py": "def alone(): return 1\n"})

    assert blanks(root / "shop/cart.py").exit_code == 0
    assert blanks(root / "shop/lonely.py").exit_code == 1


def test_tests_that_hang_are_shown_but_no_failure(write: Write) -> None:
    hanging = """
        import threading
        from shop.cart import total
        def test_total():
            try: total()
            except NotImplementedError: threading.Event().wait()
        """

    result = blanks("--project", write(GREEN | {"tests/test_cart.py": hanging}), "--timeout", "4")

    assert result.exit_code == 0
    assert "its tests did not end in time" in result.output


@pytest.mark.parametrize(
    ("files", "path", "message"),
    [
        ({}, "nowhere.py", "nowhere.py: no such file or folder"),
        ({}, "tests", "tests: no module of an example package"),
        ({}, "shop/names.py", "no public function with a body"),
        ({"shop/bad.py": "def f(:"}, "shop", "bad.py:1: not Python"),
        ({"tests/test_bad.py": "def f(:"}, "shop", "test_bad.py:1: not Python"),
        ({"tests/test_cart.py": "import shop.cart\ndef test_it(): assert False, 'red'"}, "shop", "red"),
        ({"pyproject.toml": "[broken"}, "shop", "pyproject.toml: "),
    ],
)
def test_questions_without_an_answer_are_refused(write: Write, files: dict[str, str], path: str, message: str) -> None:
    root = write(GREEN | files)

    result = blanks(root / path)

    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output


def test_exercises_are_files_emptied_as_a_whole(small_repository: Path) -> None:
    result = blanks(small_repository, "--exercises")

    assert result.exit_code == 0
    assert "blanks: 2 exercises emptied, none unnoticed" in result.output


def test_an_exercise_that_is_green_before_it_is_begun_is_listed(small_repository: Path) -> None:
    test = small_repository / "01-basics" / "tests" / "basics" / "test_words.py"
    test.write_text("import basics.words\n\n\ndef test_words() -> None:\n    assert basics.words\n")

    result = blanks(small_repository, "--exercises")

    assert result.exit_code == 1
    assert "basics/words.py:1" in result.output
    assert "all, as an exercise" in result.output
    assert "2 exercises emptied, 1 unnoticed" in result.output


def test_a_project_that_is_no_topic_has_no_exercises(small_repository: Path) -> None:
    (small_repository / "01-basics" / "QUESTIONS.md").unlink()

    result = blanks(small_repository, "--exercises")

    assert result.exit_code == 2
    assert "no public function with a body" in result.output


def test_path_outside_of_any_project_is_refused(tmp_path: Path) -> None:
    result = blanks(tmp_path)

    assert result.exit_code == 2
    assert "neither in a project" in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_ends_everything_and_leaves_nothing(write: Write, tmp_path: Path, number: signal.Signals) -> None:
    hanging = """
        import os, pathlib, threading
        from shop.cart import total
        def test_total():
            try: total()
            except NotImplementedError:
                pathlib.Path(os.environ["STARTED"]).write_text(str(os.getpid()))
                threading.Event().wait()
        """
    root = write(GREEN | {"tests/test_cart.py": hanging})
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    started = tmp_path / "started"
    environment = os.environ | {"STARTED": str(started), "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "study.blanks", "--project", str(root)]

    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + DEADLINE
        while not (started.exists() and started.read_text()):
            assert time.monotonic() < deadline
            threading.Event().wait(0.01)
        process.send_signal(number)
        output, _ = process.communicate(timeout=DEADLINE)

    assert process.returncode == 130
    assert "blanks: interrupted" in output
    assert list(temporary.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)
