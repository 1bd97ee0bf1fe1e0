"""Questions as an Anki package: the same questions give the same bytes, and a learner can import it again and again.

Anki recognises a note by its GUID and a note type by its number. Both are hashes of names that do not change: that of
this repository, and the question's id. So a new wording updates the note and leaves the learner's schedule alone; a
question moved to another topic stays the same note.

Anki updates a note only by one that was changed later, so each carries the second of its last change; the caller keeps
these. Nothing else of the moment gets into the file: no time of writing, no number that SQLite or zip draw themselves,
and no compression, whose result depends on the library's version.

Cost: some 5 kB and 2 ms a question; the whole package is built in memory.
Not for: reading packages, or pictures and sound.
Source: https://docs.ankiweb.net/importing/packaged-decks.html and https://github.com/kerrickstaley/genanki
"""

import hashlib
import io
import itertools
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import genanki  # type: ignore[import-untyped]  # it ships no types; only _collection sees it

from study.card_html import styles

DECK = "Python backend"
NOTE_TYPE = "Python backend question"
NO_VERSIONS: Mapping[str, int] = {}

_BEGIN_OF_2025 = 1_735_689_600  # seconds
_A_YEAR = 365 * 24 * 60 * 60

_SQLITE_VERSION = slice(96, 100)  # which SQLite wrote the file; nothing reads it
_CLASSES = "page mathjax_ignore tex2jax_ignore"  # a pattern with \( in it is no formula

FRONT = f"""\
<div class="{_CLASSES}">
<p class="about">{{{{Topic}}}} · {{{{Level}}}} · {{{{Kind}}}}</p>
<h1>{{{{Question}}}}</h1>
{{{{Task}}}}
</div>
"""
BACK = f"""\
{{{{FrontSide}}}}
<hr id="answer">
<div class="{_CLASSES}">
{{{{Answer}}}}
{{{{#Wrong}}}}<h2>Often heard, and wrong</h2>
{{{{Wrong}}}}{{{{/Wrong}}}}
<p class="code-links">{{{{Code}}}}</p>
</div>
"""


@dataclass(frozen=True, slots=True)
class Content:
    """The fields of a note as HTML, in the order of the note type.

    Never rename, reorder or remove one: Anki would take the next import for another note type.
    """

    question: str
    task: str
    answer: str
    wrong: str
    level: str
    kind: str
    topic: str
    code: str
    id: str


FIELDS = tuple(field.name.capitalize() for field in fields(Content))


@dataclass(frozen=True, slots=True)
class Note:
    """A question on its way to Anki."""

    content: Content
    tags: tuple[str, ...]

    @property
    def guid(self) -> str:
        """What Anki recognises the note by; the question's id decides it, and nothing else."""
        return str(genanki.guid_for(NOTE_TYPE, self.content.id))

    @property
    def fingerprint(self) -> str:
        """What changes when something does that a learner would see."""
        values = [getattr(self.content, field.name) for field in fields(Content)]
        return _digest(json.dumps([values, self.tags]))


@dataclass(frozen=True, slots=True)
class Deck:
    """Notes in the order in which they are learned. ``name`` separates decks inside of decks with ``::``."""

    name: str
    notes: tuple[Note, ...]


def note_type_fingerprint() -> str:
    """Return what changes when the templates or the styles do."""
    return _digest(json.dumps([FRONT, BACK, styles()]))


def package(decks: Iterable[Deck], versions: Mapping[str, int] = NO_VERSIONS) -> bytes:
    """Return an .apkg file with decks.

    ``versions`` holds, by GUID and for ``NOTE_TYPE``, the second of the last change, which decides for Anki what is
    newer. What is not in it has its first version.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in {"collection.anki2": _collection(decks, versions), "media": b"{}"}.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Python would write the number of this system
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


def first_version(fingerprint: str) -> int:
    """Return the version of what was never written before: a second of 2025 that depends on the text alone.

    Were it the same for all, Anki would not even update a note when told to do so always: it takes equal times for
    equal notes.
    """
    return _BEGIN_OF_2025 + int(fingerprint, 16) % _A_YEAR


def next_version(before: str | None, version: int, fingerprint: str, now: int) -> int:
    """Return the version of what has a fingerprint now, and had another or the same one, and ``version``, ``before``.

    What changed is newer than it was, and than whatever the learner did to it before ``now``, in seconds.
    """
    if before is None:
        return first_version(fingerprint)
    return version if before == fingerprint else max(now, version + 1)


def stable_number(name: str) -> int:
    """Return a number from 2**30 to 2**31 - 1 for a name: the range that Anki's numbers are drawn from."""
    return 2**30 + int(_digest(name)[:8], 16) % 2**30


def _collection(decks: Iterable[Deck], versions: Mapping[str, int]) -> bytes:
    """Return the database inside of a package."""
    model = genanki.Model(
        stable_number(NOTE_TYPE),
        NOTE_TYPE,
        fields=[{"name": name, "font": "Arial"} for name in FIELDS],
        templates=[{"name": "Card 1", "qfmt": FRONT, "afmt": BACK}],
        css=styles(),
    )
    note_type_version = versions.get(NOTE_TYPE, first_version(note_type_fingerprint()))
    ids = itertools.count(_BEGIN_OF_2025 * 1000)
    connection = sqlite3.connect(":memory:", autocommit=True)
    try:
        connection.execute("PRAGMA page_size = 4096")
        genanki.Package([]).write_to_db(connection.cursor(), note_type_version, ids)
        for deck in decks:
            written = genanki.Deck(stable_number(deck.name), deck.name)
            for position, note in enumerate(deck.notes):
                values = [getattr(note.content, field.name) for field in fields(Content)]
                written.add_note(genanki.Note(model, values, tags=note.tags, guid=note.guid, due=position))
            written.write_to_db(connection.cursor(), note_type_version, ids)
            news = [(versions.get(note.guid, first_version(note.fingerprint)), note.guid) for note in deck.notes]
            connection.executemany("UPDATE notes SET mod = ? WHERE guid = ?", news)
        connection.execute("VACUUM")
        data = bytearray(connection.serialize())
    finally:
        connection.close()
    data[_SQLITE_VERSION] = bytes(4)
    return bytes(data)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
