from collections.abc import Iterator

import pytest

from flights.server import Server
from raw_sql_examples import prepared_statements
from raw_sql_examples.prepared_statements import THRESHOLD, ask, client, prepared
from raw_sql_examples.transaction_pooler import running


@pytest.fixture
def direct(postgresql_address: str) -> str:
    return postgresql_address


@pytest.fixture
def one_session(own_server: Server) -> Iterator[str]:
    with running(own_server, "flights", size=1) as address:
        yield address


@pytest.fixture
def two_sessions(own_server: Server) -> Iterator[str]:
    with running(own_server, "flights", size=2) as address:
        yield address


def test_a_statement_is_prepared_after_some_runs(direct: str) -> None:
    with client(direct) as connection:
        ask(connection, THRESHOLD)
        assert prepared(connection) == []
        ask(connection, 1)
        assert prepared(connection) == ["SELECT name FROM airlines WHERE carrier = $1"]


def test_without_a_threshold_never(direct: str) -> None:
    with client(direct, None) as connection:
        ask(connection, 3 * THRESHOLD)
        assert prepared(connection) == []


def test_two_clients_in_one_session_use_the_same_name(one_session: str, direct: str) -> None:
    assert prepared_statements.trouble_of_two(one_session) == "42P05"
    assert prepared_statements.trouble_of_two(direct) is None


def test_unless_they_prepare_nothing(one_session: str) -> None:
    assert prepared_statements.trouble_of_two(one_session, None) is None


def test_a_client_that_moves_does_not_find_its_statement(two_sessions: str, direct: str) -> None:
    assert prepared_statements.trouble_of_moving(two_sessions) == "26000"
    assert prepared_statements.trouble_of_moving(direct) is None


def test_unless_it_prepared_nothing(two_sessions: str) -> None:
    assert prepared_statements.trouble_of_moving(two_sessions, None) is None


@pytest.mark.parametrize("local", [False, True])
def test_set_stays_in_a_shared_session_set_local_does_not(local: bool, one_session: str, direct: str) -> None:
    shared = prepared_statements.setting_seen_by_another(one_session, local=local)
    assert (shared == "Pacific/Honolulu") is not local
    assert prepared_statements.setting_seen_by_another(direct, local=local) != "Pacific/Honolulu"


def test_a_lock_of_the_session_excludes_nobody_who_shares_it(one_session: str, direct: str) -> None:
    assert prepared_statements.holders_of_lock(one_session) == 2
    assert prepared_statements.holders_of_lock(direct) == 1


def test_main_shows_each_trouble(own_story: Server, capsys: pytest.CaptureFixture[str]) -> None:
    prepared_statements.main()
    told = capsys.readouterr().out
    for what in ("42P05", "26000", "Pacific/Honolulu", "preparing nothing:    None", "lock:            2"):
        assert what in told
