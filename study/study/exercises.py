"""An example as an exercise: the bodies to write are gone, and with them what only they needed.

Signatures, types, docstrings and doctests stay. A private function, method, class or constant, or an import, goes when
nothing that is left refers to it: it would give the solution away, or stand there unused. ``main`` stays as the story
that the functions tell. Everything else is byte for byte what it was.

What refers to what is read from names alone, so a private name that is also somebody else's attribute may stay. That
is the harmless side to be wrong on.

Cost: two parses, O(length of the source).
Not for: names that are only put together while running, as in ``globals()["_" + name]``.
"""

import ast
import doctest
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from study.emptying import empty, find_functions
from study.imports import ImportGraph
from study.removing import LINE_LENGTH, without
from study.sources import Lines, read_source

_DOCTESTS = doctest.DocTestParser()


@dataclass(frozen=True)
class _Unit:
    """A piece of a source that can go: a definition, an assignment, or one name of an import.

    ``binds`` are the references that mean it, ``uses`` those that it makes itself (attributes with a dot before their
    name). Units of the same ``key`` are the same piece of a source before and after it was emptied.
    """

    key: tuple[int, ...]
    node: ast.stmt
    binds: frozenset[str]
    uses: frozenset[str]
    alias: ast.alias | None = None


def starter(source: str, keep: Collection[str] = ()) -> str:
    r"""Return the source with all public functions but ``main`` emptied, and without what only they needed.

    ``keep`` are private names that stay in any case, because tests look at them.

    >>> source = "import re\n\n_WORD = re.compile('[a-z]+')\n\n\ndef words(text):\n    return _WORD.findall(text)\n"
    >>> print(starter(source))
    def words(text):
        raise NotImplementedError
    <BLANKLINE>

    Raises SyntaxError when the source is not Python.
    """
    emptied = empty(source, [function for function in find_functions(source) if function.qualname != "main"])
    kept = {each for name in keep for each in (name, f".{name}")}
    before = {unit.key for unit in _needed(_Reader(source), kept)}
    reader = _Reader(emptied)
    # What nothing referred to before either has another use: a side effect, or readers elsewhere.
    others = [unit for unit in reader.units if unit.key not in before]
    now = {unit.key for unit in _needed(reader, kept, others)}
    return _remove(emptied, reader, before - now)


def _remove(source: str, reader: "_Reader", keys: Collection[tuple[int, ...]]) -> str:
    units = [unit for unit in reader.units if unit.key in keys]
    aliases = [unit.alias for unit in units if unit.alias]
    return without(source, reader.tree, [unit.node for unit in units if not unit.alias], aliases)


def looked_at(graph: ImportGraph, module: Path) -> set[str]:
    """Return the names that the tests closest to a module use."""
    tests = next(iter(graph.tests_of(module)), [])
    return {name for test in tests for name in names_in(read_source(test)[0])}


def names_in(source: str) -> set[str]:
    r"""Return the names, attributes and imports in a source, and what its strings name: what it may look at elsewhere.

    >>> sorted(names_in("from a import _b\nprint(_b, setattr(_b, '_c', 1), _b._d)"))
    ['_b', '_c', '_d', 'print', 'setattr']
    """
    tree = ast.parse(source)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return {name.removeprefix(".") for name in _references(tree)} | imported


def lines_of_functions(source: str) -> dict[str, int]:
    r"""Return where the functions and methods of a source begin, with or without a body, by qualified name.

    >>> lines_of_functions("class A:\n    def f(self): ...\n")
    {'A.f': 2}
    """
    lines: dict[str, int] = {}
    waiting: list[tuple[str, ast.AST]] = [("", ast.parse(source))]
    while waiting:
        prefix, parent = waiting.pop()
        for node in ast.iter_child_nodes(parent):
            match node:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    lines.setdefault(prefix + name, node.lineno)
                case ast.ClassDef(name=name):
                    waiting.append((f"{prefix}{name}.", node))
                case ast.stmt() | ast.ExceptHandler() | ast.match_case():
                    waiting.append((prefix, node))
    return lines


def _needed(reader: "_Reader", kept: Iterable[str], others: Iterable[_Unit] = ()) -> list[_Unit]:
    """Return the units that the rest of the source, kept names or other units refer to, directly or not."""
    needed = [*others]
    waiting = [*reader.rest, *kept, *(use for unit in needed for use in unit.uses)]
    seen: set[str] = set()
    while waiting:
        reference = waiting.pop()
        if reference not in seen:
            seen.add(reference)
            found = [unit for unit in reader.units if reference in unit.binds and unit not in needed]
            needed += found
            waiting += [use for unit in found for use in unit.uses]
    return needed


class _Reader:
    """Takes a source apart: ``units`` may go, and ``rest`` is what all that stays refers to."""

    def __init__(self, source: str) -> None:
        self._lines = Lines(source)
        self.tree = ast.parse(source)
        self.units: list[_Unit] = []
        self.rest: set[str] = set()
        self._read(self.tree.body, (), top=True)

    def _read(self, body: list[ast.stmt], key: tuple[int, ...], *, top: bool) -> None:
        something_stays = top or not all(_is_private_method(statement) for statement in body)
        for number, statement in enumerate(body):
            can_go = self._has_own_lines(statement) and (top or (something_stays and _is_private_method(statement)))
            self._read_statement(statement, (*key, number), _bound(statement) if can_go else [], top=top)

    def _read_statement(self, statement: ast.stmt, key: tuple[int, ...], bound: list[str], *, top: bool) -> None:
        match statement:
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases) if bound:
                for number, (alias, name) in enumerate(zip(aliases, bound, strict=True)):
                    self.units.append(_Unit((*key, number), statement, frozenset({name}), frozenset(), alias))
            case ast.ClassDef(body=body) if not bound:
                parts = [*statement.decorator_list, *statement.bases, *statement.keywords, *statement.type_params]
                for part in [*parts, *_docstring(statement)]:
                    self.rest.update(_references(part, docstrings=_docstring(statement)))
                self._read(body, key, top=False)
            case ast.If(test=test, body=body, orelse=[]) if top:
                self.rest.update(_references(test))
                self._read(body, key, top=True)
            case _ if bound:
                binds = frozenset(each for name in bound for each in (name, f".{name}"))
                self.units.append(_Unit(key, statement, binds, frozenset(_references(statement))))
            case _:
                self.rest.update(_references(statement, docstrings=_docstring(self.tree)))

    def _has_own_lines(self, statement: ast.stmt) -> bool:
        """Tell whether a statement shares its lines with nothing but a comment."""
        last = statement.end_lineno or statement.lineno
        before = self._lines[statement.lineno].encode()[: statement.col_offset].decode()
        after = self._lines[last].encode()[statement.end_col_offset :].decode()
        continued = statement.lineno > 1 and self._lines[statement.lineno - 1].endswith("\\")
        return not (before.strip() or continued) and re.fullmatch(r"\s*(#.*)?", after) is not None


def _bound(statement: ast.stmt) -> list[str]:
    """Return the names that a statement binds, if it may go: an import, or something private."""
    names: list[str] = []
    match statement:
        case ast.ImportFrom(module="__future__"):
            return []
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            if any(alias.name in {"*", alias.asname} for alias in aliases):
                return []  # it may bind anything, or says that it exports what it imports
            return [alias.asname or alias.name.partition(".")[0] for alias in aliases]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            names = [name]
        case ast.TypeAlias(name=ast.Name(id=name)) | ast.AnnAssign(target=ast.Name(id=name)):
            names = [name]
        case ast.Assign(targets=targets):
            elements = [each for target in targets for each in getattr(target, "elts", [target])]
            names = [element.id if isinstance(element, ast.Name) else "" for element in elements]
    return names if all(_is_private(name) for name in names) else []


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def _is_private_method(statement: ast.stmt) -> bool:
    return isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and _is_private(statement.name)


def _docstring(node: ast.AST) -> list[ast.Constant]:
    match node:
        case (
            ast.Module(body=[ast.Expr(value=ast.Constant(value=str()) as docstring), *_])
            | ast.ClassDef(body=[ast.Expr(value=ast.Constant(value=str()) as docstring), *_])
            | ast.FunctionDef(body=[ast.Expr(value=ast.Constant(value=str()) as docstring), *_])
            | ast.AsyncFunctionDef(body=[ast.Expr(value=ast.Constant(value=str()) as docstring), *_])
        ):
            return [docstring]
    return []


def _references(tree: ast.AST, docstrings: Iterable[ast.Constant] = ()) -> Iterator[str]:
    """Yield the references in a piece of a source, those in its doctests and in strings that are expressions included.

    ``docstrings`` are those that cannot be told from the piece alone.
    """
    known = {id(docstring) for docstring in docstrings}
    known.update(id(docstring) for node in ast.walk(tree) for docstring in _docstring(node))
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load() | ast.Del()) | ast.AugAssign(target=ast.Name(id=name)):
                yield name
            case ast.Attribute(attr=name):
                yield f".{name}"
            case ast.Global(names=names):
                yield from names
            case ast.Constant(value=str(text)) if id(node) in known:
                yield from _references_in_doctests(text)
            case ast.Constant(value=str(text)) if len(text) <= LINE_LENGTH:
                yield from _references_in_expression(text)


def _references_in_doctests(docstring: str) -> Iterator[str]:
    with suppress(ValueError, SyntaxError):  # an example that is wrong on purpose needs nothing
        for example in _DOCTESTS.get_examples(docstring):
            yield from _references(ast.parse(example.source))


def _references_in_expression(text: str) -> Iterator[str]:
    """Yield the references in an annotation, an item of ``__all__``, the name that ``getattr`` gets."""
    with suppress(ValueError, SyntaxError):
        yield from _references(ast.parse(text.strip(), mode="eval"))
        if _is_private(text):
            yield f".{text}"
