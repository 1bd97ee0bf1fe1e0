"""Garbage collection: counting frees at once, and cycles wait for the collector.

Reference counts free an object as soon as nothing refers to it. Objects that refer to one another keep their
counts above zero for ever, so CPython has a second mechanism: now and then the cycle collector looks for
groups that only their own members refer to. In a backend a cycle is not lost memory, it is late memory: the
request is long gone while its body, its rows and its connection wait for the collector. The most common cycle
is an exception that was kept: it holds its traceback, that holds each frame, and those hold all local variables.

Cost: counting O(1) a reference, always; a full collection O(containers alive), with the program stopped.
Use it for: ``gc.collect()`` in tests of leaks; ``gc.freeze()`` before forking workers.
Not for: closing resources. When a collection comes is nobody's promise: use ``with``.
Asked: why does Python need a collector if it counts references? What does ``gc.disable()`` switch off?
Source: https://docs.python.org/3/library/gc.html
"""

import gc
import traceback
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(eq=False)
class Category:
    """A node of a shop's tree of categories that knows its parent: parent and child form a cycle."""

    name: str
    parent: "Category | None" = None
    children: list["Category"] = field(default_factory=list)

    def add(self, name: str) -> "Category":
        """Append a child of this name, whose parent is this category, and return it."""
        child = Category(name, parent=self)
        self.children.append(child)
        return child


class Upload:
    """A large request body, in the attribute ``body``."""

    def __init__(self, size: int) -> None:
        """Start with ``size`` zero bytes, which can be written to."""
        self.body = bytearray(size)


@contextmanager
def without_collector() -> Iterator[None]:
    """Switch the cycle collector off inside the ``with`` block, and back to what it was afterwards.

    What was garbage before is collected on the way in, so that the block begins with a clean table.
    """
    gc.collect()
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def survives_without_collector(*, with_parent: bool) -> bool:
    """Return whether a dropped tree of two categories is still in memory while the collector is off.

    With parent links it is (the count of neither falls to zero); without them both are freed at once.
    Leaves nothing behind: the cycle is collected before this returns.
    """
    with without_collector():
        root = Category("books")
        child = root.add("poetry")
        if not with_parent:
            child.parent = None
        alive = weakref.ref(root)
        del root, child
        survived = alive() is not None
    gc.collect()
    return survived


def collected_cycles(cycles: int) -> int:
    """Drop so many trees of two categories, and return how many of them one collection removes.

    >>> collected_cycles(3)
    3
    """
    dead: list[str] = []
    with without_collector():
        for number in range(cycles):
            root = Category(f"category {number}")
            root.add("child")
            weakref.finalize(root, dead.append, root.name)
            del root
        before = len(dead)
        gc.collect()
    return len(dead) - before


def parse_quantity(text: str, upload: Upload) -> int:
    """Return the quantity as an int; ``upload`` only stands in the frame, as large locals do.

    Raises ValueError "the upload is empty" when it is, and that of ``int`` when the text is no whole number.
    """
    if not upload.body:
        raise ValueError("the upload is empty")
    return int(text)


def upload_outlives_wrong(text: str) -> bool:
    """Return whether the upload is alive after the failed request, when the exception itself is kept.

    Keeping errors in a list "to report them later" keeps their tracebacks, so all frames and their locals.
    Without an error (a text that is a number) nothing is kept, and the upload is gone.
    """
    errors: list[ValueError] = []
    upload = Upload(1_000)
    alive = weakref.ref(upload)
    try:
        parse_quantity(text, upload)
    except ValueError as error:
        errors.append(error)
    del upload
    survived = alive() is not None
    errors.clear()
    return survived


def upload_outlives(text: str) -> bool:
    """Return the same when what is kept is only the message: the upload is freed with the request."""
    messages: list[str] = []
    upload = Upload(1_000)
    alive = weakref.ref(upload)
    try:
        parse_quantity(text, upload)
    except ValueError as error:
        messages.append(str(error))
    del upload
    return alive() is not None


def holders(thing: object) -> list[str]:
    """Return the type names of the dicts, lists, tuples and sets that refer to a thing, sorted.

    Namespaces of modules (dicts with a ``__name__``) do not count, nor the frames of running functions. The first
    question about a leak is who keeps the object; ``gc.get_referrers`` answers slowly, so in a debugger only.

    >>> order = Category("order"); by_id = {7: order}; recent = [order]
    >>> holders(order)
    ['dict', 'list']
    """
    referrers = [each for each in gc.get_referrers(thing) if isinstance(each, (dict, list, tuple, set))]
    return sorted(type(each).__name__ for each in referrers if not (isinstance(each, dict) and "__name__" in each))


def main() -> None:
    """Print who is freed when, with and without cycles."""
    print("Dropped while the collector is off:")
    for with_parent in (False, True):
        survived = survives_without_collector(with_parent=with_parent)
        links = "both ways" if with_parent else "parent to child only"
        print(f"  links {links}: {'still in memory' if survived else 'freed at once'}")
    print(f"One gc.collect() after 1,000 dropped trees: {collected_cycles(1_000):,} of them removed")
    print(f"The collector runs by itself: thresholds {gc.get_threshold()}, enabled: {gc.isenabled()}")

    print("A failed upload, after its request:")
    print(f"  the exception is kept: {'alive' if upload_outlives_wrong('ten') else 'freed'} (its traceback holds it)")
    print(f"  its message is kept:   {'alive' if upload_outlives('ten') else 'freed'}")
    try:
        parse_quantity("ten", Upload(10))
    except ValueError as error:
        print(f"  the error itself: ValueError: {error}")
        for frame, line in traceback.walk_tb(error.__traceback__):
            print(f"  its traceback holds line {line} of {frame.f_code.co_name}, locals: {sorted(frame.f_locals)}")

    order = Category("order")
    by_id, recent = {7: order}, [order]
    print(f"Who holds it? {holders(order)} ({len(by_id)} and {len(recent)} entries)")


if __name__ == "__main__":
    main()
