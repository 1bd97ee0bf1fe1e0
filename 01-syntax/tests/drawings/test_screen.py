"""The player: all frames on a terminal, the last one elsewhere, and a terminal that is sane afterwards."""

import importlib
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

import drawings.screen
from drawings.screen import main, play

HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


def terminal() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=40, height=10, _environ={"TERM": "xterm-256color"})


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_terminal_sees_every_frame_in_order_and_keeps_the_last() -> None:
    console = terminal()

    play(iter(["first", "second", "third"]), 0, console=console)

    out = written(console)
    assert out.index("first") < out.index("second") < out.index("third")
    assert out.index(HIDE_CURSOR) < out.index("first")
    assert out.index("third") < out.rindex(SHOW_CURSOR)


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {}], ids=["dumb terminal", "no terminal"])
def test_where_the_cursor_cannot_move_only_the_last_frame_is_printed(environment: dict[str, str]) -> None:
    console = Console(file=io.StringIO(), force_terminal=bool(environment), width=40, _environ=environment)

    play(["first", "second"], 0, console=console)

    assert written(console) == "second\n"


def test_standard_output_is_the_default_and_in_a_test_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    play(["first", "second"])

    assert capsys.readouterr().out == "second\n"


def test_without_frames_a_pipe_gets_nothing() -> None:
    console = Console(file=io.StringIO())

    play([], console=console)

    assert written(console) == ""


def test_each_frame_is_shown_before_the_next_is_made() -> None:
    console = terminal()
    seen = []

    def frames() -> Iterator[str]:
        yield "first"
        seen.append("first" in written(console))

    play(frames(), 0, console=console)

    assert seen == [True]


def interrupted(error: BaseException) -> Iterator[str]:
    yield "first"
    raise error


def test_ctrl_c_gives_the_cursor_back_and_ends_the_program() -> None:
    console = terminal()

    with pytest.raises(SystemExit) as ending:
        play(interrupted(KeyboardInterrupt()), 0, console=console)

    assert ending.value.code == 130
    assert written(console).endswith(SHOW_CURSOR)


def test_an_error_while_drawing_gives_the_cursor_back_and_passes_on() -> None:
    console = terminal()

    with pytest.raises(ZeroDivisionError):
        play(interrupted(ZeroDivisionError()), 0, console=console)

    assert written(console).endswith(SHOW_CURSOR)


def test_a_negative_pause_is_refused_before_anything_is_drawn() -> None:
    console = terminal()

    with pytest.raises(ValueError, match=r"^pause must be 0 or more seconds, not -1$"):
        play(["first"], -1, console=console)

    assert written(console) == ""


def test_without_rich_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.live", None)  # what an import of a missing module meets

    with pytest.raises(ModuleNotFoundError, match="drawings need rich, and `nox -s run -- PATH --draw` brings it"):
        importlib.reload(drawings.screen)

    monkeypatch.undo()
    importlib.reload(drawings.screen)


def test_main_prints_the_last_place_of_the_ball(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    ball, comment = capsys.readouterr().out.splitlines()
    assert ball == "   o"
    assert "in a pipe" in comment.lower()


DRAWN = [
    "structures/heap.py",
    "structures/balanced_tree.py",
    "structures/hash_table.py",
    "structures/open_addressing.py",
    "algorithms/sorting.py",
    "algorithms/elementary_sorts.py",
    "algorithms/graph_algorithms.py",
]


@pytest.mark.parametrize("file", DRAWN)
def test_every_file_that_draws_says_so_too(file: str) -> None:
    root = Path(__file__).parents[2]
    without = (
        "import runpy, sys; sys.modules['rich'] = None; sys.path.insert(0, ''); sys.argv = [sys.argv[1], '--draw']; "
    )
    without += "runpy.run_path(sys.argv[0], run_name='__main__')"

    finished = subprocess.run([sys.executable, "-c", without, file], cwd=root, capture_output=True, text=True)

    assert finished.returncode == 1
    assert "drawings need rich, and `nox -s run -- PATH --draw` brings it" in finished.stderr.splitlines()[-1]
