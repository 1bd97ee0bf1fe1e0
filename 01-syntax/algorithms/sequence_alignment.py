"""Alignment of two sequences: what they have in common, and how one is edited into the other.

Two dynamic programs over the same table. Cell (i, j) speaks of the first i items of the one and the first j of the
other, and follows from its three neighbours above and to the left. The longest common subsequence is what a diff
keeps; the edit distance (Levenshtein) is the fewest insertions, deletions and replacements, the measure of a spell
checker. The number stands in the last cell, the alignment itself is found by walking back from there.

Cost: O(n * m) time, and memory too for the walk back. The length or distance alone needs two rows: O(n * m) time,
O(min(n, m)) memory.
Use it for: diffs of lines, "did you mean", matching of names, comparison of two versions of a list.
Not for: searching one word in a large dictionary (a trie or trigrams in the database, pg_trgm), whole files (Myers'
algorithm, as git uses it, is O(n * differences)). ``difflib`` is in the standard library, but promises no shortest
diff; rapidfuzz computes distances in C++.
Asked: edit distance: what is the state, what are the three choices? Return the edits too. With less memory?
Source: Wagner and Fischer (1974), The String-to-String Correction Problem; Cormen et al., section 14.4.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keep[T]:
    """The next item of the source stays."""

    item: T


@dataclass(frozen=True, slots=True)
class Replace[T]:
    """The next item of the source, ``old``, becomes ``new``."""

    old: T
    new: T


@dataclass(frozen=True, slots=True)
class Delete[T]:
    """The next item of the source goes."""

    item: T


@dataclass(frozen=True, slots=True)
class Insert[T]:
    """An item comes in before the next one of the source."""

    item: T


type Edit[T] = Keep[T] | Replace[T] | Delete[T] | Insert[T]


def longest_common_subsequence[T](one: Sequence[T], two: Sequence[T]) -> list[T]:
    """Return the most items that stand in both sequences in this order, gaps allowed; the items are those of ``one``.

    >>> "".join(longest_common_subsequence("banana", "atana"))
    'aana'

    Of several longest ones any is returned. Items are compared with ``==`` alone, so they need no hash and no order.
    Each pair of items is compared once: O(n * m) time and memory. NaN equals nothing and is in no common subsequence.
    """
    table = [[0] * (len(two) + 1)]
    for mine in one:
        above = table[-1]
        left = 0
        # zip brings the three neighbours together, and no index is computed: this line is all of the time.
        row = [
            left := diagonal + 1 if mine == theirs else up if up > left else left
            for theirs, diagonal, up in zip(two, above, above[1:], strict=False)
        ]
        table.append([0, *row])

    common: list[T] = []
    i, j = len(one), len(two)
    while i and j:
        if table[i][j] == table[i - 1][j]:
            i -= 1
        elif table[i][j] == table[i][j - 1]:
            j -= 1
        else:  # larger than both neighbours: a pair of equal items made it so
            i, j = i - 1, j - 1
            common.append(one[i])
    return common[::-1]


def common_length[T](one: Sequence[T], two: Sequence[T]) -> int:
    """Return the length of the longest common subsequence with two rows of the table.

    >>> common_length("banana", "atana")
    4

    Each pair of items is compared once: O(n * m) time, O(min(n, m)) memory.
    """
    longer, shorter = (one, two) if len(one) >= len(two) else (two, one)
    row = [0] * (len(shorter) + 1)
    for mine in longer:
        above, row = row, [0]
        for j, theirs in enumerate(shorter):
            row.append(above[j] + 1 if mine == theirs else max(above[j + 1], row[j]))
    return row[-1]


def edit_distance[T](source: Sequence[T], target: Sequence[T]) -> int:
    """Return the fewest items to insert, delete or replace so that the source becomes the target.

    >>> edit_distance("kitten", "sitting"), edit_distance("", "abc")
    (3, 3)

    It is a metric: 0 for equals alone, the same both ways, no detour is shorter. Each pair of items is
    compared once: O(n * m) time, O(min(n, m)) memory.
    """
    longer, shorter = (source, target) if len(source) >= len(target) else (target, source)
    row = list(range(len(shorter) + 1))
    for i, mine in enumerate(longer):
        above, row = row, [i + 1]
        for j, theirs in enumerate(shorter):
            row.append(above[j] if mine == theirs else 1 + min(above[j], above[j + 1], row[j]))
    return row[-1]


def edit_script[T](source: Sequence[T], target: Sequence[T]) -> list[Edit[T]]:
    """Return the edits, in order from the first item on, that make the target of the source; those kept included.

    >>> edit_script("art", "at")
    [Keep(item='a'), Delete(item='r'), Keep(item='t')]

    Those that do not keep are as many as the edit distance; of several shortest scripts any is returned. What is kept
    or deleted is the source's own item, what is inserted the target's. O(n * m) time and memory.
    """
    table = [list(range(len(target) + 1))]
    for i, mine in enumerate(source):
        above, row = table[-1], [i + 1]
        for j, theirs in enumerate(target):
            row.append(above[j] if mine == theirs else 1 + min(above[j], above[j + 1], row[j]))
        table.append(row)

    script: list[Edit[T]] = []
    i, j = len(source), len(target)
    while i or j:
        distance = table[i][j]
        if i and j and source[i - 1] == target[j - 1]:
            i, j = i - 1, j - 1
            script.append(Keep(source[i]))
        elif i and j and distance == table[i - 1][j - 1] + 1:
            i, j = i - 1, j - 1
            script.append(Replace(source[i], target[j]))
        elif i and distance == table[i - 1][j] + 1:
            i -= 1
            script.append(Delete(source[i]))
        else:
            j -= 1
            script.append(Insert(target[j]))
    return script[::-1]


def apply_script[T](source: Sequence[T], script: Sequence[Edit[T]]) -> list[T]:
    """Return what the script makes of the source: the proof that a script is right. O(len(script)) time.

    Items match when they are one object or equal, as in a list, so that a script whose source holds a NaN is right too.
    Raises ValueError when it was written for another source: ``the script expects 'b' at 0, not 'a'`` where an item
    that it keeps, replaces or deletes is another, ``the script expects 'b' at 1, the end`` where the source has
    ended, ``the script ends at 1 of 3`` where items are left over.
    """
    place = 0
    made: list[T] = []
    for edit in script:
        if isinstance(edit, Insert):
            made.append(edit.item)
            continue
        expected = edit.old if isinstance(edit, Replace) else edit.item
        if place == len(source):
            raise ValueError(f"the script expects {expected!r} at {place}, the end")
        if source[place] is not expected and source[place] != expected:
            raise ValueError(f"the script expects {expected!r} at {place}, not {source[place]!r}")
        if isinstance(edit, Keep):
            made.append(source[place])
        elif isinstance(edit, Replace):
            made.append(edit.new)
        place += 1
    if place < len(source):
        raise ValueError(f"the script ends at {place} of {len(source)}")
    return made


def main() -> None:
    """Print a diff of two versions of a file, and the distances of a misspelt word."""
    old = ["import os", "", "def load():", "    return {}", "", "load()"]
    new = ["import json", "", "def load(path):", "    return {}", "", "load('a')", "save()"]
    print("In both versions:", longest_common_subsequence(old, new))
    script = edit_script(old, new)
    for edit in script:
        match edit:
            case Keep(line):
                print(f"   {line}")
            case Replace(before, after):
                print(f" - {before}\n + {after}")
            case Delete(line):
                print(f" - {line}")
            case Insert(line):
                print(f" + {line}")
    print("Edits:", edit_distance(old, new), "- the script makes the new version:", apply_script(old, script) == new)

    commands = ["status", "stash", "start", "state"]
    distances = {command: edit_distance("sttus", command) for command in commands}
    print("\nsttus: did you mean", min(distances, key=distances.__getitem__) + "?", distances)


if __name__ == "__main__":
    main()
