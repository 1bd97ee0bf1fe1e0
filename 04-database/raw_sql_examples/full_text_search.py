"""Full-text search in PostgreSQL: words, not letters.

``LIKE '%york%'`` finds letters: in Yorktown too, in any order of relevance, and by reading every row. Full-text search
cuts a text into words, brings each to its stem ("airports" and "airport" are one), leaves out words that stand
everywhere, and keeps a sorted list of what is left: a tsvector. A GIN index is the index at the end of a book: for each
word its rows.

The documents here are 1,458 airports, made from the data: name and code (weight A), the city of the time zone (B), and
the airlines that fly there from New York (C). A word in the name counts more than one in the airlines.

What people type goes through ``websearch_to_tsquery``, which takes everything: quotes, minus, "or", and nonsense. Words
that mean the same need saying: the names have "Intl" where people write "international". ``ts_rewrite`` adds them from
a table; a dictionary of synonyms would be a file on the server.

Cost: the tsvector, as large as the text; GIN takes long to update, so it collects changes and merges them later.
Not for: parts of words and misspelling: the extension pg_trgm, which the PostgreSQL of the wheel does not have. Facets,
many languages at once and relevance as the main thing: OpenSearch, a second system that has to be kept in step.
Asked: why not Elasticsearch? (It is another copy, always a little behind; search in the database sees the transaction.)
Source: https://www.postgresql.org/docs/18/textsearch.html
"""

import html
from dataclasses import dataclass

import psycopg

from flights import databases
from raw_sql_examples.database import rows
from raw_sql_examples.explain import Plan, explain

# Characters that no text has: what stands between them is marked after the text has been escaped.
START, STOP = "\x02", "\x03"
# In a subquery it is computed once. By itself it would be for each row, and no index could be used: ts_rewrite with a
# query in it is volatile.
QUERY = "(SELECT ts_rewrite(websearch_to_tsquery('english', :text), 'SELECT word, meant FROM synonyms'))"


@dataclass(frozen=True)
class Hit:
    """An airport that was found."""

    faa: str
    name: str  # HTML: escaped, with what was found in <mark>
    rank: float


def make_directory(connection: psycopg.Connection) -> None:
    """Make and fill ``directory`` (faa, name, city, airlines, document) and ``synonyms`` (word, meant).

    A row for each airport that has a name. The city is what follows the last slash of tzone, without underscores;
    airlines are the names of those that fly there, by the alphabet, with commas between, or empty. ``document`` is
    generated and stored: name and code with weight A, city B, airlines C, all of them English, as what is asked will
    be: cut in two ways, MSY would be one word here and another there. (AND, NOW, OFF and WAS are left out, as in any
    text.) The index on it is ``directory_document``. Synonyms say that intl, rgnl and muni mean the long words too, and
    the other way round.
    """
    connection.execute("""
        CREATE TABLE directory (
            faa      varchar(3) PRIMARY KEY,
            name     text NOT NULL,
            city     text NOT NULL,
            airlines text NOT NULL,
            -- Since PostgreSQL 18 a generated column that is not STORED is computed on reading, and cannot be indexed.
            document tsvector GENERATED ALWAYS AS (
                setweight(to_tsvector('english', name), 'A')
                || setweight(to_tsvector('english', faa), 'A')
                || setweight(to_tsvector('english', city), 'B')
                || setweight(to_tsvector('english', airlines), 'C')
            ) STORED
        )
    """)
    connection.execute("""
        WITH served AS (
            SELECT DISTINCT dest,
                            carrier
              FROM flights
        ), airlines_of AS (
            SELECT s.dest,
                   string_agg(l.name, ', ' ORDER BY l.name) AS names
              FROM served AS s
              JOIN airlines AS l ON l.carrier = s.carrier
             GROUP BY s.dest
        )
        INSERT INTO directory (faa, name, city, airlines)
        SELECT a.faa,
               a.name,
               coalesce(translate(regexp_replace(a.tzone, '.*/', ''), '_', ' '), ''),
               coalesce(o.names, '')
          FROM airports AS a
          LEFT JOIN airlines_of AS o ON o.dest = a.faa
         WHERE a.name IS NOT NULL
    """)
    connection.execute("CREATE INDEX directory_document ON directory USING gin (document)")
    connection.execute("CREATE TABLE synonyms (word tsquery, meant tsquery)")
    for short, long in (("intl", "international"), ("rgnl", "regional"), ("muni", "municipal")):
        for word in (short, long):
            connection.execute(
                """
                INSERT INTO synonyms (word, meant)
                VALUES (to_tsquery('english', %s), to_tsquery('english', %s))
                """,
                [word, f"{short} | {long}"],
            )
    connection.execute("ANALYZE directory")


def words(connection: psycopg.Connection, language: str, text: str) -> list[str]:
    """Return the stems of a text in the order in which they come, each as often as it comes.

    Language is the name of a configuration, such as ``english``, ``german`` or ``simple``, which changes case alone.
    Raise ValueError("unknown language 'klingon'") for one that the server does not have.
    """
    known = rows(connection, "SELECT FROM pg_ts_config WHERE cfgname = :language", language=language)
    if not known:
        raise ValueError(f"unknown language {language!r}")
    query = """
        SELECT w.lexeme
          FROM unnest(to_tsvector(CAST(CAST(:language AS text) AS regconfig), :text)) AS w (lexeme, positions, weights)
         CROSS JOIN unnest(w.positions) AS position
         ORDER BY position
    """
    return [word for (word,) in rows(connection, query, language=language, text=text)]


def search(connection: psycopg.Connection, text: str, limit: int) -> list[Hit]:
    """Return the airports that match what somebody typed, best first, those of equal rank by code.

    Text may be anything: ``new york -kennedy``, ``"new york"``, ``chicago or boston``. One of words that stand
    everywhere (``the``), or of none, finds nothing. A character zero, which PostgreSQL refuses in any text, counts as a
    blank. Synonyms count. The rank is ts_rank_cd of PostgreSQL with its own weights.
    """
    query = f"""
        WITH best AS (
            SELECT faa,
                   name,
                   ts_rank_cd(document, {QUERY}) AS rank
              FROM directory
             WHERE document @@ {QUERY}
             ORDER BY rank DESC,
                      faa
             LIMIT :limit
        )
        -- Marking reads the text again, which is slow: only for the rows that are shown.
        SELECT faa,
               ts_headline(
                   'english',
                   translate(name, :start || :stop, ''),
                   {QUERY},
                   'HighlightAll=true, StartSel=' || :start || ', StopSel=' || :stop
               ),
               rank
          FROM best
         ORDER BY rank DESC,
                  faa
    """  # noqa: S608  # QUERY is a constant of this module
    found = rows(connection, query, text=text.replace("\0", " "), limit=limit, start=START, stop=STOP)
    return [Hit(faa, marked(name), rank) for faa, name, rank in found]


def marked(text: str) -> str:
    r"""Return text as HTML, with what stands between START and STOP in ``<mark>``.

    >>> marked("<b> \x02New\x03 York")
    '&lt;b&gt; <mark>New</mark> York'
    """
    return html.escape(text).replace(START, "<mark>").replace(STOP, "</mark>")


def plans(connection: psycopg.Connection, word: str) -> tuple[Plan, Plan]:
    """Return the plans of "code of the airports with a word": by ILIKE in the name, and by the document."""
    by_letters = explain(connection, "SELECT faa FROM directory WHERE name ILIKE '%' || :word || '%'", word=word)
    query = f"SELECT faa FROM directory WHERE document @@ {QUERY}"  # noqa: S608  # a constant of this module
    return by_letters, explain(connection, query, text=word)


def main() -> None:
    """Search the directory, and compare letters with words."""
    with databases.postgresql() as address, psycopg.connect(address) as connection:
        make_directory(connection)
        for language in ("simple", "english", "german"):
            print(f"{language:>8}:", *words(connection, language, "The flights were flying to airports"))
        asked = ("washington", "international honolulu", '"new york" -kennedy united', "boston or nonsense ((")
        for text in asked:
            print(f"\n{text}")
            for hit in search(connection, text, 3):
                print(f"  {hit.rank:.2f} {hit.faa} {hit.name}")
        for name, plan in zip(("by letters", "by words"), plans(connection, "kennedy"), strict=True):
            print(f"\n{name}: {plan.pages} pages, {plan.removed} rows in vain")
            print(*(f"  {line}" for line in plan.lines()), sep="\n")
        connection.rollback()


if __name__ == "__main__":
    main()
