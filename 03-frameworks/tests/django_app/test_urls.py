"""What is an address of a row, and what is not even one."""

import re

import pytest
from django.urls import Resolver404, resolve, reverse

from django_app.urls import RowId


@pytest.mark.parametrize("number", [1, 9, 10, 2**31, 2**63 - 1])
def test_a_row_number_goes_there_and_back(number: int) -> None:
    assert re.fullmatch(RowId.regex, RowId().to_url(number))
    assert RowId().to_python(RowId().to_url(number)) == number
    assert resolve(f"/todos/{number}").kwargs == {"todo_id": number}


@pytest.mark.parametrize("text", ["0", "01", "+1", "1 ", "٣", "1\n", str(2**63), "9" * 30])
def test_anything_else_is_no_address(text: str) -> None:
    with pytest.raises(Resolver404):
        resolve(f"/todos/{text}")


def test_more_than_63_bits_are_refused() -> None:
    with pytest.raises(ValueError, match="9223372036854775808"):
        RowId().to_python("9223372036854775808")


def test_the_names_of_the_addresses() -> None:
    assert [reverse("api-todos"), reverse("api-todo", args=[7]), reverse("health"), reverse("statistics")] == [
        "/todos",
        "/todos/7",
        "/health",
        "/statistics",
    ]
