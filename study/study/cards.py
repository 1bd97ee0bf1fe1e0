"""``study cards``: the questions as Anki decks, one a topic and one of all.

Anki replaces what a learner has only by what was changed later, and that time stands in the file. So the store
remembers what each card said when it was last written, and a card that says something else gets the time of today.
Until then its time depends on its text alone, so the decks of two fresh clones are the same byte for byte. Whoever
imports from one clone and then from another tells Anki to update notes "Always": the later of two texts is not known.

Cost: some milliseconds a question.
Not for: reviews in the terminal; ``study review`` keeps a schedule of its own.
"""

import os
import posixpath
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from html import escape
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from study.card_html import Address, line_to_html, text_to_html, to_html
from study.places import definition_line
from study.projects import UsageError, shown
from study.questions import WRONG, CodeLink, Kind, Question, read_all
from study.topics import QUESTIONS, Topic, choose_topics
from study.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from study.anki_decks import Note

ALL = "all.apkg"
TABLES = """
CREATE TABLE IF NOT EXISTS card_versions (
    name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;
"""


def cards(
    topics: Annotated[
        list[str] | None, typer.Argument(help="Topics, or parts of their names. All if left out.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="The folder to write to. [practice/cards]")] = None,
    base_url: Annotated[
        str | None,
        typer.Option(help="Where the repository can be read: https://HOST/.../blob/main makes links of paths."),
    ] = None,
) -> None:
    """Write the questions as Anki decks (.apkg), one a topic and one of all."""
    if base_url is not None and not re.match(r"https?://[^\s/]", base_url):
        raise UsageError(f"--base-url: expected an address that begins with https://, not {base_url!r}")
    workspace = open_workspace()
    chosen = [topic for name in topics or [] for topic in choose_topics(workspace.topics, name)]
    unique = list({topic.name: topic for topic in chosen or workspace.topics}.values())
    questions = read_all(unique)
    with workspace.store(TABLES) as store:
        files = make_files(unique, questions, base_url, store, int(time.time()))
    folder = output or workspace.practice / "cards"
    if chosen:
        del files[ALL]
    for name, data in files.items():
        write_whole(folder / name, data)
    _report(workspace, folder, questions, list(files))


def make_files(
    topics: Sequence[Topic], questions: Iterable[Question], base_url: str | None, store: Connection, now: int
) -> dict[str, bytes]:
    """Return the packages by file name, that of all topics last.

    ``now``, in seconds, becomes the version of what changed since the last time, which ``store`` knows.
    """
    # genanki takes half as long to import as all the rest, and only this command needs it
    from study.anki_decks import DECK, NOTE_TYPE, Deck, note_type_fingerprint, package

    notes = [(question.topic.name, make_note(question, base_url)) for question in questions]
    seen = {note.guid: note.fingerprint for _, note in notes} | {NOTE_TYPE: note_type_fingerprint()}
    versions = _remember(store, seen, now)
    decks = [
        Deck(
            f"{DECK}::{topic.name.replace('/', '::')}",
            tuple(note for name, note in notes if name == topic.name),
        )
        for topic in topics
    ]
    files = {file_name(topic): package([deck], versions) for topic, deck in zip(topics, decks, strict=True)}
    return files | {ALL: package(decks, versions)}


def make_note(question: Question, base_url: str | None) -> "Note":
    """Return a question as a note. ``base_url`` is where the repository's files can be read, if anywhere."""
    from study.anki_decks import Content, Note

    address = _addresses(question.topic, base_url)
    answer, _, wrong = question.answer.partition(f"{WRONG}\n")
    content = Content(
        question=line_to_html(question.title),
        task=to_html(question.task, address),
        answer=to_html(answer, address),
        wrong=to_html(wrong, address),
        level=question.level,
        kind=question.kind,
        topic=text_to_html(question.topic.name),
        code="<br>".join(_code_place(question.topic, link, base_url) for link in question.code),
        id=question.id,
    )
    tags = (
        f"kind::{question.kind}",
        f"level::{question.level}",
        f"phase::{question.phase}",
        f"topic::{question.topic.name.replace('/', '::')}",
    )
    return Note(content, tags)


def file_name(topic: Topic) -> str:
    """Return the name of a topic's package: ``capstone-step_1_core_api.apkg``."""
    return f"{topic.name.replace('/', '-')}.apkg"


def write_whole(file: Path, data: bytes) -> None:
    """Write a file so that it is there as a whole or as it was; raise UsageError when it cannot be written."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")  # two at once must not write into one
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise UsageError(f"{shown(file)}: cannot be written: {error.strerror}") from error


def _remember(store: Connection, seen: dict[str, str], now: int) -> dict[str, int]:
    """Return the version of everything seen, and keep it with the fingerprint."""
    from study.anki_decks import next_version

    versions = {}
    store.execute("BEGIN IMMEDIATE")
    for name, fingerprint in seen.items():
        row = store.execute("SELECT fingerprint, version FROM card_versions WHERE name = ?", (name,)).fetchone()
        before, version = row or (None, 0)
        versions[name] = next_version(before, version, fingerprint, now)
        store.execute("INSERT OR REPLACE INTO card_versions VALUES (?, ?, ?)", (name, fingerprint, versions[name]))
    store.execute("COMMIT")
    return versions


def _addresses(topic: Topic, base_url: str | None) -> Address:
    """Return how a link in a topic's questions is reached from a card."""

    def address(target: str) -> str | None:
        if re.match(r"(https?|mailto):", target):
            return target
        path, _, fragment = target.partition("#")
        return _url(base_url, _path(topic, path or QUESTIONS), fragment)

    return address


def _code_place(topic: Topic, link: CodeLink, base_url: str | None) -> str:
    """Return path, line and name of a function as HTML."""
    path = _path(topic, Path(os.path.relpath(link.file, topic.root)).as_posix())
    line = definition_line(link.file, link.name)
    url = _url(base_url, path, f"L{line}")
    place = text_to_html(f"{path}:{line}")
    linked = f'<a href="{escape(url)}">{place}</a>' if url else place
    return f"{linked} <code>{text_to_html(link.name)}</code>"


def _path(topic: Topic, target: str) -> str:
    """Return a path relative to a topic as one relative to the repository."""
    return posixpath.normpath(posixpath.join(topic.name, target))


def _url(base_url: str | None, path: str, fragment: str) -> str | None:
    if base_url is None or path.startswith("../"):
        return None
    return f"{base_url.rstrip('/')}/{path}" + (f"#{fragment}" if fragment else "")


def _report(workspace: Workspace, folder: Path, questions: Sequence[Question], names: Sequence[str]) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("file", overflow="fold")
    table.add_column("cards", justify="right")
    table.add_column("of which", overflow="fold")
    for name in names:
        kinds = Counter(each.kind for each in questions if name in {ALL, file_name(each.topic)})
        of_which = ", ".join(f"{kinds[kind]} {kind}" for kind in Kind if kinds[kind])
        table.add_row(name, str(kinds.total()), of_which)
    workspace.console.print(table)
    workspace.say(f"Written to {shown(folder)}.")
    advice = "In Anki: File, Import. Your schedules stay, and what changed is updated."
    if ALL not in names:
        advice += f" {ALL} is written when no topic is named."
    workspace.console.print(advice, highlight=False)
