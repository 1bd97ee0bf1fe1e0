"""Notes as Markdown files: a folder in, a folder out, nothing lost on the way.

A file may begin with front matter, a block of YAML between two lines of three dashes. The rest of the file is the
body, to the last byte. The title is the front matter's, else the first heading, else the file's name; each sub-folder
that the file lies in is a tag.

Cost: one file in memory at a time. When not: files that others edit at the same moment; there is no lock.
Asked: why ``safe_load``? (``yaml.load`` with the wrong loader runs code from the file.)
Source: https://jekyllrb.com/docs/front-matter/, https://spec.commonmark.org/0.31.2/#atx-headings
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from notes_api.middleware import MAX_BODY_BYTES
from notes_api.models import MAX_TITLE, Note, NoteCreate

FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t](.*)$", re.MULTILINE)
CODE_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*[ \t]*\r?$|\Z)", re.DOTALL | re.MULTILINE)

# The names under which other note programs know our fields.
FIELD_NAMES = {
    "title": ("title",),
    "tags": ("tags", "keywords"),
    "created_at": ("created", "date"),
    "updated_at": ("updated", "modified", "lastmod"),
    "pinned": ("pinned",),
    "archived": ("archived",),
}


class MarkdownError(ValueError):
    """A file cannot become a note; the message says why."""


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that did not become a note, and why."""

    path: Path
    reason: str


def read_folder(folder: Path) -> Iterator[NoteCreate | SkippedFile]:
    """Yield a note, or the reason why there is none, for each Markdown file below the folder, in the order of names.

    What begins with a dot is hidden and left out. Raise MarkdownError when there is no such folder.
    """
    if not folder.is_dir():
        raise MarkdownError(f"{folder} is not a folder")
    unreadable: list[OSError] = []
    for parent, folders, names in folder.walk(on_error=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = parent / name
            if path.suffix.lower() in (".md", ".markdown") and not name.startswith("."):
                tags = [to_tag(part) for part in parent.relative_to(folder).parts]
                try:
                    yield read_note(path, [tag for tag in tags if tag])
                except (MarkdownError, OSError) as error:
                    yield SkippedFile(path, str(error))
    yield from (SkippedFile(Path(failure.filename), str(failure)) for failure in unreadable)


def read_note(path: Path, folder_tags: Iterable[str] = ()) -> NoteCreate:
    """Return the file as a note, or raise MarkdownError (or OSError when it cannot be read)."""
    if not path.is_file():
        raise MarkdownError("neither a file nor a link to one")
    if path.stat().st_size > MAX_BODY_BYTES:
        raise MarkdownError(f"larger than {MAX_BODY_BYTES} bytes")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MarkdownError(f"not UTF-8: {error.reason} at byte {error.start}") from error
    return parse_note(text, path.stem, folder_tags)


def parse_note(text: str, name: str, folder_tags: Iterable[str] = ()) -> NoteCreate:
    r"""Return the note that ``text`` holds, ``name`` being its title where it has no other.

    >>> note = parse_note("---\ntags: [work]\ncreated: 2026-01-31\n---\n# Ship *it*\n\nFriday.", "file", ["q1"])
    >>> note.title, note.tags, note.body, note.created_at.isoformat()
    ('Ship *it*', ['q1', 'work'], '# Ship *it*\n\nFriday.', '2026-01-31T00:00:00+00:00')
    """
    fields, body = split_front_matter(text)
    given = {
        field: fields[alias] for field, aliases in FIELD_NAMES.items() for alias in reversed(aliases) if alias in fields
    }
    for field in ("created_at", "updated_at"):
        if field in given:
            given[field] = to_moment(given[field])
    tags = [*folder_tags, *to_tags(given.pop("tags", None))]
    title = given.pop("title", None)
    title = first_heading(body) or name if title is None else str(title)
    try:
        return NoteCreate(title=title, body=body, tags=list(dict.fromkeys(tags)), **given)
    except ValidationError as error:
        mistakes = [f"{'.'.join(map(str, mistake['loc']))}: {mistake['msg']}" for mistake in error.errors()]
        raise MarkdownError("; ".join(mistakes)) from error


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the front matter (empty when there is none) and the body, or raise MarkdownError."""
    match = FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    try:
        fields = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise MarkdownError(f"front matter is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(fields, dict | None):
        raise MarkdownError("front matter is YAML, but no mapping of names to values")
    return fields or {}, text[match.end() :]


def first_heading(body: str) -> str | None:
    """Return the text of the first heading outside of code, cut to the length of a title, or None."""
    for match in HEADING.finditer(CODE_FENCE.sub("", body)):
        words = match[1].split()
        if words and not words[-1].strip("#"):  # "## Title ##"
            words.pop()
        if words:
            return " ".join(words)[:MAX_TITLE]
    return None


def to_tag(text: str) -> str:
    """Return the text as a tag: what a tag may not hold becomes a hyphen.

    >>> to_tag(" My notes, 2026 ")
    'My-notes-2026'
    """
    return "-".join(re.findall(r"[^\s,/\x00-\x1f\x7f-\x9f]+", text))[:50]


def to_tags(value: object) -> list[str]:
    """Return the tags of front matter, a list or text with commas, or raise MarkdownError."""
    if value is None:
        return []
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or any(isinstance(part, list | dict | None) for part in parts):
        raise MarkdownError(f"tags: expected a list of words, not {value!r:.80}")
    return [tag for part in parts if (tag := to_tag(str(part)))]


def to_moment(value: object) -> datetime:
    """Return a date of front matter as a moment, in UTC where it names no zone, or raise MarkdownError."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(moment, date) and not isinstance(moment, datetime):
            moment = datetime.combine(moment, time())
        if isinstance(moment, datetime):
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        pass
    raise MarkdownError(f"expected a date such as 2026-01-31, not {value!r:.80}")


def format_note(note: Note) -> str:
    """Return the note as the text of a file from which ``parse_note`` makes an equal one."""
    fields: dict[str, Any] = {"title": note.title}
    if note.tags:
        fields["tags"] = note.tags
    fields |= {name: True for name in ("pinned", "archived") if getattr(note, name)}
    fields |= {"created": note.created_at.isoformat(), "updated": note.updated_at.isoformat()}
    return f"---\n{yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)}---\n{note.body}"


def write_folder(folder: Path, notes: Iterable[Note]) -> int:
    """Write each note to a file of its own in a new or empty folder and return their number.

    Raise MarkdownError when the folder holds anything: no file is ever overwritten.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if next(folder.iterdir(), None) is not None:
        raise MarkdownError(f"{folder} is not empty; name a new or an empty folder")
    count = 0
    for note in notes:
        slug = re.sub(r"[^\w]+", "-", note.title.lower()).strip("-")[:50] or "note"
        # The id makes the name unique, on file systems that do not know case as well. With four bytes a letter it has
        # 236 bytes; 255 are possible.
        path = folder / f"{slug}-{note.id.hex}.md"
        path.write_bytes(format_note(note).encode())
        count += 1
    return count
