"""Two stacks: what lies before a cursor, and what lies behind it.

Signal: a cursor that moves one step at a time, undo and redo, back and forward, "build a queue from stacks".
Template: split the sequence where you are, into two stacks with their tops there. A step pops from one and pushes on
the other, an edit works on one.
Cost: O(1) a step or edit; turning a whole stack over is O(n), but each item is turned once, so amortised O(1).
Not for: jumps to any place: every place between is passed (a rope, a balanced tree); at work a queue is
``collections.deque``.
Asked: design a text editor with a cursor; undo and redo; a queue from two stacks, and why is that O(1) on average?
Source: Okasaki, Purely Functional Data Structures, section 5.2; Crowley, Data Structures for Text Sequences (1998).
"""

from collections import deque


class TextCursor:
    """A text with a cursor in it, as an editor has; at first an empty one.

    Up to 100,000 characters and operations, most of them near the one before: typing must not move the rest.

    >>> cursor = TextCursor()
    >>> cursor.insert("help"); cursor.move(-1); cursor.insert("l"); cursor.delete(2)
    2
    >>> cursor.text, cursor.position
    ('hep', 2)
    """

    def __init__(self) -> None:
        """Start with no text."""
        # Aloud: Two stacks of characters: what is left of the cursor, and what is right of it, the nearest on top. To
        # type is to push, to delete is to pop, to move is to pop here and push there.
        # Brute force: one text and an index; each change copies the text, O(n).
        # Better: O(1) a character typed, deleted or passed; O(n) for the text as a whole.
        # Follow-ups: jumps (a gap buffer pays too; a rope does not); undo; several cursors.
        self._before: list[str] = []
        self._behind: list[str] = []

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self._before) + "".join(reversed(self._behind))

    @property
    def position(self) -> int:
        """How many characters are left of the cursor."""
        return len(self._before)

    def insert(self, text: str) -> None:
        """Put a text at the cursor, which then stands behind it."""
        self._before += text

    def delete(self, count: int) -> int:
        """Delete up to ``count`` characters left of the cursor, and return how many there were.

        Raises ValueError ``cannot delete -1 characters`` for a negative count.
        """
        if count < 0:
            raise ValueError(f"cannot delete {count} characters")
        there = min(count, len(self._before))
        del self._before[len(self._before) - there :]
        return there

    def move(self, count: int) -> None:
        """Move the cursor by ``count`` characters, to the left if negative, and no further than the text goes."""
        source, target = (self._before, self._behind) if count < 0 else (self._behind, self._before)
        for _ in range(min(abs(count), len(source))):
            target.append(source.pop())


class TextCursorBruteForce:
    """The same by one text and an index: every change copies the text."""

    def __init__(self) -> None:
        """Start with no text."""
        self.text = ""
        self.position = 0

    def insert(self, text: str) -> None:
        """Cut the text at the cursor and join the three parts."""
        self.text = self.text[: self.position] + text + self.text[self.position :]
        self.position += len(text)

    def delete(self, count: int) -> int:
        """Join what is left of the deleted part and what is right of it; refuse as the better one does."""
        if count < 0:
            raise ValueError(f"cannot delete {count} characters")
        start = max(self.position - count, 0)
        there = self.position - start
        self.text = self.text[:start] + self.text[self.position :]
        self.position = start
        return there

    def move(self, count: int) -> None:
        """Add to the index, within the text."""
        self.position = min(max(self.position + count, 0), len(self.text))


class History[T]:
    """The versions of a document, to undo and redo; at most ``limit`` undos are kept, the oldest go first.

    Nothing is copied. Saving after an undo forgets what could have been redone. 100,000 operations, amortised O(1).

    >>> history = History("draft", limit=9)
    >>> history.save("sent"); history.undo(), history.current, history.redo(), history.redo(), history.current
    (True, 'draft', True, False, 'sent')
    """

    def __init__(self, version: T, limit: int) -> None:
        """Start with a version; raise ValueError ``limit must not be negative, not -1`` for such a limit."""
        # Aloud: Two stacks: what an undo returns to, and what a redo returns to. A save empties the second. The first
        # loses its oldest at the limit, so it is a deque with a maximum length.
        # Brute force: one list of all versions and an index; memory grows with every save, and the limit is a slice.
        # Better: O(1) amortised (a save drops all redos, but an undo each put them there), O(limit) cheap versions.
        # Follow-ups: name a version and keep it; branches instead of forgetting; undo of one user among several.
        if limit < 0:
            raise ValueError(f"limit must not be negative, not {limit}")
        self._current = version
        self._undos: deque[T] = deque(maxlen=limit)
        self._redos: list[T] = []

    @property
    def current(self) -> T:
        """The version that counts now."""
        return self._current

    def save(self, version: T) -> None:
        """Make this the current version."""
        self._undos.append(self._current)
        self._current = version
        self._redos.clear()

    def undo(self) -> bool:
        """Go back to the version before, and return True; False, and no change, when none is kept."""
        if not self._undos:
            return False
        self._redos.append(self._current)
        self._current = self._undos.pop()
        return True

    def redo(self) -> bool:
        """Take the last undo back, and return True; False, and no change, when there is none."""
        if not self._redos:
            return False
        self._undos.append(self._current)
        self._current = self._redos.pop()
        return True


class HistoryBruteForce[T]:
    """The same by a list of all versions and an index: a save copies the list."""

    def __init__(self, version: T, limit: int) -> None:
        """Start with a version; refuse what the better one refuses."""
        if limit < 0:
            raise ValueError(f"limit must not be negative, not {limit}")
        self._versions, self._at, self._limit = [version], 0, limit

    @property
    def current(self) -> T:
        """The version that counts now."""
        return self._versions[self._at]

    def save(self, version: T) -> None:
        """Cut what was undone, add the version, and drop what exceeds the limit."""
        self._versions = [*self._versions[: self._at + 1], version][-self._limit - 1 :]
        self._at = len(self._versions) - 1

    def undo(self) -> bool:
        """Move the index back, if possible."""
        moved = self._at > 0
        self._at -= moved
        return moved

    def redo(self) -> bool:
        """Move the index on, if possible."""
        moved = self._at < len(self._versions) - 1
        self._at += moved
        return moved


class StackQueue[T]:
    """A queue that uses nothing but two lists, and of those nothing but ``append``, ``pop`` at the end, and length.

    Up to 1,000,000 operations, in any mixture; all together must take time in proportion to their number.

    >>> queue = StackQueue[str]()
    >>> queue.put("a"); queue.put("b"); queue.get(), len(queue)
    ('a', 1)
    """

    def __init__(self) -> None:
        """Start empty."""
        # Aloud: One stack for what comes in, one for what goes out. When the second is empty, the first is turned over
        # into it, which puts the oldest on top. Each item is pushed twice and popped twice in its life.
        # Brute force: one list and pop(0), which moves all the rest: O(n) a get.
        # Better: O(1) amortised, O(n) for a single get; O(n) memory.
        # Follow-ups: worst case O(1) (turn over a few at each step); the minimum of a queue (each stack keeps its).
        self._coming: list[T] = []
        self._going: list[T] = []

    def __len__(self) -> int:
        """Return how many items wait."""
        return len(self._coming) + len(self._going)

    def put(self, item: T) -> None:
        """Add an item at the end."""
        self._coming.append(item)

    def get(self) -> T:
        """Remove the item that waits longest, and return it; raise IndexError ``get from an empty queue`` for none."""
        if not self._going:
            while self._coming:
                self._going.append(self._coming.pop())
        if not self._going:
            raise IndexError("get from an empty queue")
        return self._going.pop()


class StackQueueBruteForce[T](list[T]):
    """The same by one list: a get moves all that is left, O(n)."""

    def put(self, item: T) -> None:
        """Add an item at the end."""
        self.append(item)

    def get(self) -> T:
        """Remove the first item and return it; refuse as the better one does."""
        if not self:
            raise IndexError("get from an empty queue")
        return self.pop(0)


def main() -> None:
    """Type in the middle of a text, go back in time, and wait in line."""
    cursor = TextCursor()
    for text, step in (("SELECT * users", -5), ("FROM ", 0)):
        cursor.insert(text)
        cursor.move(step)
    print(cursor.text[: cursor.position] + "|" + cursor.text[cursor.position :])
    history = History("draft", limit=2)
    for version in ("reviewed", "signed", "sent"):
        history.save(version)
    print("Undone:", [history.undo() for _ in range(3)], "- now:", history.current, "- redone:", history.redo())
    queue = StackQueue[str]()
    queue.put("ada")
    print("Who waits longest:", queue.get())


if __name__ == "__main__":
    main()
