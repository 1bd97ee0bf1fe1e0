import os
import sys
import threading
import time
from pathlib import Path

import pytest

from study.processes import Finished, Runner

DEADLINE = 20.0
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="process groups and signals are POSIX")


def run(runner: Runner, code: str, tmp_path: Path, timeout: float = DEADLINE) -> Finished:
    return runner.run([sys.executable, "-c", code], cwd=tmp_path, env=os.environ, timeout=timeout)


def wait_for(file: Path) -> int:
    """Wait until a process has written its id to a file."""
    deadline = time.monotonic() + DEADLINE
    while not (file.exists() and file.read_text()):
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)
    return int(file.read_text())


def assert_ends(pid: int) -> None:
    """Wait until a process is gone, or is but a zombie that nobody has asked about yet."""
    deadline = time.monotonic() + DEADLINE
    while is_alive(pid):
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


@pytest.fixture
def runner() -> Runner:
    return Runner(patience=0.2)


def test_output_of_both_streams_and_the_code_come_back(runner: Runner, tmp_path: Path) -> None:
    code = "import os, sys; print(os.getcwd(), flush=True); print('ä', file=sys.stderr); sys.exit(3)"

    finished = run(runner, code, tmp_path)

    assert finished.returncode == 3
    assert finished.output.splitlines()[0] == str(tmp_path)
    assert len(finished.output.splitlines()) == 2
    assert 0 < finished.seconds < DEADLINE


def test_commands_have_no_input(runner: Runner, tmp_path: Path) -> None:
    assert run(runner, "print(repr(input()))", tmp_path).returncode == 1


def test_command_is_ended_when_its_time_is_up(runner: Runner, tmp_path: Path) -> None:
    finished = run(runner, "print('before', flush=True); import time; time.sleep(99)", tmp_path, timeout=0.5)

    assert finished.returncode is None
    assert "before" in finished.output


@POSIX
def test_interrupted_command_may_put_its_things_away(tmp_path: Path) -> None:
    code = """
        try:
            print('before', flush=True)
            time.sleep(99)
        except KeyboardInterrupt:
            print('put away')
        """

    finished = run(Runner(patience=DEADLINE), "import time\nif 1:" + code, tmp_path, timeout=0.5)

    assert finished.output.split("\n")[:2] == ["before", "put away"]


@POSIX
@pytest.mark.parametrize("leader", ["sys.exit(0)", "time.sleep(99)"])
def test_nothing_of_the_group_stays_behind(runner: Runner, tmp_path: Path, leader: str) -> None:
    code = f"""
import os, signal, subprocess, sys, time
if sys.argv[1:]:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    open("pid", "w").write(str(os.getpid()))
    time.sleep(99)
subprocess.Popen([sys.executable, __file__, "child"])
while not (os.path.exists("pid") and os.path.getsize("pid")):
    time.sleep(0.01)
{leader}
"""
    script = tmp_path / "script.py"
    script.write_text(code)

    runner.run([sys.executable, str(script)], cwd=tmp_path, env=os.environ, timeout=2)

    assert_ends(wait_for(tmp_path / "pid"))


@POSIX
def test_stopping_ends_what_runs_in_other_threads(runner: Runner, tmp_path: Path) -> None:
    results: list[Finished] = []
    code = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(99)"
    thread = threading.Thread(target=lambda: results.append(run(runner, code, tmp_path)))

    with runner:
        thread.start()
        pid = wait_for(tmp_path / "pid")
    thread.join(DEADLINE)

    assert [result.returncode for result in results] == [None]
    assert_ends(pid)


def test_stopped_runner_starts_nothing(runner: Runner, tmp_path: Path) -> None:
    runner.stop()
    runner.stop()

    assert run(runner, "open('made', 'w')", tmp_path) == Finished(None, "", 0.0)
    assert not (tmp_path / "made").exists()


@POSIX
def test_interrupt_from_the_terminal_does_not_reach_the_command(runner: Runner, tmp_path: Path) -> None:
    finished = run(runner, "import os; print(os.getpgid(0) == os.getpid())", tmp_path)

    assert finished.output.strip() == "True"
