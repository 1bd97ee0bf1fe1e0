"""Words in any form are found, the best match first, and the snippet is safe whatever a note holds."""

from html.parser import HTMLParser
from uuid import UUID

import psycopg
import pytest
from clusters import plain, running
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import URL

from notes_api.database import Database
from notes_api.models import NoteContent, NoteCreate, SearchHit
from notes_api.postgres import PostgresNoteRepository
from notes_api.repository import Precondition
from notes_api.search import RECENT, START, STOP, Search, to_html
from notes_api.settings import Settings

pytestmark = pytest.mark.anyio

ANY = Precondition(None)


@pytest.fixture
def search(database: Database) -> Search:
    return Search(database)


async def store(repository: PostgresNoteRepository, title: str, body: str = "", **fields: object) -> UUID:
    """Store a note and return its id."""
    note = NoteCreate.model_validate({"title": title, "body": body, **fields})
    return (await repository.create(note)).note.id


async def found(search: Search, query: str, limit: int = 10) -> list[str]:
    """Return the titles of the matches."""
    return [hit.title for hit in await search.find(query, limit)]


@pytest.fixture
async def library(repository: PostgresNoteRepository) -> None:
    """Some notes to be found."""
    await store(repository, "Pooling", "A pool keeps connections open for those who connect often.")
    await store(repository, "Snakes", "The python is a snake that swallows its prey whole.")
    await store(repository, "Languages", "Python is a programming language with an open mind.")
    await store(repository, "Über Flüsse", "Die Donau fließt durch Wien. “Zitat”")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("connection", {"Pooling"}),
        ("CONNECTING", {"Pooling"}),
        ("snakes", {"Snakes"}),
        ("python", {"Snakes", "Languages"}),
        ("python snake", {"Snakes"}),
        ("python -snake", {"Languages"}),
        ("snake or connection", {"Snakes", "Pooling"}),
        ('"programming language"', {"Languages"}),
        ('"language programming"', set()),
        ("-python", {"Pooling", "Über Flüsse"}),
        ("flüsse", {"Über Flüsse"}),
        ("zitat", {"Über Flüsse"}),
        ("nothing of this", set()),
        ("the is a", set()),
        ('""', set()),
    ],
)
@pytest.mark.usefixtures("library")
async def test_queries_find(search: Search, query: str, titles: set[str]) -> None:
    assert set(await found(search, query)) == titles


async def test_a_title_counts_more_than_a_body(repository: PostgresNoteRepository, search: Search) -> None:
    await store(repository, "Bread", "some soup")
    await store(repository, "Soup", "some bread")
    await store(repository, "Meals", "some soup")

    hits = await search.find("soup", 10)

    assert hits[0].title == "Soup"
    assert [hit.rank for hit in hits] == sorted([hit.rank for hit in hits], reverse=True)
    assert hits[0].rank > hits[1].rank


async def test_what_must_not_occur_does_not_spoil_the_ranking(
    repository: PostgresNoteRepository, search: Search
) -> None:
    await store(repository, "Soup")
    await store(repository, "Meals", "some soup")  # newer, and so the first if both ranks were zero

    assert await found(search, "soup -bread") == ["Soup", "Meals"]


async def test_the_order_does_not_depend_on_the_plan(url: URL, sql: psycopg.Connection, settings: Settings) -> None:
    for setting in ("enable_nestloop", "enable_mergejoin"):
        sql.execute(f"ALTER DATABASE {url.database} SET {setting} = off".encode())
    async with running(Database(plain(url), settings)) as database:
        repository = PostgresNoteRepository(database)
        for title in ("Meals", "Soup", "Dishes"):
            await store(repository, title, "some soup")

        assert await found(Search(database), "soup") == ["Soup", "Dishes", "Meals"]


async def test_a_hit_tells_what_the_note_is(repository: PostgresNoteRepository, search: Search) -> None:
    note_id = await store(repository, "Soup", "cold", tags=["food"], updated_at="2026-01-31T00:00:00Z")

    (hit,) = await search.find("soup", 10)

    assert (hit.id, hit.tags, hit.updated_at.isoformat()) == (note_id, ["food"], "2026-01-31T00:00:00+00:00")
    assert hit.snippet == "cold"


async def test_a_search_sees_changes_and_not_the_trash(repository: PostgresNoteRepository, search: Search) -> None:
    note_id = await store(repository, "Soup")
    await repository.update(note_id, lambda _: NoteContent(title="Bread"), ANY)
    assert await found(search, "soup") == []
    assert await found(search, "bread") == ["Bread"]

    await repository.delete(note_id, ANY)

    assert await found(search, "bread") == []


async def test_a_limit_cuts_the_list(repository: PostgresNoteRepository, search: Search) -> None:
    for number in range(4):
        await store(repository, f"Soup {number}")

    all_hits, some_hits = [await search.find("soup", limit) for limit in (10, 3)]

    assert (len(all_hits), some_hits) == (4, all_hits[:3])


async def test_rare_words_are_found_in_old_notes_and_common_ones_in_recent_notes(
    repository: PostgresNoteRepository, search: Search, sql: psycopg.Connection
) -> None:
    await store(repository, "Rare needle", "hay hay hay", updated_at="2001-01-01T00:00:00Z")
    sql.execute(
        """
        INSERT INTO notes (title, body, tags, pinned, archived, created_at, updated_at, version)
        SELECT 'Hay ' || number, '', '{}', false, false, now(), now(), 1 FROM generate_series(1, %s) AS number
        """,
        [RECENT + 1],
    )

    assert await found(search, "needle") == ["Rare needle"]
    hits = await search.find("hay", 100)
    # A common word is ranked among the notes that changed last.
    assert {hit.title.split()[0] for hit in hits} == {"Hay"}
    assert [hit.id for hit in hits] == sorted([hit.id for hit in hits], reverse=True)


async def test_a_match_is_marked(repository: PostgresNoteRepository, search: Search) -> None:
    await store(repository, "Pool", "It keeps connections open.")

    (hit,) = await search.find("connect", 1)

    assert hit.snippet == "keeps <mark>connections</mark> open"


@pytest.mark.parametrize(("words_before", "is_marked"), [(1000, True), (4000, False)])
async def test_a_snippet_is_short_and_from_the_beginning_of_a_long_body(
    repository: PostgresNoteRepository, search: Search, words_before: int, is_marked: bool
) -> None:
    await store(repository, "Long", "word " * words_before + "needle" + " word" * 10_000)

    (hit,) = await search.find("needle", 1)

    assert ("<mark>needle</mark>" in hit.snippet) == is_marked
    assert 0 < len(hit.snippet) < 500


class Markup(HTMLParser):
    """Collects the elements of a page, and its text as a browser would show it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        assert attrs == []

    def handle_endtag(self, tag: str) -> None:
        self.elements.append("/" + tag)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def parse(snippet: str) -> Markup:
    markup = Markup()
    markup.feed(snippet)
    markup.close()
    return markup


MARKUP = ["<script>", "</mark>", "<mark>", "<!--", "-->", "<?", "]]>", "<b>needle</b>", "<img src=x onerror=y>", "a<b"]
PARTS = ["needle", " ", "\n", "<", ">", "&", '"', "'", "&lt;", "&#60;", START, STOP, "http://x/<y>", "😀", *MARKUP]
hostile = st.lists(st.sampled_from(PARTS), max_size=25).map("".join)
queries = st.lists(st.sampled_from([*"\"'-|&!<>:*()\\ aA0.@/", "or "])).map("".join)


@hypothesis_settings(max_examples=60)
@given(body=hostile)
@example(body=f"needle {STOP}{START}<script>needle")
async def test_a_snippet_holds_no_markup_but_marks(
    repository: PostgresNoteRepository, search: Search, sql: psycopg.Connection, body: str
) -> None:
    sql.execute("TRUNCATE notes CASCADE")
    await store(repository, "needle", body)

    (hit,) = await search.find("needle", 1)

    markup = parse(hit.snippet)
    assert markup.elements == ["mark", "/mark"] * (len(markup.elements) // 2)
    assert START not in hit.snippet


@given(st.text())
def test_marked_text_becomes_html_that_says_the_same(text: str) -> None:
    clean = text.replace(START, "").replace(STOP, "").replace("\r", "").replace("\x00", "")

    markup = parse(to_html(f"{START}{clean}{STOP}"))

    assert (markup.text, markup.elements) == (clean, ["mark", "/mark"])


@given(query=st.text(max_size=200) | queries)
@pytest.mark.usefixtures("library")
async def test_no_query_fails(search: Search, query: str) -> None:
    hits = await search.find(query.replace("\x00", ""), 10)

    assert all(isinstance(hit, SearchHit) for hit in hits)
