"""Each answer carries an id that leads to its lines in the log: the client's own, or a new one."""

import re

import pytest

from .client import Api

PLAIN = re.compile(r"[A-Za-z0-9._:-]{1,64}")


@pytest.mark.parametrize("given", ["a", "client-7.trace:12_b", "0123456789abcdef" * 4])
def test_id_of_the_client_is_kept(api: Api, given: str) -> None:
    response = api.get("/healthz", headers={"X-Request-ID": given})

    assert response.headers["X-Request-ID"] == given


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"a b",
        b"a\tb",
        b"x" * 65,
        b"x" * 10_000,
        "\u00e9".encode(),
        b"\xff",
        b"<script>",
        b"a]forged",
        b"%0a",
        b"a,b",
    ],
)
def test_id_that_could_do_harm_in_a_log_is_replaced(api: Api, given: bytes) -> None:
    response = api.get("/healthz", headers={b"X-Request-ID": given})

    made = response.headers["X-Request-ID"]
    assert PLAIN.fullmatch(made)
    assert made.encode() != given


def test_every_request_gets_an_id_of_its_own(api: Api) -> None:
    ids = {api.get("/healthz").headers["X-Request-ID"] for _ in range(20)}

    assert len(ids) == 20
    assert all(PLAIN.fullmatch(made) for made in ids)


@pytest.mark.parametrize("path", ["/nothing", "/notes?limit=0", "/notes/x"])
def test_problem_document_holds_the_id_of_the_answer(api: Api, path: str) -> None:
    response = api.get(path, headers={"X-Request-ID": "client-7"})

    assert response.json()["request_id"] == response.headers["X-Request-ID"] == "client-7"
