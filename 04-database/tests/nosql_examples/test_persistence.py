import pytest

from nosql_examples import persistence
from nosql_examples.persistence import killed_and_started, promised
from nosql_examples.server import connected, own_server

pytestmark = pytest.mark.usefixtures("own_valkey")


@pytest.mark.parametrize(
    ("way", "left"),
    [("nothing", []), ("snapshot", ["early"]), ("log", ["early", "late"])],
    ids=lambda value: str(value),
)
def test_what_a_crash_leaves(way: str, left: list[str]) -> None:
    assert killed_and_started(way) == left


def test_an_unknown_way_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^unknown way 'hope': expected one of nothing, snapshot, log$"):
        killed_and_started("hope")


def test_what_settings_promise() -> None:
    with own_server() as server, connected(f"unix://{server.unix_socket_path}") as client:
        assert promised(client) == "nothing"
        client.config_set("save", "3600 1")
        assert promised(client) == "what the last snapshot holds"
        client.config_set("appendfsync", "always")
        assert promised(client) == "what the last snapshot holds"
    with own_server(appendonly="yes") as server, connected(f"unix://{server.unix_socket_path}") as client:
        assert promised(client) == "all but the last second"
        client.config_set("appendfsync", "always")
        assert promised(client) == "all that was answered"
        client.config_set("appendfsync", "no")
        assert promised(client) == "all but what the system has not written"


def test_main_kills_three_servers(capsys: pytest.CaptureFixture[str]) -> None:
    persistence.main()
    told = capsys.readouterr().out
    assert "nothing: written early and late, left after a kill: nothing" in told
    assert "log: written early and late, left after a kill: ['early', 'late']" in told
    assert 'appendonly yes, save "3600 1", appendfsync always: all that was answered' in told
