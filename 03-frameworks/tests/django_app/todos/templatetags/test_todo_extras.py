"""The filter that marks what was searched for: what it marks, and that all else stays escaped."""

import html
import re

import pytest
from django.template import Context, Engine
from hypothesis import given
from hypothesis import strategies as st

from django_app.todos.templatetags.todo_extras import highlight


def test_every_occurrence_is_marked_in_any_case() -> None:
    assert highlight("Milk, milk and MILK", "milk") == "<mark>Milk</mark>, <mark>milk</mark> and <mark>MILK</mark>"


@pytest.mark.parametrize("query", ["(", "a+b", ".", "[", "\\"])
def test_a_query_is_no_pattern(query: str) -> None:
    assert highlight(f"x{query}y", query) == f"x<mark>{query}</mark>y"
    assert highlight("xaby", query) == "xaby"


def test_entities_are_not_torn_apart() -> None:
    assert highlight("Q&A", "amp") == "Q&amp;A"
    assert highlight("<mark>", "mark") == "&lt;<mark>mark</mark>&gt;"


def test_without_a_query_the_text_is_escaped() -> None:
    assert highlight("<b>", "") == "&lt;b&gt;"


def test_the_template_does_not_escape_it_again() -> None:
    engine = Engine(libraries={"todo_extras": "django_app.todos.templatetags.todo_extras"})
    template = engine.from_string("{% load todo_extras %}{{ text|highlight:query }}")
    assert template.render(Context({"text": "<b>Milk", "query": "milk"})) == "&lt;b&gt;<mark>Milk</mark>"


@given(text=st.text(alphabet="ab<>&\"'", max_size=12), query=st.text(alphabet="ab<>&\"'", max_size=3))
def test_without_the_marks_it_is_the_escaped_text(text: str, query: str) -> None:
    marked = highlight(text, query)
    assert html.unescape(re.sub("</?mark>", "", marked)) == text
    assert not re.search(r"<(?!/?mark>)", marked)
    assert ("<mark>" in marked) is (query != "" and query in text)
