"""Notes as the models accept them, the odd ones before all."""

from datetime import UTC, datetime

from hypothesis import strategies as st
from notes_api.models import MAX_BODY, MAX_TAG, MAX_TAGS, MAX_TITLE, NoteCreate

# Code points that mean something to one of the layers: quoting, LIKE, JSON, regular expressions, HTML, arrays, case,
# white space and the ends of what UTF-8 encodes in one, two, three and four bytes.
ODD = "'\"\\%_{}[](),:&|!*<>-\u0000\t\n\r \u007f\u0080\u0085\u00a0ß\u0130\u0131\u017f\u0301"
ODD += "\u07ff\u0800\u2028\ufeff\uffff😀\U0010ffff"

characters = st.sampled_from(ODD) | st.characters(exclude_categories=["Cs"])


def is_printable(character: str) -> bool:
    """Return whether the character is none of the controls that titles and tags refuse."""
    return ord(character) >= 32 and ord(character) != 127


titles = st.text(characters.filter(is_printable), min_size=1, max_size=MAX_TITLE).filter(lambda title: title.strip())
bodies = st.text(characters.filter(lambda character: character != "\x00"), max_size=400)
tag_characters = characters.filter(
    lambda character: is_printable(character) and not character.isspace() and character not in ",/"
)
tags = st.lists(st.text(tag_characters, min_size=1, max_size=MAX_TAG), max_size=MAX_TAGS, unique=True)
moments = st.datetimes(timezones=st.just(UTC)) | st.sampled_from(
    [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, UTC), datetime(2026, 1, 31, tzinfo=UTC)]
)


@st.composite
def note_creates(draw: st.DrawFn) -> NoteCreate:
    """Return a new note, with dates or without."""
    dates = dict(zip(["created_at", "updated_at"], sorted(draw(st.tuples(moments, moments))), strict=True))
    given_dates = {name: dates[name] for name in draw(st.sets(st.sampled_from(["created_at", "updated_at"])))}
    return NoteCreate(
        title=draw(titles),
        body=draw(bodies),
        tags=draw(tags),
        pinned=draw(st.booleans()),
        archived=draw(st.booleans()),
        **given_dates,
    )


LONGEST = NoteCreate(
    title="😀" * MAX_TITLE, body="😀" * MAX_BODY, tags=[chr(0x1F600 + n) * MAX_TAG for n in range(MAX_TAGS)]
)
