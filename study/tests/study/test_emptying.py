import ast
import asyncio
import os
import tokenize
from collections.abc import Callable
from inspect import cleandoc
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.emptying import Function, empty, find_functions
from study.sources import read_source

LIBRARY = Path(os.__file__).parent
CORPUS = [*sorted(LIBRARY.glob("*.py"))[::5], *sorted(LIBRARY.glob("asyncio/*.py"))[::5]]


def expected_tree(source: str) -> str:
    """The tree of a source whose functions were emptied in the tree: the other way to do it."""
    tree = ast.parse(source)
    lines = {function.line for function in find_functions(source)}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.lineno in lines:
            docstring = node.body[:1] if ast.get_docstring(node, clean=False) is not None else []
            node.body = [*docstring, *ast.parse("raise NotImplementedError").body]
    return ast.dump(tree)


def bodies(source: str) -> list[str]:
    return [source[function.start : function.end] for function in find_functions(source)]


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.name)
def test_standard_library_is_emptied_as_its_tree_would_be(file: Path) -> None:
    source, _ = read_source(file)

    assert ast.dump(ast.parse(empty(source))) == expected_tree(source)


@pytest.mark.parametrize("file", CORPUS[::4], ids=lambda file: file.name)
def test_nothing_is_left_to_empty_in_what_was_emptied(file: Path) -> None:
    emptied = empty(read_source(file)[0])

    assert find_functions(emptied) == []
    assert empty(emptied) == emptied


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(): return 1", "def f(): raise NotImplementedError"),
        ("def f(): x = 1; return x  # why\n", "def f(): raise NotImplementedError  # why\n"),
        ("def f(): 'doc'; return 1", "def f(): 'doc'; raise NotImplementedError"),
        ("def f(): \\\n  return 1", "def f(): \\\n  raise NotImplementedError"),
        ("def f(ä='ä'): return ä; \n", "def f(ä='ä'): raise NotImplementedError; \n"),
        ("def f():\n  'ä'; return 1", "def f():\n  'ä'; raise NotImplementedError"),
        (
            "class A:\n\tdef f(self):\n\t\treturn 1\n\t# f ends\n",
            "class A:\n\tdef f(self):\n\t\traise NotImplementedError\n\t# f ends\n",
        ),
        (
            "@a\n@b(\n  1)\nasync def f(\n    x,  # one\n):  # two\n    await x\n\n\n# after",
            "@a\n@b(\n  1)\nasync def f(\n    x,  # one\n):  # two\n    raise NotImplementedError\n\n\n# after",
        ),
        (
            "def f():\n    '''D\n    # no'''\n\n    # why\n\n    x = 1  # one\n    return x;  # 2\n\n    # end\n\n# g",
            "def f():\n    '''D\n    # no'''\n\n    raise NotImplementedError\n\n# g",
        ),
        ("def f():\n# left\n    return 1\n", "def f():\n    raise NotImplementedError\n"),
        ("def f():\r\n    x = '''\r\n'''\r\n    return x\r\n", "def f():\r\n    raise NotImplementedError\r\n"),
        ("def f():\r    return 1\rx = 1", "def f():\r    raise NotImplementedError\rx = 1"),
        ("\fdef f():\n\f    return 1\n    # end\n", "\fdef f():\n\f    raise NotImplementedError\n"),
        ("def f():\n    @a(b @ c)\n    def g(): pass\n    return g", "def f():\n    raise NotImplementedError"),
        ("def f():\n    @a\n    class B: pass\n", "def f():\n    raise NotImplementedError\n"),
        ("def f():\n    return 1 \\\n\nx = 1", "def f():\n    raise NotImplementedError\n\nx = 1"),
        (
            "if x:\n    def f():\n        return 1\n    # of the if\nelse:\n    y = 1",
            "if x:\n    def f():\n        raise NotImplementedError\n    # of the if\nelse:\n    y = 1",
        ),
    ],
)
def test_only_the_body_changes(source: str, expected: str) -> None:
    assert empty(source) == expected


def test_body_is_at_hand() -> None:
    source = "def f():\n    '''Doc.'''\n    # why\n    return 1  # one\n\ndef g(): return 2"

    assert bodies(source) == ["    # why\n    return 1  # one", "return 2"]


def test_comments_outside_of_bodies_stay() -> None:
    source = cleandoc("""
        # before
        def f(  # signature
            x,
        ):  # colon
            '''Doc.'''  # docstring
            return x  # body
        # after
        class A:  # class
            x = 1  # attribute
        """)

    comments = [
        token.string
        for token in tokenize.generate_tokens(StringIO(empty(source)).readline)
        if token.type == tokenize.COMMENT
    ]

    assert comments == ["# before", "# signature", "# colon", "# docstring", "# after", "# class", "# attribute"]


def test_one_of_several_functions_is_emptied_with_another_statement() -> None:
    source = "def f(): return 1\ndef g(): return 2\n"
    _, g = find_functions(source)

    assert empty(source, [g], "return 3") == "def f(): return 1\ndef g(): return 3\n"
    assert empty(source, []) == source


def test_function_of_another_source_is_refused() -> None:
    (stranger,) = find_functions("\ndef stranger(): return 1")

    with pytest.raises(ValueError, match=r"stranger \(line 2\) is not a function of this source"):
        empty("def f(): return 1", [stranger])


@pytest.mark.parametrize("replacement", ["", "a = 1\nb = 2"])
def test_replacement_that_is_not_one_line_is_refused(replacement: str) -> None:
    with pytest.raises(ValueError, match="must be one line"):
        empty("def f(): return 1", None, replacement)


def test_source_that_is_not_python_is_refused() -> None:
    with pytest.raises(SyntaxError):
        find_functions("def f(:")


@pytest.mark.parametrize(
    ("source", "use"),
    [
        ("def f(): return 1", lambda f: f()),
        ("def f():\n    yield 1", lambda f: f()),
        ("async def f():\n    return 1", lambda f: asyncio.run(f())),
    ],
)
def test_emptied_function_raises(source: str, use: Callable[[Callable[[], object]], object]) -> None:
    namespace: dict[str, Callable[[], object]] = {}
    exec(empty(source), namespace)

    with pytest.raises(NotImplementedError):
        use(namespace["f"])


DOCSTRINGS = ["", '"""Ä."""', "'''Two\n# lines'''", "'one'  # comment"]
BODIES = [
    "return 1",
    "x = 1  # one\nreturn x",
    "# why\nyield 1",
    "if 1:\n    # why\n    return 2\n  # end",
    "'ä'; return 1",
]
MODULES = st.lists(
    st.tuples(
        st.sampled_from(["", "@a\n", "# above\n"]), st.sampled_from(DOCSTRINGS), st.sampled_from(BODIES), st.booleans()
    ),
    max_size=4,
)


@given(
    MODULES,
    st.sampled_from(["  ", "\t", "    "]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "ä = 1\n", "\f"]),
)
def test_any_layout_is_emptied_as_its_tree_would_be(
    parts: list[tuple[str, str, str, bool]], indent: str, line_end: str, top: str
) -> None:
    source = top
    for number, (above, docstring, body, in_class) in enumerate(parts):
        lines = [*above.splitlines(), f"def f{number}(x='ä'):  # one"]
        lines += [indent + line for line in [*docstring.split("\n"), *body.split("\n")] if line]
        if in_class:
            lines = [f"class A{number}:", *(indent + line for line in lines)]
        source += "\n".join([*lines, "# below", ""])
    source = source.replace("\n", line_end)

    emptied = empty(source)

    assert ast.dump(ast.parse(emptied)) == expected_tree(source)
    assert emptied.count("# one") == emptied.count("# below") == len(parts)
    assert emptied.count("# why") == 0
    assert emptied.count(line_end) == emptied.replace("\r\n", "\n").replace("\r", "\n").count("\n")


def test_functions_can_be_kept_in_sets() -> None:
    function = Function("f", "function", 1, 9, 17, "")

    assert find_functions("def f(): return 1") == [function]
    assert len({function, function}) == 1
