from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from psycopg import Connection

from raw_sql_examples.advisory_locks import TABLE, add_invoice, held, key, main, only_one
from raw_sql_examples.blocking import wait_until_blocked, waiting, waits

NAME = "nightly import"
LIMIT = "-c lock_timeout=10s"  # nothing hangs for ever, whatever goes wrong


@pytest.fixture
def first(module_address: str) -> Iterator[Connection]:
    with closing(psycopg.connect(module_address, autocommit=True, options=LIMIT)) as connection:
        connection.execute(TABLE)
        yield connection


@pytest.fixture
def second(module_address: str) -> Iterator[Connection]:
    with closing(psycopg.connect(module_address, autocommit=True, options=LIMIT)) as connection:
        yield connection


def test_a_key_is_the_start_of_the_hash_as_postgresql_computes_it(first: Connection) -> None:
    names = ["", NAME, "größer", "invoices"]
    query = """
        SELECT ('x' || encode(substr(sha256(convert_to(name, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint
          FROM unnest(%s::text[]) WITH ORDINALITY AS names (name, place)
         ORDER BY place
    """
    assert [key(name) for name in names] == [number for (number,) in first.execute(query, [names])]


def test_only_one_has_it_and_the_next_one_after(first: Connection, second: Connection) -> None:
    with only_one(first, NAME) as mine, only_one(second, NAME) as also_mine, only_one(second, "another") as other:
        assert (mine, also_mine, other) == (True, False, True)
    with only_one(second, NAME) as mine:
        assert mine


def test_the_loser_does_not_unlock_what_is_not_its_own(first: Connection, second: Connection) -> None:
    notices: list[str | None] = []
    second.add_notice_handler(lambda notice: notices.append(notice.message_primary))
    with only_one(first, NAME):
        with only_one(second, NAME):
            pass
        assert (held(first), notices) == ([key(NAME)], [])


def test_the_lock_outlives_transactions_and_goes_with_an_error(first: Connection) -> None:
    with only_one(first, NAME):
        with first.transaction():
            first.execute("SELECT 1")
        with first.transaction(force_rollback=True):
            first.execute("SELECT 1")
        assert held(first) == [key(NAME)]

    with pytest.raises(psycopg.errors.DivisionByZero), only_one(first, NAME), first.transaction():
        first.execute("SELECT 1 / 0")
    assert held(first) == []


def test_the_lock_goes_with_the_connection(first: Connection, second: Connection, module_address: str) -> None:
    with only_one(first, NAME):
        pid = first.info.backend_pid
        blocked = closing(psycopg.connect(module_address, autocommit=True, options=LIMIT))
        with (
            blocked as waiter,
            waiting(second, waiter, lambda: waiter.execute(f"SELECT pg_advisory_lock({key(NAME)})")),
        ):
            assert wait_until_blocked(second, waiter.info.backend_pid) == (pid,)
            first.close()  # and only_one has nothing to unlock


def test_a_session_gets_its_own_lock_again_and_gives_it_back_as_often(first: Connection, second: Connection) -> None:
    with only_one(first, NAME):
        with only_one(first, NAME) as again:
            assert again
        with only_one(second, NAME) as mine:
            assert not mine


def test_a_connection_without_autocommit_is_refused(module_address: str) -> None:
    with (
        closing(psycopg.connect(module_address)) as connection,
        pytest.raises(ValueError, match=r"^expected a connection in autocommit, outside a transaction$"),
        only_one(connection, NAME),
    ):
        pytest.fail("the block was entered")


def test_a_transaction_around_the_lock_is_refused(first: Connection) -> None:
    with (
        pytest.raises(ValueError, match=r"^expected a connection in autocommit, outside a transaction$"),
        first.transaction(),
        only_one(first, NAME),
    ):
        pytest.fail("the block was entered")
    assert held(first) == []


def test_held_lists_the_locks_of_this_session_alone(first: Connection, second: Connection) -> None:
    keys = [key("b"), -1, 2**63 - 1, 7, -(2**63), 1 << 32]
    for number in (*keys, 7):
        first.execute("SELECT pg_advisory_lock(%s)", [number])
    first.execute("SELECT pg_advisory_lock_shared(7)")
    second.execute("SELECT pg_advisory_lock(8)")
    first.execute("SELECT pg_advisory_lock(1, 2)")  # a lock of two numbers is another name space

    assert held(first) == sorted(keys)


def test_invoices_are_numbered_one_after_the_other(first: Connection) -> None:
    with first.transaction():
        assert [add_invoice(first, name) for name in ("Ada", "Ben", "Cyd")] == [1, 2, 3]
    found = first.execute("SELECT number, customer FROM invoices ORDER BY number").fetchall()
    assert found == [(1, "Ada"), (2, "Ben"), (3, "Cyd")]


def test_an_invoice_needs_a_transaction_as_the_lock_would_be_gone_at_once(first: Connection) -> None:
    with pytest.raises(ValueError, match=r"^expected a transaction, found a connection in autocommit$"):
        add_invoice(first, "Ada")
    assert first.execute("SELECT count(*) FROM invoices").fetchone() == (0,)


@pytest.mark.parametrize(("end", "expected"), [("commit", 2), ("rollback", 1)])
def test_the_next_invoice_waits_for_the_one_before(
    first: Connection, module_address: str, end: str, expected: int
) -> None:
    ada, ben = (psycopg.connect(module_address, options=LIMIT) for _ in range(2))
    with closing(ada), closing(ben):
        add_invoice(ada, "Ada")
        with waiting(first, ben, lambda: add_invoice(ben, "Ben")) as number:
            [wait] = waits(first)
            getattr(ada, end)()

    assert (wait.lock, number.result()) == ("advisory", expected)


@pytest.mark.usefixtures("story_address")
def test_main_tells_who_may(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    shown = capsys.readouterr().out
    assert "the first may: True, the second may: False" in shown
    assert shown.endswith("Ada gets number 1 and has not committed; Ben waits\n  Ada rolls back\n  Ben gets number 1\n")
