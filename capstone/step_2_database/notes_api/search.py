"""Full-text search: words in any form, the best matches first, with the place that matched.

PostgreSQL keeps for each note a ``tsvector``, its words without endings (*connections* is *connect*) and where they
stand. An inverted index leads from a word to its notes. ``websearch_to_tsquery`` reads what people type into search
engines, ``"exact phrase" or other -without``, and never fails on it.

Ranking reads every match, and a common word in a million notes has too many. The RECENT notes that changed last are
therefore looked through one by one, which takes the same time however many notes there are. If they hold a page of
matches, those are ranked and the rest is left alone. If not, the word is rare, and the index finds the others, of which
the first OLDER are ranked.

Cost: O(RECENT + OLDER) for matching and ranking, O(length) for each snippet that is shown.
When not: typing errors, facets, many languages at once: then a search engine beside the database.
Asked: why is ``LIKE '%word%'`` slow? What is an inverted index? How is a snippet made safe for HTML?
Source: https://www.postgresql.org/docs/18/textsearch-controls.html
"""

import html

from sqlalchemy import ColumnElement, Integer, Text, bindparam, cast, desc, func, literal_column, select, union
from sqlalchemy.dialects.postgresql import TSQUERY

from notes_api.database import Database
from notes_api.models import SearchHit
from notes_api.postgres import SHOWN
from notes_api.tables import NoteRow

RECENT = 5000
OLDER = 200

# The marks around a match are control characters, which cannot be confused with markup; they are taken out of the note
# before. All that comes from the note is escaped, and then the marks, and nothing else, become elements.
START, STOP = "\x02", "\x03"
OPTIONS = f'StartSel={START}, StopSel={STOP}, MaxFragments=2, MaxWords=20, MinWords=5, FragmentDelimiter=" … "'
SNIPPET_SOURCE = 20_000  # characters at the beginning of a body in which its snippet is looked for

ENGLISH: ColumnElement[str] = literal_column("'english'::regconfig")
QUERY = func.websearch_to_tsquery(ENGLISH, bindparam("query", type_=Text))
# What must not occur would make every rank zero: rank by the rest of the query.
WANTED = cast(func.querytree(QUERY), TSQUERY)
LIMIT = bindparam("limit", type_=Integer)

LAST_CHANGED = (
    select(NoteRow.id, NoteRow.search)
    .where(SHOWN)
    .order_by(NoteRow.updated_at.desc(), NoteRow.id.desc())
    .limit(RECENT)
    .subquery("last_changed")
)
FOUND_RECENT = (
    select(LAST_CHANGED)
    .where(LAST_CHANGED.c.search.bool_op("@@")(QUERY))
    .cte("found_recent")
    .prefix_with("MATERIALIZED")
)
# Materialized, or the planner would believe the limit below, and read the whole table until it has found so many.
FOUND = (
    select(NoteRow.id, NoteRow.search)
    .where(
        select(func.count()).select_from(FOUND_RECENT).scalar_subquery() < LIMIT,
        NoteRow.search.bool_op("@@")(QUERY),
        SHOWN,
    )
    .cte("found")
    .prefix_with("MATERIALIZED")
)
MATCHES = union(
    select(FOUND_RECENT.c.id, func.ts_rank(FOUND_RECENT.c.search, WANTED).label("rank")),
    select(FOUND.c.id, func.ts_rank(FOUND.c.search, WANTED).label("rank")).limit(OLDER),
).subquery("matches")
BEST = select(MATCHES).order_by(desc(MATCHES.c.rank), desc(MATCHES.c.id)).limit(LIMIT).subquery("best")
SOURCE = func.translate(func.left(NoteRow.body, SNIPPET_SOURCE), START + STOP, "")
SEARCH = (
    select(
        *(NoteRow.id, NoteRow.title, NoteRow.tags, NoteRow.updated_at, BEST.c.rank),
        func.ts_headline(ENGLISH, SOURCE, QUERY, OPTIONS).label("snippet"),
    )
    .join(BEST, BEST.c.id == NoteRow.id)
    .order_by(desc(BEST.c.rank), desc(NoteRow.id))
)


class Search:
    """Full-text search over the notes that are not in the trash."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, query: str, limit: int) -> list[SearchHit]:
        """Return at most ``limit`` notes that match, the best first; none for a query of stop words alone."""
        # Not prepared: which plan is the right one depends on how common the words are.
        rows = await self._database.fetch(SEARCH, {"query": query, "limit": limit}, prepare=False)
        return [SearchHit.model_validate(row._asdict() | {"snippet": to_html(row.snippet)}) for row in rows]


def to_html(marked: str) -> str:
    r"""Return the marked text as HTML in which nothing but the marks is markup.

    >>> to_html("a \x02<b>match</b>\x03 & more")
    'a <mark>&lt;b&gt;match&lt;/b&gt;</mark> &amp; more'
    """
    return html.escape(marked).replace(START, "<mark>").replace(STOP, "</mark>")
