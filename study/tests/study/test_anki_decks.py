import io
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import anki.collection  # first, as the other modules of anki need it to be there
import pytest
from anki import import_export_pb2
from anki.cards import Card
from anki.scheduler.v3 import CardAnswer, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from study.anki_decks import (
    FIELDS,
    NOTE_TYPE,
    Content,
    Deck,
    Note,
    first_version,
    next_version,
    note_type_fingerprint,
    package,
    stable_number,
)

CONTENT = Content("Why?", "<p>Say it.</p>", "<p>So.</p>", "", "senior", "concept", "01-shop", "shop/cart.py:3", "why")
FIRST = Note(CONTENT, ("level::senior", "topic::01-shop"))
SECOND = Note(replace(CONTENT, id="how", question="How?", wrong="<ul><li>No.</li></ul>"), ("level::junior",))
LATER = 1_800_000_000
SHOP = Deck("Python backend::01-shop", (FIRST, SECOND))


type Collection = anki.collection.Collection


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    collection = anki.collection.Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()


def import_into(collection: Collection, data: bytes, *, always: bool = False) -> tuple[int, int, int, int]:
    """Import a package as Anki does by itself; return how many notes were new, updated, known, and in conflict."""
    file = Path(collection.path).with_name("import.apkg")
    file.write_bytes(data)
    options = anki.collection.ImportAnkiPackageOptions()
    if always:
        options.update_notes = import_export_pb2.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS
    request = anki.collection.ImportAnkiPackageRequest(package_path=str(file), options=options)
    log = collection.import_anki_package(request).log
    return len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting)


def card_of(collection: Collection, note: Note) -> Card:
    (note_id,) = collection.find_notes(f"Id:{note.content.id}")
    (card,) = collection.get_note(note_id).cards()
    return card


def answer_good(collection: Collection, note: Note) -> None:
    """Answer a card as a learner does who knew it."""
    collection.decks.select(card_of(collection, note).did)
    scheduler = collection.sched
    assert isinstance(scheduler, Scheduler)
    queue = scheduler.get_queued_cards(fetch_limit=10).cards
    (entry,) = [entry for entry in queue if entry.card.id == card_of(collection, note).id]
    card = Card(collection, backend_card=entry.card)
    card.start_timer()
    scheduler.answer_card(scheduler.build_answer(card=card, states=entry.states, rating=CardAnswer.GOOD))


def test_a_package_is_imported_as_it_was_meant(collection: Collection) -> None:
    assert import_into(collection, package([SHOP])) == (2, 0, 0, 0)

    card = card_of(collection, FIRST)
    note = card.note()
    assert list(note.keys()) == list(FIELDS)
    assert note.fields == [
        *("Why?", "<p>Say it.</p>", "<p>So.</p>", "", "senior", "concept", "01-shop", "shop/cart.py:3", "why")
    ]
    assert note.tags == ["level::senior", "topic::01-shop"]
    assert note.guid == FIRST.guid
    assert collection.decks.name(card.did) == "Python backend::01-shop"
    assert collection.models.get(note.mid) == collection.models.by_name(NOTE_TYPE)


def test_new_cards_come_in_the_order_of_the_deck(collection: Collection) -> None:
    import_into(collection, package([SHOP]))

    assert card_of(collection, FIRST).due < card_of(collection, SECOND).due


def test_several_decks_of_one_package_are_imported(collection: Collection) -> None:
    decks = [Deck("Python backend::01-shop", (FIRST,)), Deck("Python backend::02-till", (SECOND,))]

    assert import_into(collection, package(decks)) == (2, 0, 0, 0)
    names = [collection.decks.name(card_of(collection, note).did) for note in (FIRST, SECOND)]
    assert names == ["Python backend::01-shop", "Python backend::02-till"]


def test_the_sides_show_task_and_answer(collection: Collection) -> None:
    import_into(collection, package([SHOP]))
    card = card_of(collection, SECOND)

    assert "How?" in card.question()
    assert "Say it." in card.question()
    assert "So." not in card.question()
    assert "How?" in card.answer()
    assert "So." in card.answer()
    assert "Often heard, and wrong" in card.answer()
    assert "shop/cart.py:3" in card.answer()
    assert "Often heard" not in card_of(collection, FIRST).answer()


def test_a_second_import_makes_no_duplicates(collection: Collection) -> None:
    import_into(collection, package([SHOP]))

    assert import_into(collection, package([SHOP])) == (0, 0, 2, 0)
    assert collection.note_count() == 2


def test_a_topic_and_the_deck_of_all_share_their_notes(collection: Collection) -> None:
    other = Deck("Python backend::02-till", (replace(FIRST, content=replace(CONTENT, id="till")),))
    import_into(collection, package([SHOP]))

    assert import_into(collection, package([other])) == (1, 0, 0, 0)
    assert import_into(collection, package([SHOP, other])) == (0, 0, 3, 0)


def test_a_new_wording_arrives_and_the_schedule_stays(collection: Collection) -> None:
    import_into(collection, package([SHOP]))
    answer_good(collection, FIRST)
    answer_good(collection, FIRST)
    before = card_of(collection, FIRST)
    changed = Note(replace(CONTENT, answer="<p>Better.</p>"), ("level::mid",))

    assert import_into(collection, package([Deck(SHOP.name, (changed, SECOND))], {FIRST.guid: LATER})) == (0, 1, 1, 0)

    after = card_of(collection, FIRST)
    assert after.note()["Answer"] == "<p>Better.</p>"
    assert after.note().tags == ["level::mid"]
    assert (before.reps, before.type) == (2, 2)  # the second answer made it a card to review
    assert [after.id, after.due, after.ivl, after.type, after.queue, after.reps, after.factor] == [
        *(before.id, before.due, before.ivl, before.type, before.queue, before.reps, before.factor)
    ]


@pytest.mark.parametrize("answer", ["<p>One.</p>", "<p>Two.</p>", "<p>Three.</p>"])
def test_without_knowing_which_is_later_always_updates(collection: Collection, answer: str) -> None:
    import_into(collection, package([SHOP]))
    changed = package([Deck(SHOP.name, (replace(FIRST, content=replace(CONTENT, answer=answer)),))])

    assert import_into(collection, changed, always=True) == (0, 1, 0, 0)
    assert card_of(collection, FIRST).note()["Answer"] == answer


def test_new_styles_arrive_in_the_same_note_type(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    import_into(collection, package([SHOP]))
    fingerprint = note_type_fingerprint()
    monkeypatch.setattr("study.anki_decks.styles", lambda: ".card { color: teal; }")

    import_into(collection, package([SHOP], {NOTE_TYPE: LATER}))

    assert note_type_fingerprint() != fingerprint
    (model,) = [each for each in collection.models.all() if each["name"].startswith(NOTE_TYPE)]
    assert model["css"] == ".card { color: teal; }"


def test_a_note_in_another_topic_is_the_same_note(collection: Collection) -> None:
    import_into(collection, package([SHOP]))
    moved = Note(replace(CONTENT, topic="02-till"), ("topic::02-till",))

    assert import_into(collection, package([Deck("Python backend::02-till", (moved,))], {FIRST.guid: LATER})) == (
        0,
        1,
        0,
        0,
    )
    assert collection.note_count() == 2


def test_the_numbers_that_learners_have_imported_never_change() -> None:
    assert stable_number(NOTE_TYPE) == 1250717213
    assert stable_number("Python backend::01-syntax") == 1547052981
    assert FIRST.guid == "tJ(&{(5At]"
    assert FIELDS == ("Question", "Task", "Answer", "Wrong", "Level", "Kind", "Topic", "Code", "Id")


def test_a_fingerprint_changes_with_what_a_learner_sees() -> None:
    notes = [FIRST, SECOND, replace(FIRST, tags=("level::mid",)), replace(FIRST, content=replace(CONTENT, code="x"))]

    assert len({note.fingerprint for note in notes}) == 4
    assert replace(FIRST).fingerprint == FIRST.fingerprint


def test_the_same_notes_give_the_same_bytes_anywhere(tmp_path: Path) -> None:
    script = """
import sys
from study.anki_decks import *
content = Content("Why?", "<p>Say it.</p>", "<p>So.</p>", "", "senior", "concept", "01-shop", "shop/cart.py:3", "why")
note = Note(content, ("level::senior", "topic::01-shop"))
sys.stdout.buffer.write(package([Deck("Python backend::01-shop", (note,))]))
"""
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}

    other = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=60
    )

    assert other.stdout == package([Deck(SHOP.name, (FIRST,))])


def test_nothing_of_the_moment_is_in_a_package(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(package([SHOP]))) as archive:
        entries = [
            (each.filename, each.date_time, each.create_system, each.compress_type) for each in archive.infolist()
        ]
        archive.extract("collection.anki2", tmp_path)

    long_ago = (1980, 1, 1, 0, 0, 0)
    assert entries == [
        ("collection.anki2", long_ago, 3, zipfile.ZIP_STORED),
        ("media", long_ago, 3, zipfile.ZIP_STORED),
    ]
    assert (tmp_path / "collection.anki2").read_bytes()[96:100] == bytes(4)
    connection = sqlite3.connect(tmp_path / "collection.anki2")
    times = dict(connection.execute("SELECT guid, mod FROM notes").fetchall())
    connection.close()
    assert times == {note.guid: first_version(note.fingerprint) for note in (FIRST, SECOND)}


@given(st.text(alphabet="0123456789abcdef", min_size=1))
def test_a_first_version_is_a_second_of_2025(fingerprint: str) -> None:
    assert datetime.fromtimestamp(first_version(fingerprint), UTC).year == 2025


@given(st.lists(st.tuples(st.sampled_from(["0", "1", "2"]), st.integers(0, LATER)), min_size=1))
def test_a_version_grows_when_the_text_changes_and_only_then(history: list[tuple[str, int]]) -> None:
    before, version = None, 0
    for fingerprint, now in history:
        earlier, version = version, next_version(before, version, fingerprint, now)

        if before is None:
            assert version == first_version(fingerprint)
        elif before == fingerprint:
            assert version == earlier
        else:
            assert version >= max(now, earlier + 1)
        before = fingerprint
