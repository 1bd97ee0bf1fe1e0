import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Write
from study.processes import Finished, Runner, Start, start_process
from study.projects import Project
from study.warm import CAN_FORK, WarmPython, outside_imports, plugins_of_pytest

DEADLINE = 20.0
FORKS = pytest.mark.skipif(not CAN_FORK, reason="forks are for Linux")


@pytest.fixture(scope="module")
def python() -> Iterator[WarmPython]:
    with WarmPython(["colorsys", "no_such_module"], os.environ) as python:
        yield python


@pytest.fixture(params=["fork", "process"])
def start(request: pytest.FixtureRequest, python: WarmPython) -> Start:
    return python.start if request.param == "fork" else start_process


def run(
    start: Start, folder: Path, code: str, *arguments: str, timeout: float = DEADLINE, **environment: str
) -> Finished:
    (folder / "asked.py").write_text(code)
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment}
    with Runner(patience=0.2) as runner:
        command = [sys.executable, "-m", "asked", *arguments]
        return runner.run(command, cwd=folder, env=env, timeout=timeout, start=start)


def test_a_fork_finds_what_it_would_find_as_a_process(start: Start, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "helper.py").write_text("WORD = 'helped'")
    code = "import os, sys, helper; print(os.getcwd(), sys.argv[1:], os.environ['COLOUR'], helper.WORD, __name__)"

    finished = run(start, tmp_path, code, "a", "-b", COLOUR="red", PYTHONPATH=str(elsewhere))

    assert finished.output == f"{tmp_path} ['a', '-b'] red helped __main__\n"
    assert finished.returncode == 0


def test_a_file_finds_its_neighbours_as_it_would_as_a_process(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "neighbour.py").write_text("WORD = 'found'")
    (tmp_path / "helper.py").write_text("WORD = 'helped'")
    code = "import os, sys, helper, neighbour\n"
    code += "print(os.getcwd(), sys.argv, helper.WORD, neighbour.WORD, __name__, __file__)"
    file = folder / "asked.py"
    file.write_text(code)
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(tmp_path)}

    with Runner(patience=0.2) as runner:
        command = [sys.executable, str(file), "a"]
        finished = runner.run(command, cwd=tmp_path, env=env, timeout=DEADLINE, start=start)

    assert finished.output == f"{tmp_path} ['{file}', 'a'] helped found __main__ {file}\n"
    assert finished.returncode == 0


def test_variables_that_are_not_named_are_gone(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import os; print('COLOUR' in os.environ)"
    monkeypatch.setenv("COLOUR", "red")
    with_it = run(start, tmp_path, code)
    monkeypatch.delenv("COLOUR")

    assert (with_it.output, run(start, tmp_path, code).output) == ("True\n", "False\n")


@pytest.mark.parametrize(
    ("code", "returncode"),
    [
        ("raise SystemExit(3)", 3),
        ("raise SystemExit('words')", 1),
        ("raise SystemExit", 0),
        ("1 / 0", 1),
        ("import os; os._exit(5)", 5),
    ],
)
def test_the_exit_code_comes_back(python: WarmPython, tmp_path: Path, code: str, returncode: int) -> None:
    by_process = run(start_process, tmp_path, code).returncode
    by_fork = run(python.start, tmp_path, code).returncode

    assert by_process == returncode
    # One that ends without Python's own end cannot tell its code.
    assert by_fork == (-9 if CAN_FORK and "_exit" in code else returncode)


def test_an_error_is_printed(start: Start, tmp_path: Path) -> None:
    assert "ZeroDivisionError" in run(start, tmp_path, "1 / 0").output


def test_there_is_no_input(start: Start, tmp_path: Path) -> None:
    assert "EOFError" in run(start, tmp_path, "input()").output


def test_a_fork_leads_a_group_of_its_own(start: Start, tmp_path: Path) -> None:
    assert run(start, tmp_path, "import os; print(os.getpgid(0) == os.getpid())").output == "True\n"


def test_the_end_of_a_child_can_be_waited_for(start: Start, tmp_path: Path) -> None:
    code = "import subprocess, sys; print(subprocess.run([sys.executable, '-c', 'raise SystemExit(7)']).returncode)"

    assert run(start, tmp_path, code).output == "7\n"


def test_what_is_to_be_done_at_exit_is_done_before_the_code_is_told(start: Start, tmp_path: Path) -> None:
    code = "import atexit, pathlib, time; atexit.register(lambda: (time.sleep(0.2), pathlib.Path('done').touch()))"

    run(start, tmp_path, code)

    assert (tmp_path / "done").exists()


def test_time_is_limited(start: Start, tmp_path: Path) -> None:
    finished = run(start, tmp_path, "print('before', flush=True); import time; time.sleep(99)", timeout=0.5)

    assert (finished.returncode, finished.output.splitlines()[0]) == (None, "before")


@FORKS
def test_modules_are_imported_once_and_unknown_ones_left_out(python: WarmPython, tmp_path: Path) -> None:
    code = "import sys; print('colorsys' in sys.modules)"

    assert run(python.start, tmp_path, code).output == "True\n"
    assert run(start_process, tmp_path, code).output == "False\n"


@FORKS
def test_one_run_does_not_see_what_another_imported(python: WarmPython, tmp_path: Path) -> None:
    code = "import sys; print('wave' in sys.modules); import wave"

    outputs = [run(python.start, tmp_path, code).output for _ in range(2)]

    assert outputs == ["False\n", "False\n"]


@FORKS
def test_forks_run_side_by_side(python: WarmPython, tmp_path: Path) -> None:
    # Each waits for the file that the other makes.
    code = """
import pathlib, sys, time
pathlib.Path(sys.argv[1]).touch()
while not pathlib.Path(sys.argv[2]).exists():
    time.sleep(0.01)
"""
    results: list[int | None] = []
    threads = [
        threading.Thread(target=lambda pair=pair: results.append(run(python.start, tmp_path, code, *pair).returncode))
        for pair in (("a", "b"), ("b", "a"))
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE)

    assert results == [0, 0]


@FORKS
def test_other_commands_are_started_as_they_are(python: WarmPython, tmp_path: Path) -> None:
    with Runner() as runner:
        command = [sys.executable, "-c", "import sys; print('colorsys' in sys.modules)"]
        finished = runner.run(command, cwd=tmp_path, env=os.environ, timeout=DEADLINE, start=python.start)

    assert finished.output == "False\n"


@FORKS
def test_a_fork_is_asked_and_waited_for_like_a_process(python: WarmPython, tmp_path: Path) -> None:
    (tmp_path / "asked.py").write_text("import pathlib, time\nwhile not pathlib.Path('go').exists(): time.sleep(0.01)")
    with (tmp_path / "output").open("wb") as output:
        process = python.start([sys.executable, "-m", "asked"], tmp_path, os.environ, output)

        assert process.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.01)
        (tmp_path / "go").touch()
        assert process.wait(DEADLINE) == 0
        assert process.poll() == 0


def test_outside_imports_leave_out_the_project_and_what_runs_later(write: Write) -> None:
    root = write(
        {
            "pyproject.toml": "",
            "shop/cart.py": "import json, shop.words\nfrom decimal import Decimal\ndef f():\n    import wave\n",
            "shop/words.py": "from . import cart\ntry:\n    import email.message\nexcept ImportError:\n    pass\n",
            "shop/broken.py": "import nothing\nx =",
            "tests/helper.py": "import fractions",
            "tests/test_cart.py": "import helper\nfrom shop.cart import f\n",
        }
    )

    assert outside_imports(Project(root)) == ["decimal", "email.message", "fractions", "json"]
    assert outside_imports(Project(root), tests=False) == ["decimal", "email.message", "json"]


def test_the_plugins_are_those_that_pytest_loads_whatever_the_tests_are() -> None:
    found = plugins_of_pytest()

    assert {"pytest_cov.plugin", "xdist.plugin"} <= set(found)
    assert "_hypothesis_pytestplugin" not in found
