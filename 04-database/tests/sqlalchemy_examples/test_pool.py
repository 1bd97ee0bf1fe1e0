import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from flights import databases
from flights.server import Server
from sqlalchemy_examples.pool import Borrowers, Use, ask, borrow, borrowers, main, small_engine, use_of


@pytest.fixture
def small(postgresql_address: str) -> Iterator[Engine]:
    engine = small_engine(postgresql_address, size=2, overflow=1, seconds=0.05)
    yield engine
    engine.dispose()


def test_no_connection_before_the_first_is_needed(small: Engine) -> None:
    assert use_of(small) == Use(kept=0, lent=0, at_most=3)


def test_exhausted_pool_says_so(small: Engine) -> None:
    borrowed, said = borrow(small, 4)

    assert len(borrowed) == 3
    assert said is not None
    assert said.startswith("QueuePool limit of size 2 overflow 1 reached, connection timed out, timeout 0.05")
    assert use_of(small) == Use(kept=0, lent=3, at_most=3)
    for connection in borrowed:
        connection.close()
    assert use_of(small) == Use(kept=2, lent=0, at_most=3)  # the overflow was closed


def test_enough_for_all(small: Engine) -> None:
    borrowed, said = borrow(small, 3)

    assert (len(borrowed), said) == (3, None)
    for connection in borrowed:
        connection.close()


def test_connection_comes_back_rolled_back(small: Engine) -> None:
    with small.connect() as connection:
        connection.execute(text("INSERT INTO airlines VALUES ('ZZ', 'Nobody')"))
    with small.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM airlines WHERE carrier = 'ZZ'")).scalar_one() == 0


def test_last_one_given_back_is_lent_first(small: Engine) -> None:
    query = text("SELECT pg_backend_pid()")
    one, other = small.connect(), small.connect()
    last = other.execute(query).scalar_one()
    one.close()
    other.close()

    with small.connect() as connection:
        assert connection.execute(query).scalar_one() == last


def test_settings(postgresql_address: str) -> None:
    engine = small_engine(postgresql_address, size=7, seconds=3.5, ping=True)

    assert use_of(engine).at_most == 7
    assert engine.pool.timeout() == 3.5  # type: ignore[attr-defined]  # QueuePool's
    assert engine.pool._pre_ping is True
    assert engine.pool._recycle == 3600


def test_pool_that_does_not_queue() -> None:
    engine = create_engine("sqlite://")
    with pytest.raises(TypeError, match=r"^expected an engine with a QueuePool, got SingletonThreadPool$"):
        use_of(engine)


def leak(engine: Engine, kept: list[object]) -> int:
    kept.append(engine.connect())
    return sys._getframe().f_lineno - 1


def test_leak_is_found(small: Engine) -> None:
    kept: list[object] = []
    with borrowers(small) as noted:
        with small.connect():
            assert len(noted.places()) == 1
        line = leak(small, kept)
        assert noted.places() == [f"{Path(__file__).name}:{line} in leak"]
        kept[0].close()  # type: ignore[attr-defined]  # a Connection
        assert noted.places() == []
    with small.connect():
        assert noted.places() == []  # stopped


def test_notes_until_told_to_stop(small: Engine) -> None:
    noted = Borrowers(small)
    with small.connect():
        assert len(noted.places()) == 1
    noted.stop()
    with small.connect():
        assert noted.places() == []


@pytest.mark.parametrize(("ping", "first"), [(False, "failed: "), (True, "answered")])
def test_server_that_restarts_under_the_pool(own_server: Server, ping: bool, first: str) -> None:
    engine = small_engine(own_server.url(databases.DATABASE), size=2, ping=ping)
    assert ask(engine) == "answered"

    own_server.stop()
    own_server.start()

    assert ask(engine).startswith(first)
    assert ask(engine) == "answered"
    engine.dispose()


def test_server_that_is_gone(own_server: Server) -> None:
    engine = small_engine(own_server.url(databases.DATABASE), size=1)
    own_server.stop()
    try:
        assert ask(engine).startswith("failed: connection ")
    finally:
        own_server.start()
    assert ask(engine) == "answered"
    engine.dispose()


def test_main(capsys: pytest.CaptureFixture[str], own_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "own_server", lambda: nullcontext(own_server))
    main()
    said = capsys.readouterr().out
    assert "3 of 4 borrowed, Use(kept=0, lent=3, at_most=3)\n  QueuePool limit of size 2 overflow 1 reached" in said
    assert "2 given back, Use(kept=2, lent=1, at_most=3)\n  the other is with borrow\n" in said
    assert "pool_pre_ping=False: failed: " in said
    assert "pool_pre_ping=True: answered, then answered\n" in said
