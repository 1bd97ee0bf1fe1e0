import io
import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fsrs import Card, Rating, State
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from study.cards import write_whole
from study.dialogue import Dialogue
from study.projects import UsageError
from study.schedule_files import FORMAT, export_schedules, from_json, import_schedules, to_json
from study.schedules import TABLES, Rated, Schedules, card_number
from study.store import open_store
from study.workspace import Workspace

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TIMES = st.datetimes(timezones=st.just(UTC))
IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True) | st.text(min_size=1).filter(str.isprintable)


@st.composite
def schedules_by_id(draw: st.DrawFn) -> dict[str, Card]:
    questions = draw(st.lists(IDS, unique=True, max_size=5))
    cards = {}
    for question in questions:
        state = draw(st.sampled_from(State))
        cards[question] = Card(
            card_number(question),
            state,
            None if state is State.Review else draw(st.integers(0, 100)),
            draw(st.floats(0.001, 1e9)),
            draw(st.floats(1, 10)),
            draw(TIMES),
            draw(TIMES),
        )
    return cards


@given(schedules_by_id(), st.lists(st.builds(Rated, IDS, TIMES, st.sampled_from(Rating))))
def test_what_is_exported_is_read_back(cards: dict[str, Card], ratings: list[Rated]) -> None:
    assert from_json(to_json(cards, ratings)) == (cards, ratings)


@given(schedules_by_id())
def test_the_same_schedules_give_the_same_text(cards: dict[str, Card]) -> None:
    assert to_json(dict(reversed(cards.items())), []) == to_json(cards, [])


CARD = {
    "question": "a",
    "state": 2,
    "step": None,
    "stability": 8.3,
    "difficulty": 1.0,
    "due": "2026-02-08T12:00:00+00:00",
    "last_review": "2026-01-31T13:00:00+01:00",
}
RATING = {"question": "a", "reviewed": "2026-01-31T12:00:00+00:00", "rating": "easy"}


def document(card: dict[str, object], rating: dict[str, object]) -> str:
    return json.dumps({"format": FORMAT, "cards": [CARD | card], "ratings": [RATING | rating]})


def test_a_file_written_by_hand_is_read() -> None:
    cards, ratings = from_json(document({}, {}))

    assert cards == {
        "a": Card(card_number("a"), State.Review, None, 8.3, 1.0, datetime(2026, 2, 8, 12, tzinfo=UTC), NOON)
    }
    assert ratings == [Rated("a", NOON, Rating.Easy)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "not JSON: Expecting property name"),
        ("[" * 100_000, "not JSON: "),
        ("[]", "expected a file that `study review --export` wrote"),
        ('{"format": "study review 2"}', "expected a file that `study review --export` wrote"),
        (json.dumps({"format": FORMAT}), "cards: expected a list"),
        (json.dumps({"format": FORMAT, "cards": [1]}), "cards[0]: expected an object"),
        (json.dumps({"format": FORMAT, "cards": [CARD, CARD]}), "cards[1].question: 'a' is there twice"),
        (json.dumps({"format": FORMAT, "cards": [], "ratings": {}}), "ratings: expected a list"),
        (document({"question": ""}, {}), "cards[0].question: expected the id of a question, not ''"),
        (document({"question": "\ud800"}, {}), "cards[0].question: expected the id of a question"),
        (document({"question": 1}, {}), "cards[0].question: expected the id of a question, not 1"),
        (document({"state": 4}, {}), "cards[0].state: expected a whole number from 1 to 3, not 4"),
        (document({"state": True}, {}), "cards[0].state: expected a whole number from 1 to 3, not True"),
        (document({"state": 1.0}, {}), "cards[0].state: expected a whole number from 1 to 3, not 1.0"),
        (document({"state": 1}, {}), "cards[0].step: expected a whole number from 0 to 100, not None"),
        (document({"stability": None}, {}), "cards[0].stability: expected a number from 0.001 to 1e+09, not None"),
        (document({"stability": float("nan")}, {}), "cards[0].stability: expected a number"),
        (document({"stability": 10**400}, {}), "cards[0].stability: expected a number"),
        (document({"difficulty": 0}, {}), "cards[0].difficulty: expected a number from 1 to 10, not 0"),
        (document({"due": "2026-02-08T12:00:00"}, {}), "cards[0].due: expected a time with its zone"),
        (document({"due": "tomorrow"}, {}), "cards[0].due: expected a time with its zone"),
        (document({"due": 5}, {}), "cards[0].due: expected a time with its zone"),
        (document({"last_review": "0001-01-01T00:00:00+14:00"}, {}), "cards[0].last_review: expected a time"),
        (document({}, {"rating": "well"}), "ratings[0].rating: expected one of again, hard, good, easy, not 'well'"),
        (document({}, {"rating": ["easy"]}), "ratings[0].rating: expected one of"),
        (document({}, {"question": None}), "ratings[0].question: expected the id of a question, not None"),
        (document({}, {"reviewed": None}), "ratings[0].reviewed: expected a time with its zone"),
    ],
)
def test_what_makes_no_sense_is_named_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=re.escape(sentence)):
        from_json(text)


class Keyboard(io.StringIO):
    """Stands for a terminal's input."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with open_store(tmp_path, TABLES, print) as store:
        yield store


@pytest.fixture
def schedules(store: sqlite3.Connection) -> Schedules:
    return Schedules(store)


def dialogue_with(folder: Path, monkeypatch: pytest.MonkeyPatch, typed: str | None) -> tuple[Dialogue, io.StringIO]:
    """Return a dialogue with a person who types something, or with nobody, and what it shows."""
    monkeypatch.setattr("sys.stdin", io.StringIO() if typed is None else Keyboard(typed))
    output = io.StringIO()
    console = Console(file=output, width=200, force_terminal=typed is not None)
    return Dialogue(Workspace(folder, console)), output


def test_schedules_travel_from_one_store_to_another(
    schedules: Schedules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedules.rate("a", Rating.Easy, NOON)
    schedules.rate("gone", Rating.Again, NOON)
    dialogue, output = dialogue_with(tmp_path, monkeypatch, None)
    file = tmp_path / "new folder" / "schedules.json"

    export_schedules(schedules, file, dialogue, yes=False)

    with open_store(tmp_path / "other", TABLES, print) as other:
        import_schedules(Schedules(other), file, dialogue, yes=False)
        assert Schedules(other).all() == schedules.all()
        assert Schedules(other).ratings() == schedules.ratings()
    assert "Wrote 2 schedules and 2 ratings to " in output.getvalue()
    assert "Imported 2 schedules and 2 ratings." in output.getvalue()


def test_importing_again_changes_nothing(schedules: Schedules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schedules.rate("a", Rating.Easy, NOON)
    before = schedules.all()
    dialogue, output = dialogue_with(tmp_path, monkeypatch, None)
    export_schedules(schedules, tmp_path / "a.json", dialogue, yes=False)

    import_schedules(schedules, tmp_path / "a.json", dialogue, yes=False)

    assert schedules.all() == before
    assert "Imported 0 schedules and 0 ratings.\n1 schedule here stayed" in output.getvalue()


@pytest.mark.parametrize(
    ("typed", "yes", "replaced"), [("y\n", False, True), ("n\n", False, False), ("", False, False), (None, True, True)]
)
def test_a_schedule_is_replaced_by_a_later_one_only_when_that_is_wanted(
    schedules: Schedules,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str | None,
    yes: bool,
    replaced: bool,
) -> None:
    schedules.rate("a", Rating.Again, NOON)
    before = schedules.all()
    later = schedules.choices("a", NOON + DAY)[Rating.Good]
    (tmp_path / "a.json").write_text(to_json({"a": later, "b": later}, [Rated("a", NOON + DAY, Rating.Good)]))
    dialogue, output = dialogue_with(tmp_path, monkeypatch, typed)

    import_schedules(schedules, tmp_path / "a.json", dialogue, yes=yes)

    assert (schedules.all() == before) is not replaced
    assert (schedules.all().get("a") == later) is replaced
    assert len(schedules.ratings()) == (2 if replaced else 1)
    assert ("1 of them replaced an earlier one." in output.getvalue()) is replaced
    assert ("Nothing was imported." in output.getvalue()) is not replaced


def test_without_a_person_nothing_is_replaced(
    schedules: Schedules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedules.rate("a", Rating.Again, NOON)
    before = schedules.all()
    (tmp_path / "a.json").write_text(to_json({"a": schedules.choices("a", NOON + DAY)[Rating.Good]}, []))
    dialogue, _ = dialogue_with(tmp_path, monkeypatch, None)

    with pytest.raises(UsageError, match=r"1 schedule here would be replaced by a later one. .* --yes says so"):
        import_schedules(schedules, tmp_path / "a.json", dialogue, yes=False)
    with pytest.raises(UsageError, match=r"is there already. .* --yes says so"):
        export_schedules(schedules, tmp_path / "a.json", dialogue, yes=False)

    assert schedules.all() == before


@pytest.mark.parametrize(("typed", "written"), [("yes\n", True), ("\n", False)])
def test_a_file_is_replaced_only_when_that_is_wanted(
    schedules: Schedules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, written: bool
) -> None:
    (tmp_path / "a.json").write_text("mine")
    dialogue, output = dialogue_with(tmp_path, monkeypatch, typed)

    export_schedules(schedules, tmp_path / "a.json", dialogue, yes=False)

    assert ((tmp_path / "a.json").read_text() != "mine") is written
    assert ("Nothing was written." in output.getvalue()) is not written


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(None, "cannot be read"), (b"\xff", "not JSON"), (b"{}", "expected a file that .* Nothing was imported.")],
)
def test_a_file_that_is_none_of_ours_is_refused(
    schedules: Schedules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes | None, sentence: str
) -> None:
    if data is not None:
        (tmp_path / "a.json").write_bytes(data)
    dialogue, _ = dialogue_with(tmp_path, monkeypatch, None)

    with pytest.raises(UsageError, match=f"a.json: {sentence}"):
        import_schedules(schedules, tmp_path / "a.json", dialogue, yes=False)

    assert schedules.all() == {}


def test_two_that_write_one_file_at_once_have_a_part_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts: list[str] = []

    def replace(part: Path, target: Path) -> Path:
        parts.append(part.name)
        return target

    monkeypatch.setattr(Path, "replace", replace)
    for process in (1, 2):
        monkeypatch.setattr("os.getpid", lambda process=process: process)
        write_whole(tmp_path / "a.json", b"{}")

    assert len(set(parts)) == 2
