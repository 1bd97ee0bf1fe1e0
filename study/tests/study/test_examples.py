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
from study.examples import Example, app, complaint, find_examples
from study.processes import Finished
from study.projects import Project, UsageError
from study.warm import CAN_FORK

GUARD = "\nif __name__ == '__main__':\n    main()\n"
HELLO = "def main():\n    print('hello')\n    print('world')\n" + GUARD
DEADLINE = 30.0
TOPIC = {"pyproject.toml": "", "tests/test_a.py": "", "shop/a.py": HELLO}


def examples(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)], env={"COLUMNS": "200"})


def test_examples_have_a_main_and_a_guard(write: Write) -> None:
    root = write(
        TOPIC
        | {
            "shop/no_guard.py": "def main(): return 1\n",
            "shop/no_main.py": "if __name__ == '__main__':\n    print(1)\n",
            "shop/inner_main.py": "class A:\n    def main(self): return 1\n" + GUARD,
            "shop/command.py": 'def main(): return 0\nif __name__ == "__main__":\n    raise SystemExit(main())\n',
        }
    )
    project = Project(root)

    assert find_examples({project: project.modules()}) == [
        Example(project, root / "shop/a.py"),
        Example(project, root / "shop/command.py"),
    ]


def test_file_that_is_not_python_is_named(write: Write) -> None:
    root = write({"shop/a.py": "def f(:"})

    with pytest.raises(UsageError, match=r"a\.py:1: not Python"):
        find_examples({Project(root): [root / "shop/a.py"]})


@pytest.mark.parametrize(
    ("finished", "expected"),
    [
        (Finished(0, "text\n", 1.0), None),
        (Finished(0, " \n", 1.0), "says nothing"),
        (Finished(1, "text", 1.0), "ended with code 1"),
        (Finished(-9, "text", 1.0), "ended with code -9"),
        (Finished(None, "text", 1.0), "did not end within 2.5 s"),
    ],
)
def test_complaints(finished: Finished, expected: str | None) -> None:
    assert complaint(finished, 2.5) == expected


def test_every_example_runs_and_stands_in_the_table(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    uses_package = "from shop import a\ndef main(): print(a.__name__)\n" + GUARD
    monkeypatch.chdir(write(TOPIC | {"shop/b.py": uses_package}))

    result = examples()

    assert result.exit_code == 0
    rows = [[cell.strip() for cell in line.split("│")] for line in result.output.splitlines() if "│" in line]
    assert [(name, lines) for name, _, lines in rows] == [
        (str(Path("shop/a.py")), "2"),
        (str(Path("shop/b.py")), "1"),
    ]
    assert "examples: 2 of 2 ran" in result.output


def test_examples_run_in_the_folder_of_their_project(write: Write) -> None:
    root = write(
        TOPIC | {"shop/a.py": "import os\ndef main(): assert os.path.exists('pyproject.toml'); print(1)" + GUARD}
    )

    assert examples(root / "shop/a.py").exit_code == 0


@pytest.mark.skipif(not CAN_FORK, reason="forks are for Linux")
@pytest.mark.parametrize(("pyproject", "expected"), [("[project]\ndependencies = ['rich']", "True"), ("", "False")])
def test_what_a_project_with_dependencies_imports_is_imported_once(
    write: Write, tmp_path: Path, pyproject: str, expected: str
) -> None:
    seen = tmp_path / "seen"
    body = "import sys\nSEEN = 'colorsys' in sys.modules\nimport colorsys\n"
    body += f"def main(): print(SEEN, file=open({str(seen)!r}, 'w')); print(1)"
    root = write(TOPIC | {"pyproject.toml": pyproject, "shop/a.py": body + GUARD})

    assert examples(root / "shop/a.py").exit_code == 0
    assert seen.read_text().strip() == expected


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("print('before'); raise ValueError('[bold]reason')", "ValueError: [bold]reason"),
        ("pass", "b.py: says nothing"),
        ("print('before', flush=True); import time; time.sleep(99)", "b.py: did not end within 1 s"),
    ],
)
def test_first_failure_ends_it_with_its_output(write: Write, body: str, message: str) -> None:
    root = write(TOPIC | {"shop/b.py": f"def main(): {body}" + GUARD, "shop/c.py": HELLO})

    result = examples("--project", root, "--timeout", "1")

    assert result.exit_code == 1
    assert message in result.output
    assert ("before" in result.output) is ("before" in body)
    assert "examples: 2 of 3 ran" in result.output
    assert "c.py" not in result.output


def test_examples_run_side_by_side(write: Write) -> None:
    meets = """
import pathlib, time

def main():
    pathlib.Path("{mine}").touch()
    while not pathlib.Path("{other}").exists():
        time.sleep(0.01)
    print("met")
"""
    root = write(
        TOPIC
        | {
            "shop/a.py": meets.format(mine="a", other="b") + GUARD,
            "shop/b.py": meets.format(mine="b", other="a") + GUARD,
        }
    )

    result = examples("--project", root, "--workers", "2", "--timeout", str(DEADLINE))

    assert "examples: 2 of 2 ran" in result.output


def test_the_first_in_order_is_told_even_if_a_later_one_fails_before_it(write: Write) -> None:
    waits = (
        "import pathlib, time\ndef main():\n"
        "    while not pathlib.Path('failed').exists(): time.sleep(0.01)\n    raise ValueError('told')\n"
    )
    fails = "import pathlib\ndef main():\n    pathlib.Path('failed').touch()\n    raise ValueError('untold')\n"
    root = write(TOPIC | {"shop/a.py": waits + GUARD, "shop/b.py": fails + GUARD, "shop/c.py": HELLO})

    result = examples("--project", root, "--workers", "2", "--timeout", str(DEADLINE))

    assert result.exit_code == 1
    assert "ValueError: told" in result.output
    assert "untold" not in result.output
    assert "examples: 1 of 3 ran" in result.output


def test_what_still_runs_when_one_fails_is_ended(write: Write) -> None:
    fails = (
        "import pathlib, time\ndef main():\n"
        "    while not pathlib.Path('started').exists(): time.sleep(0.01)\n    raise ValueError\n"
    )
    runs_on = "import pathlib, time\ndef main():\n    pathlib.Path('started').touch()\n    time.sleep(99)\n"
    root = write(TOPIC | {"shop/a.py": fails + GUARD, "shop/b.py": runs_on + GUARD})

    started = time.monotonic()
    result = examples("--project", root, "--workers", "2", "--timeout", "90")

    assert result.exit_code == 1
    assert time.monotonic() - started < DEADLINE


@pytest.mark.parametrize(
    ("files", "path", "message"),
    [
        ({}, "nowhere", "nowhere: no such file or folder"),
        ({"shop/a.py": "x = 1"}, "shop", "no file with a main()"),
        ({"shop/a.py": "def f(:"}, "shop", "a.py:1: not Python"),
    ],
)
def test_questions_without_an_answer_are_refused(write: Write, files: dict[str, str], path: str, message: str) -> None:
    result = examples(write(TOPIC | files) / path)

    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_ends_the_example(write: Write, tmp_path: Path, number: signal.Signals) -> None:
    main = "def main():\n    import os, time\n    open('started', 'w').write(str(os.getpid()))\n    time.sleep(99)\n"
    started = write(TOPIC | {"shop/a.py": main + GUARD}) / "started"
    command = [sys.executable, "-m", "study.examples", "--project", str(tmp_path)]

    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + DEADLINE
        while not (started.exists() and started.read_text()):
            assert time.monotonic() < deadline
            threading.Event().wait(0.01)
        process.send_signal(number)
        output, _ = process.communicate(timeout=DEADLINE)

    assert process.returncode == 130
    assert "examples: interrupted" in output
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)
