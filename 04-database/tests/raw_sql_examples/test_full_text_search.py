import html
import re
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from raw_sql_examples.explain import explain
from raw_sql_examples.full_text_search import QUERY, main, make_directory, marked, plans, search, words


@pytest.fixture(scope="module")
def directory(postgresql_address: str) -> Iterator[psycopg.Connection]:
    """A connection in a transaction that made the directory in a schema of its own; no test changes it."""
    with closing(psycopg.connect(postgresql_address)) as connection:
        # Not in public: whoever makes a table of the same name there would wait for this transaction.
        connection.execute("CREATE SCHEMA search")
        connection.execute("SET LOCAL search_path = search, public")
        make_directory(connection)
        yield connection


def codes(connection: psycopg.Connection, text: str) -> list[str]:
    return [hit.faa for hit in search(connection, text, 2000)]


def test_directory_is_made_from_the_data(directory: psycopg.Connection) -> None:
    ((airports,),) = directory.execute("SELECT count(name) FROM airports").fetchall()

    assert directory.execute("SELECT count(*) FROM directory").fetchone() == (airports,)
    assert directory.execute("SELECT name, city, airlines FROM directory WHERE faa = 'HNL'").fetchone() == (
        "Honolulu Intl",
        "Honolulu",
        "Hawaiian Airlines Inc., United Air Lines Inc.",
    )
    assert directory.execute("SELECT city, airlines FROM directory WHERE faa = 'JFK'").fetchone() == ("New York", "")


@pytest.mark.parametrize("word", ["kennedy", "washington", "lake", "regional", "heliport"])
def test_every_name_with_the_word_is_found(directory: psycopg.Connection, word: str) -> None:
    names = directory.execute("SELECT faa, name FROM directory").fetchall()
    with_the_word = {faa for faa, name in names if word in re.findall(r"[a-z]+", name.lower())}

    found = codes(directory, word)

    assert with_the_word
    assert with_the_word <= set(found)


def test_rank_orders_and_equal_ranks_come_by_code(directory: psycopg.Connection) -> None:
    hits = search(directory, "chicago", 2000)

    assert [(hit.rank, hit.faa) for hit in hits] == sorted(
        ((hit.rank, hit.faa) for hit in hits), key=lambda pair: (-pair[0], pair[1])
    )
    in_the_name = {hit.faa for hit in hits if "Chicago" in hit.name}
    assert {hit.faa for hit in hits[: len(in_the_name)]} == in_the_name
    assert search(directory, "chicago", 3) == hits[:3]


def test_words_phrases_and_what_is_left_out(directory: psycopg.Connection) -> None:
    assert "JFK" in codes(directory, "kennedy new york")
    assert "JFK" in codes(directory, "kennedy\0new york")
    assert "JFK" in codes(directory, 'kennedy "new york"')
    assert "JFK" not in codes(directory, 'kennedy "york new"')
    assert "JFK" not in codes(directory, "new york -kennedy")


@pytest.mark.parametrize("faa", ["JFK", "MSY", "ADS"])
def test_code_is_found_as_it_is_cut_and_counts_as_the_name(directory: psycopg.Connection, faa: str) -> None:
    hits = search(directory, faa.lower(), 10)

    assert [hit.faa for hit in hits if hit.rank == 1] == [faa]


def test_code_that_is_a_word_of_every_text_is_not_found(directory: psycopg.Connection) -> None:
    assert directory.execute("SELECT count(*) FROM directory WHERE faa IN ('AND', 'NOW')").fetchone() == (2,)
    assert codes(directory, "and") == codes(directory, "now") == []


def test_airlines_count_less_than_the_name(directory: psycopg.Connection) -> None:
    hits = search(directory, "hawaiian or kahului", 10)

    assert [hit.faa for hit in hits] == ["OGG", "HNL"]
    assert hits[0].rank > 2 * hits[1].rank


@pytest.mark.parametrize("pair", [("intl", "international"), ("rgnl", "regional"), ("muni", "municipal")])
def test_synonyms_find_the_same(directory: psycopg.Connection, pair: tuple[str, str]) -> None:
    short, long = pair

    assert codes(directory, short) == codes(directory, long)
    names = " ".join(hit.name.lower() for hit in search(directory, short, 2000))
    assert short in names
    assert long in names


def test_synonyms_work_within_what_else_is_asked(directory: psycopg.Connection) -> None:
    assert codes(directory, "international honolulu")[0] == "HNL"
    assert "HNL" not in codes(directory, "honolulu -international")


@pytest.mark.parametrize(
    "text", ["", "the", "((", "'", '"', "-", "a:*&|!<->", "\\", "; DROP TABLE directory", "%", "\0"]
)
def test_anything_may_be_typed(directory: psycopg.Connection, text: str) -> None:
    assert codes(directory, text) == []


def test_found_words_are_marked_and_the_rest_escaped(directory: psycopg.Connection) -> None:
    name = "<img src=x onerror=alert(1)// Kennedy & \x02Sons\x03 </mark>"
    with directory.transaction(force_rollback=True):
        directory.execute("INSERT INTO directory (faa, name, city, airlines) VALUES ('XSS', %s, '', '')", [name])

        (hit,) = [hit for hit in search(directory, "kennedy", 10) if hit.faa == "XSS"]

    assert "<mark>Kennedy</mark> &amp; Sons" in hit.name
    assert hit.name.count("<") == 2
    assert "&lt;img" in hit.name


def test_marked_escapes_what_is_marked_too() -> None:
    assert marked('\x02<b>\x03 "A" & B') == f"<mark>{html.escape('<b>')}</mark> &quot;A&quot; &amp; B"


def test_words_are_found_in_the_index_and_letters_in_every_row(directory: psycopg.Connection) -> None:
    by_letters, by_words = plans(directory, "kennedy")

    assert by_letters.tables_read_whole == ["directory"]
    assert by_letters.removed > 1400
    assert by_words.indexes == ["directory_document"]
    assert by_words.rows == by_letters.rows == 1
    assert by_words.removed == 0


def test_search_itself_uses_the_index(directory: psycopg.Connection) -> None:
    plan = explain(directory, f"SELECT faa FROM directory WHERE document @@ {QUERY}", text="honolulu -kahului")

    assert plan.indexes == ["directory_document"]


def test_languages_have_their_stems(directory: psycopg.Connection) -> None:
    text = "The flights were flying to airports, and one flight flies"

    assert words(directory, "simple", text) == re.findall("[a-z]+", text.lower())
    assert words(directory, "english", text) == ["flight", "fli", "airport", "one", "flight", "fli"]
    assert words(directory, "german", "Die Flughäfen und der Flughafen") == ["flughaf", "flughaf"]


def test_unknown_language(directory: psycopg.Connection) -> None:
    with pytest.raises(ValueError, match=r"^unknown language 'klingon'$"):
        words(directory, "klingon", "Qapla'")


def test_main(loaded_story: str, capsys: pytest.CaptureFixture[str]) -> None:
    main()

    assert "DCA Ronald Reagan <mark>Washington</mark> Natl" in capsys.readouterr().out
    with closing(psycopg.connect(loaded_story)) as connection:
        assert connection.execute("SELECT to_regclass('directory')").fetchone() == (None,)
