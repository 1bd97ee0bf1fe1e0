"""Notes as the models accept them, the odd ones before all."""

from datetime import UTC, datetime

from hypothesis import strategies as st
from valid_notes import contents, moments

from notes_api.models import MAX_BODY, MAX_TAG, MAX_TAGS, MAX_TITLE, NoteCreate

# The ends of what UTF-8 encodes in one to four bytes, letters whose case is odd, and every control but U+0000.
ODD = "\u007f\u0080\u0085\u07ff\u0800\uffff\U0010ffff\u0130\u0131\u017f\u0301" + "".join(map(chr, range(1, 32)))
odd_bodies = st.text(st.sampled_from(ODD) | st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
odd_moments = moments | st.sampled_from(
    [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, UTC), datetime(2026, 1, 31, tzinfo=UTC)]
)


@st.composite
def note_creates(draw: st.DrawFn) -> NoteCreate:
    """Return a new note, with dates or without."""
    content = draw(contents)
    dates = dict(zip(["created_at", "updated_at"], sorted([draw(odd_moments), draw(odd_moments)]), strict=True))
    given = draw(st.sets(st.sampled_from(["created_at", "updated_at"])))
    body = content.body + draw(odd_bodies)
    return NoteCreate(**content.model_dump() | {"body": body} | {name: dates[name] for name in given})


LONGEST = NoteCreate(
    title="😀" * MAX_TITLE, body="😀" * MAX_BODY, tags=[chr(0x1F600 + n) * MAX_TAG for n in range(MAX_TAGS)]
)
