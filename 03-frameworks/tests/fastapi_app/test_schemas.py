import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from fastapi_app.schemas import NewTodo, TodoOut, TodoPatch, check_title, main

BOTH = pytest.mark.parametrize("model", [NewTodo, TodoPatch])


def mistakes(model: type[NewTodo | TodoPatch], data: object) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return {str(error["loc"][0]): error["msg"] for error in caught.value.errors()}


def test_defaults() -> None:
    assert NewTodo.model_validate({"title": "Buy milk"}).model_dump() == {
        "title": "Buy milk",
        "completed": False,
        "order": None,
    }


@given(st.text())
def test_a_title_is_stripped_as_python_does(text: str) -> None:
    stripped = text.strip()
    if 1 <= len(stripped) <= 200 and "\0" not in stripped and stripped.encode("utf-8", "replace").decode() == stripped:
        assert check_title(text) == stripped
    else:
        with pytest.raises(PydanticCustomError):
            check_title(text)


@pytest.mark.parametrize("title", ["x", "x" * 200, "  x\n", "\x1cx", "é" * 200, "😀" * 200])
def test_titles_at_the_edge(title: str) -> None:
    assert NewTodo(title=title).title == title.strip()


@pytest.mark.parametrize("title", ["", "   ", "\u3000", "x" * 201])
@BOTH
def test_length_of_titles(model: type[NewTodo | TodoPatch], title: str) -> None:
    expected = "Expected 1 to 200 characters besides white space at the ends"
    assert mistakes(model, {"title": title}) == {"title": expected}


@BOTH
def test_text_that_cannot_be_stored(model: type[NewTodo | TodoPatch]) -> None:
    assert mistakes(model, {"title": "a\0b"}) == {"title": "Expected text without the character U+0000"}
    assert mistakes(model, {"title": "a\ud800"}) == {"title": "Expected text without half of a character"}


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("title", 5),
        ("title", None),
        ("completed", 1),
        ("completed", "true"),
        ("completed", None),
        ("order", True),
        ("order", "1"),
        ("order", 5.0),
        ("order", 1.5),
        ("order", 2**31),
        ("order", -(2**31) - 1),
    ],
)
@BOTH
def test_types_are_not_converted(model: type[NewTodo | TodoPatch], member: str, value: object) -> None:
    assert set(mistakes(model, {"title": "x"} | {member: value})) == {member}


@pytest.mark.parametrize("order", [2**31 - 1, -(2**31), 0, None])
def test_orders_at_the_edge(order: int | None) -> None:
    assert NewTodo(title="x", order=order).order == order


@pytest.mark.parametrize("member", ["id", "url", "owner", "created_at", "__class__"])
@BOTH
def test_mass_assignment_is_refused(model: type[NewTodo | TodoPatch], member: str) -> None:
    assert set(mistakes(model, {"title": "x", member: 1})) == {member}


def test_all_mistakes_are_found_at_once() -> None:
    assert set(mistakes(NewTodo, {"completed": 1, "order": "x", "owner": 1})) == {
        "title",
        "completed",
        "order",
        "owner",
    }


@pytest.mark.parametrize(
    ("sent", "changes"),
    [
        ({}, {}),
        ({"order": None}, {"order": None}),
        ({"order": 3}, {"order": 3}),
        ({"title": " a ", "completed": False}, {"title": "a", "completed": False}),
    ],
)
def test_a_patch_knows_what_was_sent(sent: dict[str, object], changes: dict[str, object]) -> None:
    assert TodoPatch.model_validate(sent).changes() == changes


def test_the_schema_of_a_patch_has_no_defaults_and_requires_nothing() -> None:
    schema = TodoPatch.model_json_schema()
    assert "required" not in schema
    assert "default" not in schema["properties"]["title"]
    assert "default" not in schema["properties"]["completed"]


@pytest.mark.parametrize("model", [NewTodo, TodoPatch, TodoOut])
def test_the_schema_tells_the_limits(model: type[NewTodo | TodoPatch | TodoOut]) -> None:
    title = model.model_json_schema()["properties"]["title"]
    assert (title["minLength"], title["maxLength"]) == (1, 200)


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    out = capsys.readouterr().out
    assert "owner: Extra inputs are not permitted" in out
    assert "{} -> {}\n" in out
    assert """{"order": null} -> {'order': None}""" in out
