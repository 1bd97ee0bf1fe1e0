from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest
from psycopg import Connection

from raw_sql_examples.blocking import waiting
from raw_sql_examples.optimistic_locking import (
    TABLE,
    ConflictError,
    Note,
    delete,
    edit,
    edit_at_once,
    main,
    read,
    save,
)


@pytest.fixture
def connection(module_address: str) -> Iterator[Connection]:
    with closing(psycopg.connect(module_address, autocommit=True)) as opened:
        opened.execute(TABLE)
        yield opened


def test_read_and_save_count_the_version(connection: Connection) -> None:
    note = read(connection, 1)

    saved = save(connection, replace(note, text="Gate B24"))

    assert (note, saved) == (Note(1, "Gate B22", 1), Note(1, "Gate B24", 2))
    assert read(connection, 1) == saved
    assert save(connection, saved).version == 3


def test_a_missing_note_is_named(connection: Connection) -> None:
    with pytest.raises(LookupError, match=r"^no note 7$"):
        read(connection, 7)


@pytest.mark.parametrize("act", [save, delete])
def test_a_stale_version_is_refused_with_the_current_note(connection: Connection, act: object) -> None:
    stale = read(connection, 1)
    current = save(connection, save(connection, stale))

    with pytest.raises(ConflictError, match=r"^note 1 was read at version 1 and is at version 3$") as caught:
        save(connection, replace(stale, text="lost?")) if act is save else delete(connection, stale)

    assert (caught.value.read.version, caught.value.current) == (1, current)
    assert read(connection, 1) == current


def test_a_deleted_note_is_a_conflict_too(connection: Connection) -> None:
    note = read(connection, 1)
    delete(connection, note)

    with pytest.raises(ConflictError, match=r"^note 1 was read at version 1 and is gone$") as caught:
        save(connection, note)
    with pytest.raises(ConflictError, match=r"and is gone$"):
        delete(connection, note)
    assert caught.value.current is None


def test_the_check_waits_for_who_is_writing_and_then_fails(connection: Connection, module_address: str) -> None:
    note = read(connection, 1)
    with closing(psycopg.connect(module_address)) as first, closing(psycopg.connect(module_address)) as second:
        save(first, note)
        with waiting(connection, second, lambda: save(second, note)) as future:
            first.commit()
        with pytest.raises(ConflictError, match=r"at version 2$"):
            future.result()


def test_edit_applies_the_change_anew_after_a_conflict(connection: Connection, module_address: str) -> None:
    seen = []

    def change(text: str) -> str:
        seen.append(text)
        if len(seen) < 3:
            with closing(psycopg.connect(module_address, autocommit=True)) as other:
                save(other, replace(read(other, 1), text=f"other {len(seen)}"))
        return f"{text}, boarding"

    assert edit(connection, 1, change) == (Note(1, "other 2, boarding", 4), 2)
    assert seen == ["Gate B22", "other 1", "other 2"]


def test_edit_gives_up_and_leaves_the_note(connection: Connection, module_address: str) -> None:
    def change(_: str) -> str:
        with closing(psycopg.connect(module_address, autocommit=True)) as other:
            save(other, read(other, 1))
        return "never"

    with pytest.raises(ConflictError, match=r"^note 1 was read at version 3 and is at version 4$"):
        edit(connection, 1, change, attempts=3)
    assert read(connection, 1) == Note(1, "Gate B22", 4)


def test_no_attempt_is_refused(connection: Connection) -> None:
    with pytest.raises(ValueError, match=r"^expected at least 1 attempt, found 0$"):
        edit(connection, 1, str.upper, attempts=0)


def test_edit_commits(connection: Connection, module_address: str) -> None:
    with closing(psycopg.connect(module_address)) as other:
        edit(other, 1, str.upper)
    assert read(connection, 1).text == "GATE B22"


def test_edit_names_a_missing_note(connection: Connection) -> None:
    with pytest.raises(LookupError, match=r"^no note 7$"):
        edit(connection, 7, str.upper)


def test_nothing_is_lost_when_all_edit_at_once(connection: Connection, module_address: str) -> None:
    words = ["one", "two", "three", "four"]

    conflicts = edit_at_once(module_address, 1, words)

    note = read(connection, 1)
    assert sorted(note.text.split()) == sorted(["Gate", "B22", *words])
    assert note.version == 5
    assert conflicts >= 3  # all have read version 1 before the first saved: one succeeded, three did not


@pytest.mark.usefixtures("story_address")
def test_main_tells_of_the_conflict(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    shown = capsys.readouterr().out
    assert (
        "Ben saves:   note 1 was read at version 1 and is at version 2; Ben is shown Note(id=1, text='Gate B24'"
        in shown
    )
    assert "['four', 'one', 'three', 'two'], after at least 3 conflicts: True" in shown
