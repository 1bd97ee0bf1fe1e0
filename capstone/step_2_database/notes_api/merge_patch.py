"""JSON merge patch: change part of a document by sending only that part.

A patch looks like the document: members replace members, null removes one, nested objects merge, everything else
(arrays too) is replaced as a whole. It needs no syntax of its own, which is why most APIs mean this when they say
PATCH.

Cost: O(size of patch) time plus a copy of each object on the way; nothing given is changed.
When not: to set a member to null, or to change one element of an array (JSON Patch, RFC 6902, does both).
Asked: what is the difference between PUT and PATCH? How does a patch remove a member? Is PATCH idempotent? (This one
is.)
Source: RFC 7396.
"""

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None


def merge_patch(target: Json, patch: Json) -> Json:
    """Return ``target`` with ``patch`` applied.

    >>> merge_patch({"title": "Plan", "author": {"given": "Ada", "family": "L."}}, {"author": {"family": None}})
    {'title': 'Plan', 'author': {'given': 'Ada'}}
    >>> merge_patch({"tags": ["a", "b"]}, {"tags": ["c"]})
    {'tags': ['c']}
    """
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def main() -> None:
    """Show what each kind of member does to a note."""
    note: Json = {"title": "Plan", "tags": ["work"], "pinned": True}
    patches: list[Json] = [{"title": "New plan"}, {"tags": ["work", "q3"]}, {"pinned": None}, {}]
    for patch in patches:
        print(f"{note}\n  + {patch}\n  = {merge_patch(note, patch)}")


if __name__ == "__main__":
    main()
