import json

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from flask_app.strict_json import StrictJSONProvider

provider = StrictJSONProvider(Flask("some"))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(values)
def test_what_is_json_is_read_as_the_standard_parser_reads_it(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)

    assert provider.loads(text) == provider.loads(text.encode()) == json.loads(text)
    assert json.loads(provider.dumps(value)) == value


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}', "", "{", "[" * 50_000, "1" * 5000])
def test_what_is_not_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        provider.loads(text)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig", "utf-16-le"])
def test_other_encodings_are_not_guessed(encoding: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        provider.loads('"a"'.encode(encoding))


def test_members_keep_their_order() -> None:
    assert provider.dumps({"b": 1, "a": 2}) == '{"b": 1, "a": 2}'


def test_the_application_reads_and_writes_by_it(app: Flask) -> None:
    assert isinstance(app.json, StrictJSONProvider)
