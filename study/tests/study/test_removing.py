import ast

import pytest

from study.removing import without


def removed(source: str, *names: str) -> str:
    """Take out the statements and imports that bind these names."""
    tree = ast.parse(source)
    statements: list[ast.stmt] = []
    aliases: list[ast.alias] = []
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
                statements += [node] if name in names else []
            case ast.Import(names=imported) | ast.ImportFrom(names=imported):
                aliases += [alias for alias in imported if (alias.asname or alias.name) in names]
    return without(source, tree, statements, aliases)


@pytest.mark.parametrize(
    ("source", "names", "expected"),
    [
        ("a = 1\nb = 2\nc = 3\n", "b", "a = 1\nc = 3\n"),
        ("a = 1\n\nb = 2\n\n\nc = 3\n", "b", "a = 1\n\n\nc = 3\n"),
        ("a = 1\n\n\nb = 2\n\nc = 3\n", "b", "a = 1\n\n\nc = 3\n"),
        ("a = 1\nb = 2\n\nc = 3\n", "ab", "c = 3\n"),
        ("a = 1\n\nb = 2\nc = 3\n", "bc", "a = 1\n"),
        ("a = 1\nb = 2", "b", "a = 1\n"),
        ("a = 1\n", "a", ""),
        ("a = 1\r\n\r\nb = 2\r\n\r\n\r\nc = 3\r\n", "b", "a = 1\r\n\r\n\r\nc = 3\r\n"),
        ("a = 1\rb = 2\rc = 3\r", "b", "a = 1\rc = 3\r"),
        ("a = 1\n# about b\n# more\nb = 2  # two\nc = 3\n", "b", "a = 1\nc = 3\n"),
        ("a = 1\n# about a\n\nb = 2\n", "b", "a = 1\n# about a\n"),
        ("#!/usr/bin/python\n# about b\nb = 2\nc = 3\n", "b", "#!/usr/bin/python\nc = 3\n"),
        ("'''ä\n\n'''\nb = 'ö'\nc = 3\n", "b", "'''ä\n\n'''\nc = 3\n"),
        ("b = (\n    1,\n)\nc = 3\n", "b", "c = 3\n"),
    ],
)
def test_statements_go_with_their_comments_and_leave_one_gap(source: str, names: str, expected: str) -> None:
    assert removed(source, *names) == expected


def test_decorators_go_with_their_function() -> None:
    source = "a = 1\n\n\n# why\n@cache\n@other(\n    1,\n)\ndef b():\n    return 1\n\n\nc = 3\n"

    assert removed(source, "b") == "a = 1\n\n\nc = 3\n"


def test_methods_go_and_the_class_stays() -> None:
    source = (
        "class A:\n    x = 1\n\n    def b(self):\n        return 1\n\n    def c(self):\n        return 2\n\n\nd = 3\n"
    )

    assert removed(source, "b") == "class A:\n    x = 1\n\n    def c(self):\n        return 2\n\n\nd = 3\n"
    assert removed(source, "c") == "class A:\n    x = 1\n\n    def b(self):\n        return 1\n\n\nd = 3\n"
    assert removed(source, "A") == "d = 3\n"


@pytest.mark.parametrize(
    ("source", "names", "expected"),
    [
        ("import a, b, c as d\n", ["a"], "import b, c as d\n"),
        ("import a, b, c as d  # all\n", ["d"], "import a, b, c as d  # all\n"),
        ("import a\nimport b\n\n\nx = 1\n", ["b"], "import a\n\n\nx = 1\n"),
        ("from m import (\n    a,\n    b,\n)\n", ["a"], "from m import b\n"),
        ("from m import (\n    a,\n    b,\n)\nx = 1\n", ["a", "b"], "x = 1\n"),
        ("from ..m import a, b as c\n", ["a"], "from ..m import b as c\n"),
        ("from . import a, b\n", ["a"], "from . import b\n"),
        ("from m import (\n    a,  # why\n    b,\n)\n", ["a"], "from m import (\n    a,  # why\n    b,\n)\n"),
    ],
)
def test_imports_lose_names(source: str, names: list[str], expected: str) -> None:
    assert removed(source, *names) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_import_too_long_for_a_line_stays_on_several(end: str) -> None:
    names = [f"name_{number:010}" for number in range(9)]
    source = end.join(["if x:", "    from m import (", *(f"        {name}," for name in names), "    )", ""])

    assert removed(source, names[0]) == source.replace(f"        {names[0]},{end}", "")
    short = removed(source, *names[:4])
    assert short == f"if x:{end}    from m import {', '.join(names[4:])}{end}"


def test_an_if_goes_when_nothing_is_left_in_it() -> None:
    source = "a = 1\nif TYPE_CHECKING:\n    from b import c\n    if x:\n        import d\n\ne = 1\n"

    assert removed(source, "c") == "a = 1\nif TYPE_CHECKING:\n    if x:\n        import d\n\ne = 1\n"
    assert removed(source, "c", "d") == "a = 1\n\ne = 1\n"
