"""Drawings of sorts: what the recorded list writes down, what a frame shows, and that the real sorts are drawn."""

import io
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from drawings.sorting import SORTS, Event, RecordedList, bars, draw, frames, main


def shown(frame: RenderableType) -> str:
    console = Console(file=io.StringIO(), width=80, _environ={})
    console.print(frame)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def coloured(frame: RenderableType) -> str:
    console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system="standard", _environ={})
    console.print(frame)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


RED, GREEN, YELLOW = "\x1b[31m", "\x1b[32m", "\x1b[33m"


def test_reads_and_writes_by_index_are_recorded_in_order() -> None:
    numbers = RecordedList([7, 8, 9])

    numbers[-1] = numbers[0]

    assert numbers == [7, 8, 7]
    assert numbers.events == [Event("read", range(1), (7, 8, 9)), Event("write", range(2, 3), (7, 8, 7))]


def test_a_slice_is_read_at_once_and_written_place_by_place() -> None:
    numbers = RecordedList([1, 2, 3])

    numbers[1:] = numbers[:2]

    assert numbers == [1, 1, 2]
    assert numbers.events == [
        Event("read", range(2), (1, 2, 3)),
        Event("write", range(1, 2), (1, 1, 3)),
        Event("write", range(2, 3), (1, 1, 2)),
    ]


def test_a_slice_that_changes_the_length_is_one_write() -> None:
    numbers = RecordedList([1, 2, 3])

    numbers[1:] = [5]

    assert numbers == [1, 5]
    assert [(event.kind, event.values) for event in numbers.events] == [("write", (1, 5))]


def test_an_index_outside_is_an_error_and_no_event() -> None:
    numbers = RecordedList([1])

    with pytest.raises(IndexError):
        numbers[1]
    with pytest.raises(IndexError):
        numbers[-2] = 5

    assert numbers.events == []


@settings(max_examples=40)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=20), st.integers(1, 6))
def test_each_bar_is_as_high_as_its_value(values: list[int], rows: int) -> None:
    lines = bars(values, {}, rows).plain.split("\n")

    assert len(lines) == rows
    for place, value in enumerate(values):
        column = [line[2 * place] for line in lines]
        eighths = sum(" ▁▂▃▄▅▆▇█".index(cell) for cell in column)
        assert eighths == value * rows * 8 // max([*values, 1])
        assert column == sorted(column)


def test_a_bar_has_the_colour_of_its_place() -> None:
    assert coloured(bars([1, 1], {1: "red"}, rows=1)) == "\x1b[34m█ \x1b[0m\x1b[31m█\x1b[0m\n"


def test_nothing_to_draw_is_no_error() -> None:
    assert bars([], {}, rows=1).plain == ""
    assert len(list(frames("heap_sort", []))) == 1


@pytest.mark.parametrize("name", SORTS)
def test_the_last_frame_of_every_sort_is_in_order_and_green(name: str) -> None:
    values = [3, 1, 4, 2, 8, 6, 7, 5]

    *steps, last = frames(name, values)

    title, *picture = shown(last).splitlines()
    assert title.startswith(f"{name}: ")
    assert "\n".join(picture) == bars(sorted(values), {}).plain
    assert GREEN in coloured(last)
    assert RED not in coloured(last)
    assert len(steps) > len(values)


def test_frames_follow_the_events_and_count_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def swap(numbers: list[int]) -> None:
        numbers[0], numbers[1] = numbers[1], numbers[0]

    monkeypatch.setitem(SORTS, "swap", swap)

    found = list(frames("swap", [2, 1]))

    titles = [shown(frame).splitlines()[0] for frame in found]
    assert titles == [
        "swap: 1 reads, 0 writes",
        "swap: 2 reads, 0 writes",
        "swap: 2 reads, 1 writes",
        "swap: 2 reads, 2 writes",
        "swap: 2 reads, 2 writes",
    ]
    assert [YELLOW in coloured(frame) for frame in found] == [True, True, False, False, False]
    assert [RED in coloured(frame) for frame in found] == [False, False, True, True, False]


def test_a_sort_that_does_not_sort_ends_in_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SORTS, "nothing", lambda numbers: None)

    (only,) = frames("nothing", [2, 1])

    assert RED in coloured(only)
    assert GREEN not in coloured(only)


def test_an_unknown_name_is_a_key_error_of_frames_and_ends_draw_before_it_draws(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(KeyError, match="bogo_sort"):
        next(frames("bogo_sort", [1]))
    with pytest.raises(
        SystemExit, match=r"^no sort is called bogo_sort, expected one of bubble_sort, selection_sort, "
    ):
        draw("heap_sort", "bogo_sort")

    assert capsys.readouterr().out == ""


def test_draw_shows_all_sorts_without_names(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("drawings.sorting.SORTS", {name: SORTS[name] for name in ("insertion_sort", "merge_sort")})

    draw()

    titles = [line.split(":")[0] for line in capsys.readouterr().out.splitlines() if ":" in line]
    assert titles == ["insertion_sort", "merge_sort"]


def test_main_draws_what_the_command_line_names(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["sorting.py", "merge_sort"])

    main()

    assert capsys.readouterr().out.startswith("merge_sort: ")
