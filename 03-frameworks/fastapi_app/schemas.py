"""Models for input, patch and output: three classes, since they say three different things.

*Input* lists what a client may set, and ``extra="forbid"`` refuses the rest. That is the answer to mass assignment: a
client that sends ``"owner": 1`` gets 422, and can neither set a column that exists nor one that will be added next
year. *Patch* has the same fields, none required, and must tell "not sent" from "sent as null". *Output* lists what is
shown, so that a new column (a password hash, a note of the support team) does not reach the clients by itself.

``strict=True``: JSON has types of its own. Without it ``"1"``, ``5.0`` and ``true`` would all be numbers.

Cost: about 2 µs to check one to-do, in Rust.
Not for: rules that need the database (is this name taken?); those belong to the statement that writes, in a constraint.
Asked: how does a PATCH handler tell "leave it" from "clear it"? Why not one model for everything?
Source: https://docs.pydantic.dev/latest/concepts/strict_mode/, RFC 7396 (merge patch)
"""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from fastapi_app.tables import TITLE_LENGTH

MAX_ORDER = 2**31 - 1


def check_title(title: str) -> str:
    """Return the title without white space at its ends (as ``str.strip`` understands it).

    Raise PydanticCustomError with one of these messages:

    - ``Expected 1 to 200 characters besides white space at the ends``
    - ``Expected text without the character U+0000``: PostgreSQL cannot store it, and C programs end a string there
    - ``Expected text without half of a character``: a lone surrogate, which JSON can escape and UTF-8 cannot write
    """
    title = title.strip()
    if not 1 <= len(title) <= TITLE_LENGTH:
        raise PydanticCustomError(
            "title_length",
            "Expected 1 to {length} characters besides white space at the ends",
            {"length": TITLE_LENGTH},
        )
    if "\0" in title:
        raise PydanticCustomError("title_nul", "Expected text without the character U+0000")
    try:
        title.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("title_surrogate", "Expected text without half of a character") from None
    return title


Title = Annotated[
    str,
    AfterValidator(check_title),
    Field(
        description="Text; white space at both ends is taken off",
        examples=["Buy milk"],
        json_schema_extra={"minLength": 1, "maxLength": TITLE_LENGTH},
    ),
]
Order = Annotated[
    int, Field(ge=-MAX_ORDER - 1, le=MAX_ORDER, description="Where a client wants to show it", examples=[10])
]

type Changes = dict[str, str | bool | int | None]
"""Some of a to-do's fields, with their new values."""

_INPUT = ConfigDict(strict=True, extra="forbid")


class NewTodo(BaseModel):
    """A to-do as a client creates it."""

    model_config = _INPUT

    title: Title
    completed: bool = False
    order: Order | None = None


class TodoPatch(BaseModel):
    """A merge patch: what is absent stays, and null clears ``order``, the one field that can be empty."""

    model_config = _INPUT

    # The factories keep a default out of the schema, where it would look like one. They are never used: ``changes``
    # reads what was sent and nothing else.
    title: Title = Field(default_factory=str)
    completed: bool = Field(default_factory=bool)
    order: Order | None = None

    def changes(self) -> Changes:
        """Return the fields that were sent: ``{"order": None}`` for ``{"order": null}``, and ``{}`` for ``{}``."""
        changes: Changes = self.model_dump(exclude_unset=True)
        return changes


class TodoOut(BaseModel):
    """A to-do as clients see it."""

    model_config = ConfigDict(
        title="Todo",
        json_schema_extra={
            "example": {
                "id": 1,
                "title": "Buy milk",
                "completed": False,
                "order": None,
                "url": "https://todo.example.org/todos/1",
            }
        },
    )

    id: int = Field(ge=1)
    title: str = Field(min_length=1, max_length=TITLE_LENGTH)  # no check in Python: it was done when this came in
    completed: bool
    order: Order | None
    url: str = Field(description="Absolute address of this to-do", json_schema_extra={"format": "uri"})


def main() -> None:
    """Show what is refused, all of it at once, and what a patch remembers."""
    try:
        NewTodo.model_validate_json('{"title": "  ", "completed": 1, "order": 5.0, "owner": "me"}')
    except ValidationError as error:
        for mistake in error.errors():
            print(f"{mistake['loc'][0]}: {mistake['msg']}")
    for body in ("{}", '{"order": null}', '{"title": " Buy milk "}'):
        print(body, "->", TodoPatch.model_validate_json(body).changes())


if __name__ == "__main__":
    main()
