"""Each field keeps its limits: what is on the limit is taken, what is one beyond it is not."""

from http import HTTPStatus

import pytest

from .client import Api, Json, pointers_of

# (field, a value on the limit)
TAKEN = [
    ("title", "x"),
    ("title", "x" * 200),
    ("title", "\U0001f600" * 200),
    ("title", " x "),
    ("title", "\u200f\u05d0"),
    ("body", ""),
    ("body", "x" * 100_000),
    ("body", "\U0001f600" * 100_000),
    ("body", "\x01\x7f\r\n\t\u2028"),
    ("tags", []),
    ("tags", [f"t{number}" for number in range(20)]),
    ("tags", ["x" * 50]),
    ("tags", ["\U0001f600" * 50]),
    ("tags", ["-", "#\\\"'<&>"]),
    ("tags", ["Work", "work"]),
    ("pinned", False),
    ("archived", False),
]
# (field, a value just beyond a limit or of a wrong type, where the mistake is)
REFUSED: list[tuple[str, Json, str]] = [
    ("title", "", "#/title"),
    ("title", "x" * 201, "#/title"),
    ("title", "\U0001f600" * 201, "#/title"),
    ("title", " ", "#/title"),
    ("title", "\u2003\u00a0", "#/title"),
    ("title", "a\nb", "#/title"),
    ("title", "a\n", "#/title"),
    ("title", "a\x00b", "#/title"),
    ("title", "a\x1fb", "#/title"),
    ("title", "a\x7fb", "#/title"),
    ("title", "\ud800", "#/title"),
    ("title", 1, "#/title"),
    ("title", True, "#/title"),
    ("title", None, "#/title"),
    ("title", ["a"], "#/title"),
    ("title", {"a": 1}, "#/title"),
    ("body", "x" * 100_001, "#/body"),
    ("body", "\U0001f600" * 100_001, "#/body"),
    ("body", "a\x00b", "#/body"),
    ("body", "a\udfff", "#/body"),
    ("body", 1.5, "#/body"),
    ("body", ["a"], "#/body"),
    ("body", {}, "#/body"),
    ("tags", [f"t{number}" for number in range(21)], "#/tags"),
    ("tags", ["x" * 51], "#/tags/0"),
    ("tags", ["ok", ""], "#/tags/1"),
    ("tags", ["ok", "a b"], "#/tags/1"),
    ("tags", ["ok", "a\u00a0b"], "#/tags/1"),
    ("tags", ["a,b"], "#/tags/0"),
    ("tags", ["a/b"], "#/tags/0"),
    ("tags", ["a\x00b"], "#/tags/0"),
    ("tags", ["a\nb"], "#/tags/0"),
    ("tags", ["\ud800"], "#/tags/0"),
    ("tags", ["a", "b", "a"], "#/tags"),
    ("tags", [1], "#/tags/0"),
    ("tags", [None], "#/tags/0"),
    ("tags", [["a"]], "#/tags/0"),
    ("tags", "work", "#/tags"),
    ("tags", {"work": True}, "#/tags"),
    ("pinned", 1, "#/pinned"),
    ("pinned", 0, "#/pinned"),
    ("pinned", "true", "#/pinned"),
    ("pinned", [], "#/pinned"),
    ("archived", 1, "#/archived"),
    ("archived", "false", "#/archived"),
    ("archived", {}, "#/archived"),
    ("id", "0198c1f0-6f3a-7c11-9d0a-2f6b1c9a7e55", "#/id"),
    ("version", 7, "#/version"),
    ("Title", "a", "#/Title"),
    ("tag", "work", "#/tag"),
    ("__proto__", {}, "#/__proto__"),
    ("", 1, "#/"),
    ("a~b/c", 1, "#/a~0b~1c"),
]
NULLS: list[tuple[str, Json, str]] = [(field, None, f"#/{field}") for field in ("body", "tags", "pinned", "archived")]
TAKEN_DATES = [
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z",
    "2026-01-31T09:30:00+14:00",
    "2024-02-29T09:30:00-12:00",
    None,
]
REFUSED_DATES = [
    "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    "2026-02-29T00:00:00Z",
    "2026-01-31T24:00:01Z",
    "2026-01-31T09:30:00",
    "2026-01-31T09:30:00+25:00",
    "2026-01-31",
    "10000-01-01T00:00:00Z",
    "yesterday",
    "",
    "5",
    "1e3",
    "\x002026-01-31T09:30:00Z",
    "\ud800",
    5,
    1.5,
    10**400,
    True,
    [],
    {},
]


def ids_of(cases: list[tuple[str, Json, str]]) -> list[str]:
    return [f"{field}={value!a:.20}" for field, value, _ in cases]


@pytest.mark.parametrize(("field", "value"), TAKEN)
def test_value_on_the_limit_is_kept_as_it_is(api: Api, field: str, value: Json) -> None:
    note = api.create_note(**{field: value})

    assert api.read_note(note["id"])[field] == value


@pytest.mark.parametrize(("field", "value"), TAKEN)
def test_change_to_a_value_on_the_limit_is_kept_as_it_is(api: Api, field: str, value: Json) -> None:
    note = api.create_note()

    replaced = api.put_note(note["id"], {"title": "A note"} | {field: value})
    patched = api.patch_note(note["id"], {field: value})

    assert (replaced.json()[field], patched.json()[field]) == (value, value)


@pytest.mark.parametrize(("field", "value", "pointer"), REFUSED + NULLS, ids=ids_of(REFUSED + NULLS))
def test_new_note_with_a_wrong_value_is_refused(api: Api, tag: str, field: str, value: Json, pointer: str) -> None:
    word = tag.removeprefix("tag-")

    response = api.post_note({"title": "A note", "body": word, "tags": [tag]} | {field: value})

    assert pointers_of(response) == [pointer]
    assert api.ids({"tag": tag} if field == "body" else {"text": word}) == []


@pytest.mark.parametrize(("field", "value", "pointer"), REFUSED + NULLS, ids=ids_of(REFUSED + NULLS))
def test_replacement_with_a_wrong_value_changes_nothing(api: Api, field: str, value: Json, pointer: str) -> None:
    note = api.create_note(body="Text")

    response = api.put_note(note["id"], {"title": "New"} | {field: value})

    assert pointers_of(response) == [pointer]
    assert api.read_note(note["id"]) == note


@pytest.mark.parametrize(("field", "value", "pointer"), REFUSED, ids=ids_of(REFUSED))
def test_patch_with_a_wrong_value_changes_nothing(api: Api, field: str, value: Json, pointer: str) -> None:
    note = api.create_note(body="Text")

    response = api.patch_note(note["id"], {"archived": True} | {field: value})

    assert pointers_of(response) == [pointer]
    assert api.read_note(note["id"]) == note


@pytest.mark.parametrize("field", ["created_at", "updated_at"])
@pytest.mark.parametrize("date", TAKEN_DATES)
def test_new_note_may_have_any_moment(api: Api, field: str, date: str | None) -> None:
    assert api.post_note({"title": "A note", field: date}).status_code == HTTPStatus.CREATED


@pytest.mark.parametrize("field", ["created_at", "updated_at"])
@pytest.mark.parametrize("date", REFUSED_DATES, ids=[f"{date!a:.30}" for date in REFUSED_DATES])
def test_new_note_with_what_is_no_moment_is_refused(api: Api, tag: str, field: str, date: Json) -> None:
    response = api.post_note({"title": "A note", "tags": [tag], field: date})

    assert pointers_of(response) == [f"#/{field}"]
    assert api.ids({"tag": tag}) == []


def test_note_cannot_be_changed_before_it_was_made(api: Api, tag: str) -> None:
    dates = {"created_at": "2026-01-31T09:30:00.000001Z", "updated_at": "2026-01-31T09:30:00Z"}

    response = api.post_note({"title": "A note", "tags": [tag]} | dates)

    assert pointers_of(response) == ["#"]
    assert api.ids({"tag": tag}) == []


@pytest.mark.parametrize("field", ["created_at", "updated_at"])
def test_dates_of_a_stored_note_cannot_be_set(api: Api, field: str) -> None:
    note = api.create_note()
    change = {"title": "A note", field: "2020-01-01T00:00:00Z"}

    replaced = api.put_note(note["id"], change)
    patched = api.patch_note(note["id"], change)

    assert (pointers_of(replaced), pointers_of(patched)) == ([f"#/{field}"], [f"#/{field}"])
    assert api.read_note(note["id"]) == note


def test_note_without_a_title_is_refused(api: Api) -> None:
    assert pointers_of(api.post_note({"body": "Text"})) == ["#/title"]
