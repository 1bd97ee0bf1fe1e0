"""Keyset paging: a page continues after the last note seen, not after a number of notes.

With ``OFFSET 1000`` the store walks over a thousand notes to throw them away, and a note inserted meanwhile shifts
all others, so that a reader sees one twice or never. A cursor names the last note by what the list is sorted by, made
unique with the id: the next page is "everything after that", wherever it now stands.

The cursor is opaque, that is, base64 of JSON: a client that cannot read it does not come to depend on what it holds,
and the next version may hold something else. It is no secret and not signed, so all of it is checked when it comes
back.

Cost: O(limit) on an index over (moment, id); no count of all pages, and no jump to page 7.
When not: a reader needs page numbers and the data is small: then offset is simpler.
Asked: why is deep OFFSET slow? What if two notes have the same timestamp? Why opaque?
Source: https://use-the-index-luke.com/no-offset, RFC 8288 (Link).
"""

import base64
import binascii
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlencode
from uuid import UUID

MAX_LIMIT = 100


class Sort(StrEnum):
    """The orders of a list; the minus sign means newest first."""

    CREATED = "created"
    CREATED_DESCENDING = "-created"
    UPDATED = "updated"
    UPDATED_DESCENDING = "-updated"
    DELETED_DESCENDING = "-deleted"  # of the trash

    @property
    def column(self) -> str:
        """The field that is sorted by."""
        return self.removeprefix("-") + "_at"

    @property
    def descending(self) -> bool:
        """Whether the newest comes first."""
        return self.startswith("-")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after one note in one order."""

    sort: Sort
    moment: datetime
    id: UUID

    def encode(self) -> str:
        """Return the cursor as text that is safe in a URL."""
        fields = [self.sort.value, self.moment.astimezone(UTC).isoformat(), self.id.hex]
        return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Return the cursor that was encoded as ``text``, or raise ValueError when it is none of ours.

        >>> cursor = Cursor(Sort.CREATED, datetime(2026, 1, 31, tzinfo=UTC), UUID(int=1))
        >>> Cursor.decode(cursor.encode()) == cursor
        True
        >>> Cursor.decode("WyJjcmVhdGVkIl0")
        Traceback (most recent call last):
        ValueError: not a cursor that this API gave out
        """
        try:
            padded = text + "=" * (-len(text) % 4)
            sort, moment, note_id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            cursor = cls(Sort(sort), datetime.fromisoformat(moment), UUID(hex=note_id))
            # Whatever decodes but would not be encoded so (a time without a zone, say) was not made here either.
            if cursor.encode() == text:
                return cursor
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError, binascii.Error):
            pass
        raise ValueError("not a cursor that this API gave out")


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some items, and the cursor of the rest when there is more."""

    items: list[T]
    next_cursor: Cursor | None


def link_header(path: str, query: Iterable[tuple[str, str]], next_cursor: Cursor | None) -> str:
    """Return the value of ``Link`` that points to the first page, and to the next when there is one.

    >>> link_header("/notes", [("tag", "a b"), ("limit", "5"), ("cursor", "abc")], None)
    '</notes?tag=a+b&limit=5>; rel="first"'
    """
    parameters = [(name, value) for name, value in query if name != "cursor"]
    targets = {"first": parameters}
    if next_cursor is not None:
        targets["next"] = [*parameters, ("cursor", next_cursor.encode())]
    return ", ".join(
        f'<{path}{"?" if pairs else ""}{urlencode(pairs)}>; rel="{relation}"' for relation, pairs in targets.items()
    )


def main() -> None:
    """Show that a cursor survives an insert where an offset repeats a note."""
    notes = ["d", "c", "b", "a"]
    print("page 1:", notes[:2])
    notes.insert(0, "e")
    print("by offset 2, after an insert:", notes[2:4], "repeats c")
    last_seen = "c"
    print("by key, after an insert:     ", [note for note in notes if note < last_seen][:2])
    cursor = Cursor(Sort.CREATED_DESCENDING, datetime(2026, 1, 31, 9, 30, tzinfo=UTC), UUID(int=7))
    print("a cursor as a client sees it:", cursor.encode())


if __name__ == "__main__":
    main()
