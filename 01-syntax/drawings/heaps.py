"""Draw a heap at work: the list and the tree that it stands for, while items sift up and down.

The real ``Heap`` is drawn. Its items note with whom they are compared, so each comparison becomes a frame, and after
the last one the heap is shown as it has become. One sees that a push looks at one path upwards, and a pop at one path
down, past the smaller child each time, and that all the others are left alone.

Cost: a frame for each comparison.
Not for: more than 15 items; a fifth level is wider than a terminal.
Asked: draw the heap after each of these pushes. How many comparisons does the next pop take?
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, figures 6.2 to 6.5
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from drawings.screen import play
from structures.heap import Heap

WIDTH = 64
ITEMS = [50, 30, 70, 20, 60, 10, 40, 80, 25, 5]


class Step(NamedTuple):
    """One frame: what is being done, the items level by level, and those to be marked."""

    title: str
    items: list[int]
    marked: list[int]


class _Noting(int):
    """A number that notes with whom it is compared."""

    notes: list[tuple[int, int]]

    def __lt__(self, other: int) -> bool:
        self.notes.append((int(self), int(other)))
        return int(self) < int(other)


def steps(items: Iterable[int]) -> Iterator[Step]:
    """Yield the steps of pushing all items into a heap and of popping half of them, rounded down.

    Each comparison is a step with both items marked and a title such as ``push 20: is 20 < 50?``, before anything is
    moved; then comes one of the heap as it has become, ``push 20``, with the item marked, or ``pop 5`` with the item
    marked that is first now.
    """
    notes: list[tuple[int, int]] = []
    heap = Heap[_Noting]()

    def shown(title: str, before: list[int], mark: int) -> Iterator[Step]:
        for one, other in notes:
            yield Step(f"{title}: is {one} < {other}?", before, [one, other])
        notes.clear()
        yield Step(title, [int(item) for item in heap], [mark])

    for number in items:
        item = _Noting(number)
        item.notes = notes
        before = [int(each) for each in heap]
        heap.push(item)
        yield from shown(f"push {number}", [*before, number], number)
    for _ in range(len(heap) // 2):
        before = [int(each) for each in heap]
        popped = heap.pop()
        yield from shown(f"pop {int(popped)}", before, int(heap.peek()))


def tree(items: Sequence[int], marked: Sequence[int]) -> Text:
    """Return the items as a tree, one line a level and a line of branches between two, the marked ones on yellow.

    A branch is ``┌`` and dashes to a left child, dashes and ``┐`` to a right one. At most 15 items: ValueError
    ``cannot draw 16 items, at most 15``.
    """
    if len(items) > 15:
        raise ValueError(f"cannot draw {len(items)} items, at most 15")
    text = Text()
    level = 0
    while items:
        width = WIDTH >> level
        if level:
            branch = ("┌" + "─" * (width // 2 - 1)).rjust(width), ("─" * (width // 2 - 1) + "┐").ljust(width)
            text.append("".join(branch[place % 2] for place in range(min(1 << level, len(items)))).rstrip() + "\n")
        for item in items[: 1 << level]:
            text.append(f"{item}".center(width), "bold black on yellow" if item in marked else "")
        text.append("\n")
        items = items[1 << level :]
        level += 1
    return text


def array(items: Sequence[int], marked: Sequence[int]) -> Text:
    """Return the items as the list in which they stand, the marked ones on yellow; above them their places, from 1.

    Items and places are right-aligned in columns of 4.
    """
    places, text = Text(style="dim"), Text()
    for place, item in enumerate(items, start=1):
        places.append(f"{place:>4}")
        text.append(" ")
        text.append(f"{item:>3}", "bold black on yellow" if item in marked else "")
    return Text("\n").join([places, text])


def frames(items: Iterable[int]) -> Iterator[RenderableType]:
    """Yield a frame for each of the ``steps``: the tree, below it the list, and above them what is being done.

    All have one size, 13 lines of ``WIDTH + 4`` columns, so that nothing jumps.
    """
    for step in steps(items):
        body = Group(tree(step.items, step.marked), array(step.items, step.marked))
        yield Panel(body, title=step.title, width=WIDTH + 4, height=13)


def draw() -> None:
    """Play pushes and pops in the terminal."""
    play(frames(ITEMS), pause=0.4)


def main() -> None:
    """Play them."""
    draw()


if __name__ == "__main__":
    main()
