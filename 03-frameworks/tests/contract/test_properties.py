"""Whatever is sent: the store behaves as a dictionary would, and mistakes are those that the contract names.

Two oracles, both a few lines: `Model` is a dictionary of to-dos, `mistakes_in` the validation rules written anew.
"""

from http import HTTPStatus

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from .client import Api, Json, pointers_of, problem_of

EXAMPLES = settings(max_examples=25)
WALKS = settings(max_examples=4, stateful_step_count=12)
NO_CONTENT, NOT_FOUND, OK = HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND, HTTPStatus.OK

# Separators U+001C to U+001F are white space to some libraries and not to others: the contract is silent on them.
characters = st.characters(codec="utf-8", exclude_characters="\x00\x1c\x1d\x1e\x1f")
titles = st.text(characters, min_size=1, max_size=50).filter(str.strip)
orders = st.none() | st.integers(-(2**31), 2**31 - 1)
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
wrong_or_right = st.sampled_from(
    ["", " ", "x", "x" * 200, "x" * 201, "a\x00", "\ud800", "1", True, False, None, 0, 1, 5.0, 2**31]
)
members = st.sampled_from(["title", "completed", "order", "id", "url", "owner", "Title", "a/b~"])
near_todos = st.dictionaries(members, wrong_or_right | documents, max_size=5)


def mistakes_in(document: Json, *, required: bool) -> list[str]:
    """Return pointers to what is wrong in a new to-do (with the required members) or in changes of one."""
    if not isinstance(document, dict):
        return ["#"]
    rules = {"title": is_title, "completed": lambda value: isinstance(value, bool), "order": is_order}
    wrong = {name for name, value in document.items() if name not in rules or not rules[name](value)}
    if required and "title" not in document:
        wrong.add("title")
    return sorted("#/" + name.replace("~", "~0").replace("/", "~1") for name in wrong)


def is_title(value: Json) -> bool:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= 200:
        return False
    return not any(character == "\x00" or "\ud800" <= character <= "\udfff" for character in value)


def is_order(value: Json) -> bool:
    return value is None or (type(value) is int and -(2**31) <= value < 2**31)


def is_plain(document: Json) -> bool:
    """Whether names need no escapes, in JSON or in a URI, and numbers fit into 64 bits: else a 400 is right too."""
    if isinstance(document, dict):
        return all(name.isprintable() and "%" not in name and is_plain(value) for name, value in document.items())
    if isinstance(document, list):
        return all(is_plain(value) for value in document)
    return not isinstance(document, int) or abs(document) < 2**63


def test_mistakes_in_a_body_are_those_that_the_rules_name(api: Api) -> None:
    todo = api.create()

    @EXAMPLES
    @given(near_todos | documents.filter(is_plain))
    def check(document: Json) -> None:
        for required, response in ((True, api.post_todo(document)), (False, api.patch_todo(todo, document))):
            if expected := mistakes_in(document, required=required):
                assert pointers_of(response) == expected
            else:
                assert response.status_code == (HTTPStatus.CREATED if required else OK)

    check()


def test_any_bytes_are_refused_with_a_problem(api: Api) -> None:
    json_like = st.text(st.sampled_from('{}[]":,\\utile0x1e9 \x00\u2028"'), max_size=40).map(str.encode)

    @EXAMPLES
    @given(st.binary(max_size=40) | json_like)
    def check(body: bytes) -> None:
        response = api.send_body("POST", api.todos_url, body)

        assert response.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
        problem_of(response, HTTPStatus(response.status_code))

    check()


def test_any_title_comes_back_stripped(api: Api) -> None:
    @EXAMPLES
    @given(titles, st.text(" \t\r\n\u2003\u00a0", max_size=3))
    def check(title: str, space: str) -> None:
        todo = api.create(title=space + title + space)

        assert todo["title"] == title.strip()
        assert api.read(todo) == todo

    check()


def test_store_behaves_like_a_dictionary(api: Api) -> None:
    class Model(RuleBasedStateMachine):
        todos = Bundle("todos")

        @initialize()
        def begin(self) -> None:
            assert api.delete(api.todos_url).status_code == NO_CONTENT
            self.model: dict[int, Json] = {}

        @rule(target=todos, title=titles, completed=st.booleans(), order=orders)
        def create(self, title: str, completed: bool, order: int | None) -> Json:
            todo = api.create(title=title, completed=completed, order=order)
            self.model[todo["id"]] = expected = todo | {"title": title.strip(), "completed": completed, "order": order}
            assert todo == expected
            return todo

        @rule(
            todo=todos,
            changes=st.fixed_dictionaries({}, optional={"title": titles, "completed": st.booleans(), "order": orders}),
        )
        def change(self, todo: Json, changes: Json) -> None:
            response = api.patch_todo(todo, changes)
            if todo["id"] not in self.model:
                problem_of(response, NOT_FOUND)
                return
            stripped = {"title": changes["title"].strip()} if "title" in changes else {}
            self.model[todo["id"]] |= changes | stripped
            assert response.json() == self.model[todo["id"]]

        @rule(todo=consumes(todos))
        def delete(self, todo: Json) -> None:
            expected = NOT_FOUND if self.model.pop(todo["id"], None) is None else NO_CONTENT
            assert api.delete(todo["url"]).status_code == expected

        @rule()
        def empty(self) -> None:
            api.delete(api.todos_url)
            self.model = {}

        @rule(limit=st.integers(1, 5), after=st.integers(0, 3))
        def read_pages(self, limit: int, after: int) -> None:
            start = min(self.model, default=1) - 1 + after
            found = [todo for page in api.pages(limit=limit, after=start) for todo in page]
            assert found == [self.model[key] for key in sorted(self.model) if key > start]

        @invariant()
        def same_list(self) -> None:
            assert api.read_list() == [self.model[key] for key in sorted(self.model)]

    run_state_machine_as_test(Model, settings=WALKS)
