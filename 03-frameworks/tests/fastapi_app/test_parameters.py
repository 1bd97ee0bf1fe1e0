import pytest
from starlette.testclient import TestClient

from fastapi_app.parameters import main

TODOS: list[dict[str, object]] = [
    {"title": "Buy milk", "order": 1},
    {"title": "Buy 50% more milk", "completed": True, "order": 2},
    {"title": "home/garden/water", "order": 3},
    {"title": "home/kitchen"},
]


@pytest.fixture
def filled(client: TestClient) -> TestClient:
    for todo in TODOS:
        client.post("/todos", json=todo)
    client.base_url = client.base_url.join("/parameters/")
    return client


def mistakes(client: TestClient, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 422, path
    return [error["parameter"] for error in response.json()["errors"]]


def test_path_enumeration(filled: TestClient) -> None:
    assert filled.get("counts/open").json() == {"state": "open", "count": 3}
    assert filled.get("counts/done").json() == {"state": "done", "count": 1}
    assert mistakes(filled, "counts/lost") == ["state"]


def test_path_bounded_integers(filled: TestClient) -> None:
    assert filled.get("orders/2/3").json() == ["Buy 50% more milk", "home/garden/water"]
    assert filled.get("orders/-5/1").json() == ["Buy milk"]
    assert mistakes(filled, "orders/x/2147483648") == ["low", "high"]


def test_path_with_slashes(filled: TestClient) -> None:
    assert filled.get("prefixes/home/garden").json() == ["home/garden/water"]
    assert filled.get("prefixes/home/").json() == ["home/garden/water", "home/kitchen"]
    assert mistakes(filled, "prefixes/" + "x" * 201) == ["prefix"]


@pytest.mark.parametrize("pattern", ["%25", "_uy", "' OR 1=1 --", "home%5C"])
def test_text_is_no_pattern_and_no_sql(filled: TestClient, pattern: str) -> None:
    assert filled.get(f"prefixes/{pattern}").json() == []


def test_query_list_and_aliases(filled: TestClient) -> None:
    assert filled.get("selection?id=1&id=2").json() == ["Buy milk", "Buy 50% more milk"]
    assert filled.get("selection?id=1&id=2&with-done=no").json() == ["Buy milk"]
    assert filled.get(f"selection?id=0&id={10**30}&id=4").json() == ["home/kitchen"]
    assert mistakes(filled, "selection") == ["id"]
    assert mistakes(filled, "selection?id=x&with-done=perhaps") == ["id", "with-done"]


def test_query_model(filled: TestClient) -> None:
    assert filled.get("search?text=milk").json() == ["Buy milk", "Buy 50% more milk"]
    assert filled.get("search?text=50%25").json() == ["Buy 50% more milk"]
    assert filled.get("search?text=milk&state=done").json() == ["Buy 50% more milk"]
    assert filled.get("search?sort=-title&limit=2").json() == ["home/kitchen", "home/garden/water"]
    assert filled.get("search?sort=-id&limit=1").json() == ["home/kitchen"]
    assert filled.get("search?sort=title&limit=1&state=open").json() == ["Buy milk"]
    assert mistakes(filled, "search?limit=0&sort=order&colour=red&text=%00") == ["text", "sort", "limit", "colour"]


def test_headers_and_cookie(client: TestClient) -> None:
    assert client.get("/parameters/reader").json() == {"language": "en", "theme": "light", "client": None, "tags": []}
    headers = [
        ("Accept-Language", "de-CH, en;q=0.5"),
        ("X-Client", "phone"),
        ("X-Tag", "a"),
        ("X-Tag", "b"),
        ("Cookie", "theme=dark"),
    ]
    assert client.get("/parameters/reader", headers=headers).json() == {
        "language": "de",
        "theme": "dark",
        "client": "phone",
        "tags": ["a", "b"],
    }
    response = client.get("/parameters/reader", headers={"Cookie": "theme=pink"})
    assert [error["parameter"] for error in response.json()["errors"]] == ["theme"]


def test_body_of_several_parameters(client: TestClient) -> None:
    before, after = {"title": "a", "order": 1}, {"title": "b", "completed": True, "order": 1}
    body: dict[str, object] = {"before": before, "after": after}
    assert client.post("/parameters/differences", json=body).json() == ["title", "completed"]
    body["ignore"] = ["title"]
    assert client.post("/parameters/differences", json=body).json() == ["completed"]
    response = client.post("/parameters/differences", json={"before": {"title": ""}, "ignore": [1]})
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/before/title", "#/after", "#/ignore/0"]


def test_body_embedded(client: TestClient) -> None:
    assert client.post("/parameters/titles", json={"title": " a "}).json() == "a"
    response = client.post("/parameters/titles", json=" a ")
    assert response.status_code == 422


def test_bodies_of_this_router_are_strict_too(client: TestClient) -> None:
    assert client.post("/parameters/titles", content='{"title": "a"}').status_code == 415


def test_form(client: TestClient) -> None:
    response = client.post("/parameters/previews", data={"lines": " a \n\nb", "completed": "on"})
    assert response.json() == [
        {"title": "a", "completed": True, "order": None},
        {"title": "b", "completed": True, "order": None},
    ]
    refused = client.post("/parameters/previews", data={"owner": "me"})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["#/lines", "#/owner"]
    assert client.post("/parameters/previews", data={"lines": "a\0b"}).status_code == 422


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    assert capsys.readouterr().out.splitlines() == [
        "counts/open 200 {'state': 'open', 'count': 3}",
        "counts/lost 422 [{'detail': \"Input should be 'open' or 'done'\", 'parameter': 'state'}]",
        "prefixes/home/garden 200 ['home/garden/water']",
        "selection?id=1&id=3 200 ['Buy milk', 'home/garden/water']",
        "search?text=50%25 200 ['Buy 50% more milk']",
    ]
