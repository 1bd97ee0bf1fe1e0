from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from fastapi_app.dependency_order import connect, create_demo, get_number, main


@pytest.fixture
def demo() -> FastAPI:
    return create_demo()


@pytest.fixture
def member(demo: FastAPI) -> Iterator[TestClient]:
    with TestClient(demo, headers={"X-Member": "yes"}) as client:
        yield client


def test_ends_in_reverse_and_each_in_its_scope(demo: FastAPI, member: TestClient) -> None:
    assert member.get("/carts").json() == {"session": "session on connection"}
    assert demo.state.journal == [
        "guard",
        "connection: open",
        "session: begun",
        "handler: session on connection, connection",
        "session: committed",
        "answer sent: 200",
        "connection: closed",
    ]


def test_an_exception_rolls_back_and_still_becomes_an_answer(demo: FastAPI, member: TestClient) -> None:
    assert member.get("/carts/broken").status_code == 409
    assert demo.state.journal == [
        "guard",
        "connection: open",
        "session: begun",
        "session: rolled back",
        "connection: closed",
        "answer sent: 409",
    ]


def test_a_guard_of_the_router_comes_first(demo: FastAPI) -> None:
    with TestClient(demo) as stranger:
        assert stranger.get("/carts").status_code == 403
    assert demo.state.journal == ["guard", "answer sent: 403"]


def test_one_call_a_request(member: TestClient) -> None:
    assert member.get("/calls").json() == [1, 1, 2]
    assert member.get("/calls").json() == [1, 1, 2]


def test_a_class_reads_its_parameters_from_the_query(member: TestClient) -> None:
    assert member.get("/pages?limit=10&page=3").json() == {"limit": 10, "offset": 20}
    assert member.get("/pages").json() == {"limit": 20, "offset": 0}
    assert member.get("/pages?page=0").status_code == 422


def test_an_override_reaches_those_who_need_it_indirectly(demo: FastAPI, member: TestClient) -> None:
    demo.dependency_overrides[connect] = lambda: "a fake"
    assert member.get("/carts").json() == {"session": "session on a fake"}
    assert "connection: open" not in demo.state.journal
    demo.dependency_overrides.clear()
    assert member.get("/carts").json() == {"session": "session on connection"}


def test_an_override_may_have_dependencies_too(demo: FastAPI, member: TestClient) -> None:
    async def from_query(number: int = 5) -> int:
        return number

    demo.dependency_overrides[get_number] = from_query
    assert member.get("/calls?number=8").json() == [8, 8, 8]


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    out = capsys.readouterr().out
    assert out.index("session: committed") < out.index("answer sent: 200") < out.index("connection: closed")
    assert "calls: [1, 1, 2]\noverridden: {'session': 'session on a fake'}\n" in out
