import sys
from collections.abc import Callable
from contextlib import closing

import psycopg
import pytest

from flights.databases import connect
from raw_sql_examples import timeouts
from raw_sql_examples.timeouts import CutOff, with_limits


@pytest.mark.parametrize(
    ("meet", "code", "words", "usable"),
    [
        (timeouts.long_statement, "57014", "statement timeout", True),
        (timeouts.locked_row, "55P03", "lock timeout", True),
        (timeouts.silent_client, "25P03", "idle-in-transaction timeout", False),
        (timeouts.slow_transaction, "25P04", "transaction timeout", False),
        (timeouts.cancelled_by_hand, "57014", "user request", True),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_limit_has_its_code(
    meet: Callable[[str], CutOff], code: str, words: str, usable: bool, postgresql_address: str
) -> None:
    found = meet(postgresql_address)
    assert (found.code, found.usable) == (code, usable)
    assert words in found.words


@pytest.mark.parametrize("name", timeouts.LIMITS)
def test_limits_reach_the_session(name: str, postgresql_address: str) -> None:
    with closing(connect(with_limits(postgresql_address, **{name: 12_345}))) as connection:
        assert connection.execute("SELECT setting FROM pg_settings WHERE name = %s", [name]).fetchone() == ("12345",)


def test_several_limits_at_once(postgresql_address: str) -> None:
    with closing(connect(with_limits(postgresql_address, lock_timeout=7, statement_timeout=8))) as connection:
        query = "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
        assert connection.execute(query).fetchone() == ("7ms", "8ms")


def test_options_of_the_address_stay(postgresql_address: str) -> None:
    address = with_limits(psycopg.conninfo.make_conninfo(postgresql_address, options="-c jit=off"), lock_timeout=7)
    with closing(connect(with_limits(address, lock_timeout=9))) as connection:
        query = "SELECT current_setting('jit'), current_setting('lock_timeout')"
        assert connection.execute(query).fetchone() == ("off", "9ms")


@pytest.mark.skipif(sys.platform == "win32", reason="PostgreSQL cannot look for its client there")
@pytest.mark.parametrize(("check_every", "noticed"), [(20, True), (60_000, False)])
def test_a_server_that_looks_for_its_client_ends_what_it_left(
    check_every: int, noticed: bool, postgresql_address: str
) -> None:
    assert timeouts.vanished_client(postgresql_address, check_every) is noticed


def test_an_unknown_limit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^unknown limit 'fsync': expected some of statement_timeout, lock_timeout, "):
        with_limits("", fsync=1)


@pytest.mark.parametrize("value", [0, -1])
def test_no_limit_is_no_limit(value: int) -> None:
    with pytest.raises(ValueError, match=f"^lock_timeout must be at least 1 ms, not {value}$"):
        with_limits("", lock_timeout=value)


def test_a_deaf_server_is_given_up() -> None:
    assert "timeout" in timeouts.deaf_server(2)


def test_main_meets_each_limit(loaded_story: str, capsys: pytest.CaptureFixture[str]) -> None:
    timeouts.main()
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in told] == ["57014", "55P03", "25P03", "25P04", "57014", "noticed"]
    assert told[-1].endswith("True")
