"""Hypothesis strategies for notes that keep every rule, the odd ones among them."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from notes_api.models import MAX_BODY, MAX_TAG, MAX_TAGS, MAX_TITLE, Note, NoteContent

# Characters that mean something to YAML, Markdown, JSON or a file system, beside all others.
ODD = "-#:'\"\\`~|>%&*!?[]{}\u00a0\u2028\ufeff\u00df\U0001f600\U00020000"
letters = st.sampled_from(ODD) | st.characters(exclude_categories=["Cc", "Cs"])
tag_letters = letters.filter(lambda letter: not letter.isspace() and letter not in ",/")
lines = st.text(letters | st.sampled_from("\r\n\t"), max_size=200) | st.sampled_from(
    ["---\n", "---\ntitle: no\n---\n", "\ufeff", "# Heading\r\n", "```\n# no\n```\n", "\r\n\r\n", "..."]
)

titles = st.text(letters, min_size=1, max_size=MAX_TITLE).filter(lambda title: bool(title.strip()))
tags = st.text(tag_letters, min_size=1, max_size=MAX_TAG)
moments = st.datetimes(timezones=st.just(UTC))
contents = st.builds(
    NoteContent,
    title=titles | st.sampled_from(["---", "yes", "2026-01-31", "null", "1e3", "a: b", "- a", "#", "x" * MAX_TITLE]),
    body=st.lists(lines, max_size=5).map(lambda parts: "".join(parts)[:MAX_BODY]),
    tags=st.lists(tags | st.sampled_from(["-", "--", "-a-", "null", "2026", "~"]), max_size=MAX_TAGS, unique=True),
    pinned=st.booleans(),
    archived=st.booleans(),
)


@st.composite
def stored_notes(draw: st.DrawFn, dates: st.SearchStrategy[datetime] = moments) -> Note:
    """A note as a repository returns it."""
    created_at, updated_at = sorted([draw(dates), draw(dates)])
    return Note(
        id=draw(st.uuids()),
        created_at=created_at,
        updated_at=updated_at,
        version=draw(st.integers(1, 9)),
        **draw(contents).model_dump(),
    )
