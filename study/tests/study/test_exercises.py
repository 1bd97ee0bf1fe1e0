import ast
from pathlib import Path
from textwrap import dedent

import pytest

from study.emptying import REPLACEMENT, find_functions
from study.exercises import lines_of_functions, names_in, starter
from study.projects import projects_at
from study.sources import read_source

REPOSITORY = Path(__file__).resolve().parents[3]
MODULES = [module for project in projects_at(REPOSITORY) for module in project.modules()]


def signatures(tree: ast.AST) -> list[str]:
    """Return what stays of each public function: name, parameters, types, decorators, docstring."""
    found: list[str] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            docstring = ast.get_docstring(node, clean=False)
            node.body = [ast.Expr(ast.Constant(docstring))]
            found += [] if node.name.startswith("_") and not node.name.endswith("__") else [ast.unparse(node)]
        elif not isinstance(node, ast.ClassDef) or not node.name.startswith("_"):
            found += signatures(node)
    return found


def public_names(source: str) -> set[str]:
    """Return the public constants of a module."""
    targets: list[ast.expr] = []
    for statement in ast.parse(source).body:
        targets += statement.targets if isinstance(statement, ast.Assign) else []
        targets += [statement.target] if isinstance(statement, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name) and not target.id.startswith("_")}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(REPOSITORY).as_posix())
def test_starters_of_the_repository_keep_what_is_public_and_nothing_is_written(module: Path) -> None:
    source, _ = read_source(module)

    emptied = starter(source)

    compile(emptied, module, "exec")
    assert {function.qualname for function in find_functions(emptied)} <= {"main"}
    assert signatures(ast.parse(emptied)) == signatures(ast.parse(source))
    assert public_names(emptied) == public_names(source)
    assert ast.get_docstring(ast.parse(emptied)) == ast.get_docstring(ast.parse(source))
    assert "\n\n\n\n" not in emptied
    assert emptied.endswith("\n") or not source.endswith("\n")
    assert starter(emptied) == emptied


def left(code: str, *, keep: tuple[str, ...] = ()) -> str:
    """Return the starter of a module without the module's emptied function."""
    source = dedent(code).lstrip("\n") + "\n\ndef f():\n    " + "return _a + b + c._d()\n"
    blank = f"def f():\n    {REPLACEMENT}\n"
    emptied = starter(source, keep)
    assert emptied.endswith(blank)
    return emptied.removesuffix(blank).rstrip("\n")


@pytest.mark.parametrize(
    "code",
    [
        "_a = 1",
        "_a: int = 1",
        "type _a = int",
        "_a, _x = 1, 2",
        "def _a():\n    return 1",
        "async def _a():\n    return _a",
        "@staticmethod\ndef _a():\n    return 1",
        "class _a:\n    def g(self):\n        return 1",
        "import b",
        "import b.e",
        "import e as b",
        "from b import b",
        "from . import b",
        "_a = _b = 1",
        "import b\n_x = b\n_a = _x",
        "def _x():\n    return _y\ndef _y():\n    return _x\n_a = _x",
        "if TYPE_CHECKING:\n    import b\n    import c",
    ],
)
def test_what_only_the_solution_needs_goes(code: str) -> None:
    assert left(code) == ""


@pytest.mark.parametrize(
    "code",
    [
        "a = 1",
        "__all__ = ['f']",
        "from __future__ import annotations",
        "from b import *",
        "from b import b as b",
        "import other  # for its side effect",
        "_unused = register(1)",
        "import b\n_unused = b.register(1)",
        "try:\n    import b\nexcept ImportError:\n    b = None",
        "_a = 1\nx = _a",
        "_a = 1\n_a += 1",
        "_a = 1; x = 2",
        "_a, x = 1, 2",
        "import b\nx: b.T = 1",
        "import b\nx: 'b.T' = 1",
        "import b\n\n\n@b.decorate\ndef g(): ...",
        "import b\n\n\ndef g(x=b.default): ...",
        "import b\n\n\ndef g(x: 'list[b.T]'): ...",
        "import b\n\n\nclass A(b.Base):\n    x = 1",
        "import b\n\n\nclass A:\n    '''A.\n\n    >>> b.x\n    1\n    '''",
        "import b\n\n\ndef main():\n    print(b)",
        "def _a():\n    return 1\n\n\ndef main():\n    global _a",
        "_a = 1\nx = getattr(m, '_a')",
        "import b\n__all__ = ['b']",
        "_a = 1\n\n\ndef g():\n    '''G.\n\n    >>> _a\n    1\n    '''\n    raise NotImplementedError",
    ],
)
def test_what_something_else_needs_stays(code: str) -> None:
    assert left(code) == code


def test_a_docstring_needs_only_what_its_doctests_use() -> None:
    assert left("'''About b and _a.\n\n>>> 1 +\n'''\nimport b\n_a = 1") == "'''About b and _a.\n\n>>> 1 +\n'''"


def test_private_methods_go_but_a_class_never_stands_empty() -> None:
    method = "    def _d(self):\n        return 1"
    other = f"class A:\n    x = 1\n\n{method}"

    assert left(other) == "class A:\n    x = 1"
    assert left(f"{other}\n\n\nA()._d()") == f"{other}\n\n\nA()._d()"
    assert left(f"class A:\n{method}") == f"class A:\n{method}"


def test_names_to_keep_stay() -> None:
    code = "class A:\n    x = 1\n\n    def _d(self):\n        return 1\n\n\n_a = 1"

    assert left(code, keep=("_a", "_d")) == code


def test_main_is_not_emptied() -> None:
    source = "def main() -> None:\n    print(1)\n"

    assert starter(source) == source


def test_source_that_is_not_python_is_refused() -> None:
    with pytest.raises(SyntaxError):
        starter("def f(:")


def test_names_in_a_test_are_what_it_may_look_at() -> None:
    source = "from shop import _a\nimport shop.b\n\ndef test(m):\n    m.setattr(shop, '_c', shop.b._d)\n"

    assert names_in(source) >= {"_a", "_c", "_d"}
    assert "test" not in names_in(source)


def test_functions_are_found_wherever_they_are_defined() -> None:
    source = """
def f(): ...
try:
    async def g(): pass
except ImportError:
    def g(): ...
    def h(): ...
match 1:
    case 1:
        class A:
            def f(self):
                def inner(): ...
"""

    assert lines_of_functions(source) == {"f": 2, "g": 4, "h": 7, "A.f": 11}
