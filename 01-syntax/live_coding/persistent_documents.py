"""Persistent documents: a change makes a new version, and all that did not change is shared with the old one.

Signal: "without changing the original", undo and redo, versions, snapshots, readers that must not see half a change.
Template: copy the nodes on the way from the root to the change, share everything beside that way. What two versions
share is one object, so comparing them skips it by ``is``.
Cost: a change O(depth * width of a section) time and new memory, instead of O(n) for a full copy; reading as before.
Not for: data with one owner and no readers meanwhile: changing in place is simpler and faster.
Asked: how does undo work without a copy of everything? What is shared, and why is that safe? What did this deployment
change?
Source: Okasaki, Purely Functional Data Structures, chapter 2; Driscoll and others, Making data structures persistent
(1989).
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

type Document = Mapping[str, Document | str | int]


def updated(document: Document, path: Sequence[str], value: str | int) -> Document:
    """Return the document with another value, or a new one, at the end of the path; the old document stays as it is.

    A configuration is read by many threads while one of them changes it: readers keep the version they have. Up to
    100,000 keys in nested sections: a change must not copy them all.

    >>> updated({"db": {"host": "a", "port": 1}, "debug": {}}, ["db", "host"], "b")
    {'db': {'host': 'b', 'port': 1}, 'debug': {}}

    Sections beside the path are the very objects of the old document. Raises ValueError ``a path has at least one key``
    for an empty path; KeyError with the first key on the way that is missing, or is no section. The last key may be
    new.
    """
    # Aloud: Only the sections on the path change. I walk down, remember them, and copy them from the last to the first.
    # Brute force: a deep copy, then the change, O(n). Better: O(depth * width of a section) time and memory.
    # Follow-ups: delete a key; many changes at once (copy each section once); wide sections (a hash trie, as immutable
    # maps have); who swaps the readers' reference, and why is that safe (one assignment)?
    if not path:
        raise ValueError("a path has at least one key")
    sections = [document]
    for key in path[:-1]:
        section = sections[-1].get(key)
        if not isinstance(section, Mapping):
            raise KeyError(key)
        sections.append(section)
    changed: Document | str | int = value
    for key, section in zip(reversed(path), reversed(sections), strict=True):
        changed = {**section, key: changed}
    return changed if isinstance(changed, Mapping) else {}


def updated_brute_force(document: Document, path: Sequence[str], value: str | int) -> Document:
    """Return an equal document, and refuse the same, by a deep copy: O(n) time and memory, nothing is shared."""
    if not path:
        raise ValueError("a path has at least one key")
    fresh: Any = copy.deepcopy(document)
    section = fresh
    for key in path[:-1]:
        if not isinstance(section.get(key), Mapping):
            raise KeyError(key)
        section = section[key]
    section[path[-1]] = value
    return fresh  # type: ignore[no-any-return]  # a deep copy may be changed in place, a Document may not


def changed_paths(old: Document, new: Document) -> list[tuple[str, ...]]:
    """Return the paths of all values that only one of the documents has, or that differ, in ascending order.

    Values are texts and numbers; sections are no values, so an empty one is nothing. Up to 100,000 keys, sections
    nested up to 5,000 deep; most often the versions come from ``updated`` and share nearly everything, and then the
    answer must not take a walk through all keys.

    >>> changed_paths({"db": {"host": "a", "port": 1}}, {"db": {"host": "b"}, "debug": 1})
    [('db', 'host'), ('db', 'port'), ('debug',)]
    """
    # Aloud: I walk both at once. Where both are the same object, nothing can differ below, so I turn round: that is
    # what sharing buys. A value against a section counts with all the values below that.
    # Brute force: all paths of both, compared, O(n). Better: O(changed sections * their width), O(n) if none is shared.
    # Both times the depth, as a path is as long as its place is deep.
    # Follow-ups: documents that came over the network (nothing is one object: keep a hash of each section, as git and
    # Merkle trees do); lists inside; apply the difference to a third document (merge).
    paths: list[tuple[str, ...]] = []
    stack: list[tuple[tuple[str, ...], Document | str | int | None, Document | str | int | None]] = [((), old, new)]
    while stack:
        path, before, after = stack.pop()
        if before is after:
            continue
        before_section = before if isinstance(before, Mapping) else {}
        after_section = after if isinstance(after, Mapping) else {}
        for key in {**before_section, **after_section}:
            stack.append(((*path, key), before_section.get(key), after_section.get(key)))
        one_is_value = isinstance(before, str | int) or isinstance(after, str | int)
        if one_is_value and before != after:
            paths.append(path)
    return sorted(paths)


def changed_paths_brute_force(old: Document, new: Document) -> list[tuple[str, ...]]:
    """Return the same by listing all paths of both: O(n) time and memory, however much is shared."""
    before, after = dict(_values(old, ())), dict(_values(new, ()))
    return sorted(path for path in before | after if before.get(path) != after.get(path))


def _values(section: Document | str | int, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], str | int]]:
    if not isinstance(section, Mapping):
        return [(path, section)]
    return [found for key, each in section.items() for found in _values(each, (*path, key))]


def main() -> None:
    """Change a configuration, see what changed, and go back."""
    first: Document = {"db": {"host": "a", "pool": {"size": 5}}, "mail": {"from": "x"}}
    second = updated(first, ["db", "pool", "size"], 9)
    print("Before:", first)
    print("After: ", second)
    print("Section mail shared:", second["mail"] is first["mail"], "- changed:", changed_paths(first, second))
    third = updated(second, ["db", "pool", "size"], 5)
    print("Set back, equal to the first:", third == first, "- changed:", changed_paths(first, third))
    try:
        updated(first, ["db", "pol", "size"], 9)
    except KeyError as error:
        print("A mistyped section:", error)


if __name__ == "__main__":
    main()
