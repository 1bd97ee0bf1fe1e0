"""A client of the API: what ``notes import`` and ``notes export`` talk to the service with.

It works by the published contract alone, as any client would: it follows ``next_cursor`` and reads problem documents.

Source: https://www.python-httpx.org/ (httpx2 has the same interface).
"""

from collections.abc import Iterator
from types import TracebackType
from typing import Self

import httpx2
from pydantic import BaseModel, ValidationError

from notes_api.models import Note, NoteCreate


class ClientError(Exception):
    """The service did not do what was asked; the message says why."""


class NotePage(BaseModel):
    """What is needed of a page of notes."""

    items: list[Note]
    next_cursor: str | None


class NotesClient:
    """A connection to the service at ``url``. Each method raises ClientError when the service fails or is not there."""

    def __init__(self, url: str, timeout: float = 30) -> None:
        self._url = url
        self._http = httpx2.Client(base_url=url, timeout=timeout)

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._http.close()

    def create(self, note: NoteCreate) -> Note:
        """Create the note."""
        return self._request(Note, "POST", "/notes", content=note.model_dump_json(exclude_unset=True))

    def notes(self) -> Iterator[Note]:
        """Yield every note, oldest first."""
        parameters = {"sort": "created", "limit": "100"}
        while True:
            page = self._request(NotePage, "GET", "/notes", params=parameters)
            yield from page.items
            if page.next_cursor is None:
                return
            parameters["cursor"] = page.next_cursor

    def _request[Shape: BaseModel](
        self,
        shape: type[Shape],
        method: str,
        path: str,
        *,
        content: str | None = None,
        params: dict[str, str] | None = None,
    ) -> Shape:
        headers = {"Content-Type": "application/json"} if content is not None else None
        try:
            response = self._http.request(method, path, content=content, params=params, headers=headers)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise ClientError(f"No answer from {self._url}: {error}. Is `notes serve` running there?") from error
        if response.is_error:
            raise ClientError(f"{method} {path} was answered with {response.status_code}: {problem_text(response)}")
        try:
            return shape.model_validate_json(response.content)
        except ValidationError as error:
            raise ClientError(f"What answers at {self._url} is not the notes service.") from error


def problem_text(response: httpx2.Response) -> str:
    """Return what an error response says, as one line."""
    if response.headers.get("content-type") != "application/problem+json":
        return response.reason_phrase
    problem = response.json()
    mistakes = [error["detail"] for error in problem.get("errors", [])]
    return " ".join([problem["detail"], *mistakes])
