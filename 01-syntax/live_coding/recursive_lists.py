"""Recursion on lists: what happens to the first item, what to the rest, and the loop that replaces the calls.

Signal: nested data of unknown depth (JSON, comments, folders); "write map yourself"; a list defined as a first item
and a rest.
Template: the empty case; the step for one item; then drop the calls. A call that does nothing after it returns is a
loop with a running answer. A call that has more to do afterwards needs a stack of its own: a list of iterators, each
remembering where it was.
Cost: O(n) time; memory O(depth) for the stack. Plain recursion costs the same on paper, but Python gives up at about
1,000 calls, and slicing off the rest copies it: O(n²).
Not for: depth that is known and small, as in a tree of 20 levels: recursion reads better there.
Asked: flatten this without recursion. What separates a left fold from a right fold? What if a client sends 100,000
opening brackets?
Source: Abelson and Sussman, Structure and Interpretation of Computer Programs, sections 2.2.1 to 2.2.3; Exercism,
flatten-array and list-ops.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

type Nested = int | list[Nested] | None
type _Chain[T] = tuple[T, _Chain[T]] | None
type Settings = Mapping[str, Settings | str | int]


def flattened(nested: list[Nested]) -> list[int]:
    """Return all numbers of a nested list in reading order, without the Nones.

    Up to 100,000 numbers, nested up to 100,000 deep: what a careless or hostile client may send. Empty lists give
    nothing.

    >>> flattened([1, [2, [[3]], None], [], 4])
    [1, 2, 3, 4]
    """
    # Aloud: When I meet a list, I have to read it first and then go on where I was. So I keep a stack of iterators:
    # the top one is being read, those below wait. An iterator remembers its place, so nothing is copied.
    # Brute force: a call for each inner list, whose numbers are copied on every level: O(n * depth) time, and
    # RecursionError at about 1,000 levels.
    # Better: O(n) time, O(depth) memory, any depth.
    # Follow-ups: yield lazily (make it a generator); a list that contains itself (the ids of the lists on the stack);
    # give each number its depth (the height of the stack).
    numbers: list[int] = []
    open_lists = [iter(nested)]
    while open_lists:
        for item in open_lists[-1]:
            if isinstance(item, list):
                open_lists.append(iter(item))
                break
            if item is not None:
                numbers.append(item)
        else:
            open_lists.pop()
    return numbers


def flattened_brute_force(nested: list[Nested]) -> list[int]:
    """Return the same by a call for each inner list: O(n * depth) time, as each level copies, and a limit of depth."""
    numbers: list[int] = []
    for item in nested:
        if isinstance(item, list):
            numbers += flattened_brute_force(item)
        elif item is not None:
            numbers.append(item)
    return numbers


def dotted_settings(settings: Settings) -> dict[str, str | int]:
    """Return nested settings as one flat dict whose keys are the paths, joined by dots, in reading order.

    As environment variables and command lines want them. Depth and size as in ``flattened``, so memory beside the
    result must not grow faster than the depth. An empty section gives nothing.

    >>> dotted_settings({"db": {"host": "local", "pool": {"size": 5}}, "debug": 1})
    {'db.host': 'local', 'db.pool.size': 5, 'debug': 1}

    Raises ValueError ``a key with a dot cannot be told from a path: 'a.b'`` for such a key.
    """
    # Aloud: The same walk as for lists; a second stack holds the keys that lead to where I am. They are joined for a
    # value only: a whole path for each open section would be O(depth²) memory. Before I start I ask about keys that
    # contain a dot: {"a.b": 1} and {"a": {"b": 1}} would collide, so I refuse the first.
    # Brute force: a call for each section, which hits the recursion limit. Better: O(n) steps, O(depth) open sections.
    # The paths themselves are the output: n keys of up to depth parts each.
    # Follow-ups: the way back; sections inside lists (use the index as a part); which of two sources wins.
    flat: dict[str, str | int] = {}
    path: list[str] = []
    open_sections: list[Iterator[tuple[str, Settings | str | int]]] = [iter(settings.items())]
    while open_sections:
        for key, value in open_sections[-1]:
            if "." in key:
                raise ValueError(f"a key with a dot cannot be told from a path: {key!r}")
            if isinstance(value, Mapping):
                path.append(key)
                open_sections.append(iter(value.items()))
                break
            flat[".".join([*path, key])] = value
        else:
            open_sections.pop()
            del path[-1:]  # the outermost section has no key
    return flat


def dotted_settings_brute_force(settings: Settings) -> dict[str, str | int]:
    """Return the same, and refuse the same, by a call for each section: every level copies, and depth is limited."""
    flat: dict[str, str | int] = {}
    for key, value in settings.items():
        if "." in key:
            raise ValueError(f"a key with a dot cannot be told from a path: {key!r}")
        if isinstance(value, Mapping):
            flat |= {f"{key}.{inner}": each for inner, each in dotted_settings_brute_force(value).items()}
        else:
            flat[key] = value
    return flat


def folded_left[T, A](items: Iterable[T], start: A, combine: Callable[[A, T], A]) -> A:
    """Return the items combined from the left: ``combine(combine(combine(start, a), b), c)``; ``start`` for none.

    Eight list operations are asked for: this one and the seven below. Use no built-in function and no method of lists
    but ``append``; no operation may change its arguments; up to 1,000,000 items.

    >>> folded_left("abc", "-", lambda done, item: f"({done}{item})")
    '(((-a)b)c)'
    """
    # Aloud: Each step needs only the answer so far, so it is a loop and no recursion. The others are this one with
    # another step: counting adds 1, mapping appends the result, reversing needs the order turned, that is all.
    # Brute force: first and rest by recursion, O(n²) for the slices and at most 1,000 items.
    # Better: O(n) time for each operation, O(1) memory beside the result.
    # Follow-ups: why does reduce have no initial value by default? Which combine makes both folds equal (associative
    # with a neutral start)? Then parts can be folded on several machines.
    done = start
    for item in items:
        done = combine(done, item)
    return done


def folded_left_brute_force[T, A](items: Sequence[T], start: A, combine: Callable[[A, T], A]) -> A:
    """Return the same by a call for each item: O(n²) time, as each rest is a copy, and at most 1,000 items."""
    return folded_left_brute_force(items[1:], combine(start, items[0]), combine) if items else start


def folded_right[T, A](items: Iterable[T], start: A, combine: Callable[[A, T], A]) -> A:
    """Return the items combined from the right: ``combine(combine(combine(start, c), b), a)``; ``start`` for none.

    >>> folded_right("abc", "-", lambda done, item: f"({done}{item})")
    '(((-c)b)a)'
    """
    # Aloud: Folding from the right is folding the reversed list from the left.
    return folded_left(backwards(items), start, combine)


def folded_right_brute_force[T, A](items: Sequence[T], start: A, combine: Callable[[A, T], A]) -> A:
    """Return the same by a call for each item: O(n²) time, as each rest is a copy, and at most 1,000 items."""
    return combine(folded_right_brute_force(items[1:], start, combine), items[0]) if items else start


def appended[T](first: Iterable[T], second: Iterable[T]) -> list[T]:
    """Return a new list of the items of the first, then of the second."""
    return folded_left(second, folded_left(first, [], _with), _with)


def concatenated[T](lists: Iterable[Iterable[T]]) -> list[T]:
    """Return a new list of the items of all the lists; lists inside those stay lists."""
    start: list[T] = []
    return folded_left(lists, start, lambda done, each: folded_left(each, done, _with))


def kept[T](items: Iterable[T], wanted: Callable[[T], bool]) -> list[T]:
    """Return a new list of the items that are wanted, in their order."""
    start: list[T] = []
    return folded_left(items, start, lambda done, item: _with(done, item) if wanted(item) else done)


def length[T](items: Iterable[T]) -> int:
    """Return how many items there are."""
    return folded_left(items, 0, lambda count, _: count + 1)


def mapped[T, R](items: Iterable[T], function: Callable[[T], R]) -> list[R]:
    """Return a new list of what the function returns for each item."""
    start: list[R] = []
    return folded_left(items, start, lambda done, item: _with(done, function(item)))


def backwards[T](items: Iterable[T]) -> list[T]:
    """Return a new list of the items, last first."""
    # Aloud: Inserting each in front is O(n²). I link them instead, as (item, rest) with the newest outside, and read
    # that chain from its head: O(n).
    empty: _Chain[T] = None
    chain = folded_left(items, empty, lambda rest, item: (item, rest))
    turned: list[T] = []
    while chain is not None:
        item, chain = chain
        turned.append(item)
    return turned


def _with[T](items: list[T], item: T) -> list[T]:
    items.append(item)
    return items


def main() -> None:
    """Flatten what recursion cannot, and build the list operations from one."""
    deep: list[Nested] = [7]
    for _ in range(5_000):
        deep = [deep]
    print("5,000 lists around a 7:", flattened([deep, 8]))
    try:
        flattened_brute_force([deep, 8])
    except RecursionError as error:
        print(f"By recursion: RecursionError: {str(error)[:32]}")

    print("Settings:", dotted_settings({"db": {"host": "local", "pool": {"size": 5}}, "debug": 0}))

    print("10 - 1 - 2 - 3 from the left:", folded_left([1, 2, 3], 10, lambda done, item: done - item))
    print(
        "Squares of the odd ones, last first:", backwards(mapped(kept(range(8), lambda n: n % 2 == 1), lambda n: n * n))
    )
    print("Counted by adding 1 for each of 100,000:", length(range(100_000)))


if __name__ == "__main__":
    main()
