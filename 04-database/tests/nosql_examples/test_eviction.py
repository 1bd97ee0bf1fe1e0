from collections.abc import Iterator

import pytest

from nosql_examples import eviction
from nosql_examples.eviction import Filled, fill, limit
from nosql_examples.server import Client, answer, connected, namespace, own_server

REFUSAL = "command not allowed when used memory > 'maxmemory'."


@pytest.fixture(scope="module")
def own_client() -> Iterator[Client]:
    with own_server(maxmemory_samples="64") as server, connected(f"unix://{server.unix_socket_path}") as client:
        yield client


@pytest.fixture
def small(own_valkey: None, request: pytest.FixtureRequest) -> Iterator[tuple[Client, str]]:
    """A client of a server of our own, with a prefix; its limit is lifted after the test."""
    client: Client = request.getfixturevalue("own_client")
    with namespace(client) as prefix:
        yield client, prefix
        client.config_set("maxmemory", 0)


def test_a_limit_stands_in_the_settings(small: tuple[Client, str]) -> None:
    client, _ = small
    limit(client, "allkeys-random", 1.5)
    settings = answer(client.config_get("maxmemory*"))
    assert settings["maxmemory-policy"] == "allkeys-random"
    used = answer(client.info("memory"))["used_memory"]
    assert int(settings["maxmemory"]) == pytest.approx(used + 1_500_000, abs=200_000)


def test_what_fits_is_kept(small: tuple[Client, str]) -> None:
    client, prefix = small
    limit(client, "noeviction", 2)
    assert fill(client, prefix, 50) == Filled(50, 50, True, None)
    assert answer(client.ttl(f"{prefix}:7")) == -1
    assert answer(client.strlen(f"{prefix}:49")) == 10_000


@pytest.mark.parametrize("policy", ["noeviction", "volatile-lfu"])
def test_where_nothing_may_go_writes_are_refused(policy: str, small: tuple[Client, str]) -> None:
    client, prefix = small
    limit(client, policy, 1)
    filled = fill(client, prefix, 200)
    assert filled == Filled(filled.written, filled.written, True, REFUSAL)
    assert 50 < filled.written < 150
    assert client.get(f"{prefix}:1"), "reading goes on"
    assert client.delete(f"{prefix}:1"), "and so does deleting"


@pytest.mark.parametrize(("policy", "seconds"), [("allkeys-lfu", None), ("volatile-lfu", 600)])
def test_a_cache_forgets_what_is_rarely_used(policy: str, seconds: int | None, small: tuple[Client, str]) -> None:
    client, prefix = small
    limit(client, policy, 1)
    filled = fill(client, prefix, 200, seconds)
    assert (filled.written, filled.read_one_kept, filled.refusal) == (200, True, None)
    assert 50 < filled.kept < 150


def test_keys_have_the_end_that_was_asked_for(small: tuple[Client, str]) -> None:
    client, prefix = small
    fill(client, prefix, 2, 600)
    assert 590 <= answer(client.ttl(f"{prefix}:1")) <= 600


@pytest.mark.usefixtures("own_valkey")
def test_main_compares_policies(capsys: pytest.CaptureFixture[str]) -> None:
    eviction.main()
    told = capsys.readouterr().out
    assert told.count("all 400 written: True") == 2
    assert told.count(f"refused: {REFUSAL}") == 2
    assert told.count("the one that was always read: there") == 4
