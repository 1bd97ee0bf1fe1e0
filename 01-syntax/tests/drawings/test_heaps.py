"""Drawings of heaps: the real heap is drawn, comparison by comparison."""

import io
import random
import re
import sys

import pytest
from rich.console import Console, RenderableType

from drawings.heaps import ITEMS, array, draw, frames, main, steps, tree
from structures.heap import Heap
from structures.heap import main as main_of_heap


def shown(frame: RenderableType, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, _environ={})
    console.print(frame)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_steps_follow_the_real_heap() -> None:
    heap, expected = Heap[int](), []
    for item in ITEMS:
        heap.push(item)
        expected.append((f"push {item}", list(heap), [item]))
    for _ in range(len(ITEMS) // 2):
        popped = heap.pop()
        expected.append((f"pop {popped}", list(heap), [heap.peek()]))

    done = [step for step in steps(ITEMS) if "?" not in step.title]

    assert [tuple(step) for step in done] == expected


def test_each_comparison_is_a_step_with_both_items_marked() -> None:
    items = random.Random(4).sample(range(100), 12)
    asked = []

    class Noted(int):
        def __lt__(self, other: int) -> bool:
            asked.append([int(self), int(other)])
            return int(self) < int(other)

    heap = Heap[Noted]()
    for item in items:
        heap.push(Noted(item))
    for _ in range(6):
        heap.pop()

    compared = [step for step in steps(items) if "?" in step.title]

    assert [step.marked for step in compared] == asked
    for step in compared:
        assert re.search(r": is (\d+) < (\d+)\?$", step.title)
        assert step.title.endswith(f": is {step.marked[0]} < {step.marked[1]}?")
        assert set(step.marked) <= set(step.items)


def test_comparisons_show_the_heap_before_anything_moves() -> None:
    assert [tuple(step) for step in steps([2, 1])] == [
        ("push 2", [2], [2]),
        ("push 1: is 1 < 2?", [2, 1], [1, 2]),
        ("push 1", [1, 2], [1]),
        ("pop 1", [2], [2]),
    ]


def test_a_tree_has_a_line_for_each_level_and_branches_between() -> None:
    lines = tree(range(10, 16), [12]).plain.splitlines()

    assert [line.split() for line in lines[::2]] == [["10"], ["11", "12"], ["13", "14", "15"]]
    assert [line.count("┌") for line in lines[1::2]] == [1, 2]
    assert [line.count("┐") for line in lines[1::2]] == [1, 1]
    assert lines[1].index("┌") < lines[0].index("10") < lines[1].index("┐")
    assert tree([], []).plain == ""


def test_marked_items_are_highlighted_in_tree_and_list() -> None:
    for text in (tree([1, 2, 3], [2]), array([1, 2, 3], [2])):
        marked = [text.plain[span.start : span.end].strip() for span in text.spans if "yellow" in str(span.style)]
        assert marked == ["2"]


def test_a_tree_of_more_than_15_items_is_refused() -> None:
    assert len(tree(range(15), []).plain.splitlines()) == 7
    with pytest.raises(ValueError, match=r"^cannot draw 16 items, at most 15$"):
        tree(range(16), [])


def test_the_list_shows_places_from_1() -> None:
    places, items = array([50, 7], []).plain.splitlines()

    assert places.split() == ["1", "2"]
    assert items.split() == ["50", "7"]
    assert len(places) == len(items)


def test_frames_show_title_tree_and_list_in_one_size() -> None:
    pictures = [shown(frame) for frame in frames([3, 1])]

    assert len(pictures) == len(list(steps([3, 1])))
    assert "push 1: is 1 < 3?" in pictures[1]
    assert "┌" in pictures[1]
    assert {len(picture.splitlines()) for picture in pictures} == {13}
    assert {len(line) for picture in pictures for line in picture.splitlines()} == {68}


def test_drawing_ends_in_the_last_frame(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = []
    monkeypatch.setattr(sys, "argv", ["heap.py", "--draw"])
    monkeypatch.setattr(sys, "path", ["here", *sys.path])

    for call in (draw, main, main_of_heap):
        call()
        outputs.append(capsys.readouterr().out)

    assert outputs[0] == outputs[1] == outputs[2]
    assert "pop 30" in outputs[0]
