"""Text that is hard to index is stored or refused, in time, and never breaks the service."""

from http import HTTPStatus

import pytest
from fastapi.testclient import TestClient


def words_without_end(step: int) -> str:
    """Return different short words, as many as a body can hold."""
    return " ".join(f"{number:x}" for number in range(0, 10**6, step))[:100_000]


HARD_TO_INDEX = {
    "short words": words_without_end(7),
    "compounds": "-".join(f"a{number:x}b" for number in range(20_000))[:100_000],
    "letters of four bytes": " ".join(chr(0x20000 + number) * 2 for number in range(33_333))[:100_000],
    "one word": "x" * 100_000,
    "one compound of one letter": "a-" * 50_000,
    "paths": "/".join(f"d{number}" for number in range(20_000))[:100_000],
    "hosts": ".".join(f"d{number}" for number in range(20_000))[:100_000],
    "addresses": " ".join(f"{number}@b{number}.example" for number in range(8_000))[:100_000],
    "numbers": "1." * 50_000,
    "open tag": "<a " + "b='c' " * 16_000,
    "entities": "&amp;" * 20_000,
}


@pytest.mark.parametrize("body", HARD_TO_INDEX.values(), ids=HARD_TO_INDEX)
def test_text_that_is_hard_to_index_is_stored_or_refused(client: TestClient, body: str) -> None:
    response = client.post("/notes", json={"title": "Hard", "body": body})

    assert response.status_code in (HTTPStatus.CREATED, HTTPStatus.UNPROCESSABLE_ENTITY), response.text
    stored = [note["body"] for note in client.get("/notes").json()["items"]]
    assert stored == ([body] if response.status_code == HTTPStatus.CREATED else [])
    if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        assert [error["pointer"] for error in response.json()["errors"]] == ["#/body"]
