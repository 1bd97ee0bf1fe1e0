"""Which functions are found; what becomes of them is in test_emptying.py."""

import sys
from inspect import cleandoc

import pytest

from study.emptying import empty, find_functions


def names(source: str) -> list[str]:
    return [function.qualname for function in find_functions(source)]


def test_public_functions_and_methods_are_found_in_order() -> None:
    source = cleandoc("""
        def one(): return 1
        def _private(): return 1
        async def two(): return 2
        class Shop[T]:
            type Price = int
            def __init__(self): self.a = 1
            def _hidden(self): return 1
            class Shelf:
                def count(self): return 1
        class _Hidden:
            def count(self): return 1
        def outer[T: int](x: T):
            def inner(): return 1
            return inner
        """)

    found = find_functions(source)

    assert [(each.qualname, each.kind) for each in found] == [
        ("one", "function"),
        ("two", "function"),
        ("Shop.__init__", "method"),
        ("Shop.Shelf.count", "method"),
        ("outer", "function"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "...",
        "pass",
        "raise NotImplementedError",
        "raise NotImplementedError('later')",
        "'''Say.'''",
        "'''Say.'''\n    ...",
        "'''Say.'''\n    raise NotImplementedError",
    ],
)
def test_stubs_are_not_listed(body: str) -> None:
    assert names(f"def f():\n    {body}\n") == []


@pytest.mark.parametrize("body", ["raise ValueError", "return NotImplementedError", "...; return 1", "raise"])
def test_bodies_that_do_something_are_listed(body: str) -> None:
    assert names(f"def f():\n    {body}\n") == ["f"]


@pytest.mark.parametrize(
    ("header", "listed"),
    [
        ("if DEBUG:", True),
        ("try:\n    pass\nfinally:", True),
        ("try:\n    pass\nexcept* OSError:", True),
        ("try:\n    pass\nexcept OSError:\n    pass\nelse:", True),
        ("with lock:", True),
        ("for _ in x:", True),
        ("while x:\n    pass\nelse:", True),
        ("match x:\n  case 1:", True),
        ("if sys.version_info >= (3, 12):", True),
        ("if (3, 12) <= sys.version_info:", True),
        ("if sys.version_info < (3, 12):", False),
        ("if sys.version_info < (3, 12):\n    pass\nelse:", True),
        ("if sys.version_info >= (3, 12):\n    pass\nelse:", False),
        ("if sys.version_info >= (3, 12):\n    pass\nelif x:", False),
        ("if sys.version_info >= (99,):\n    pass\nelif x:", True),
        (f"if sys.platform == {sys.platform!r}:", True),
        (f"if sys.platform != {sys.platform!r}:", False),
        ("if sys.platform in ('a', 'b'):", True),
        ("if sys.flags > 3:", True),
        ("if TYPE_CHECKING:", False),
        ("if typing.TYPE_CHECKING:", False),
    ],
)
def test_blocks_are_looked_into_unless_they_never_run_here(header: str, listed: bool) -> None:
    assert names(f"{header}\n    def f(): return 1\n") == (["f"] if listed else [])


def test_getter_and_setter_are_told_apart_by_line() -> None:
    source = cleandoc("""
        class A:
            @property
            def size(self) -> int:
                return self._size

            @size.setter
            def size(self, size: int) -> None:
                self._size = size
        """)
    getter, setter = find_functions(source)

    assert (getter.qualname, getter.line, setter.qualname, setter.line) == ("A.size", 3, "A.size", 7)
    assert "self._size = size" in empty(source, [getter])
    assert "return self._size" in empty(source, [setter])
