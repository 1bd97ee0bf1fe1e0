"""Emptying functions: the body goes, everything around it stays byte for byte.

Signature, decorators, docstring with its doctests, and the comments outside stay; the body after the
docstring, with its comments, becomes one statement. Two tools stand on it: ``study.blanks`` empties one
function at a time and sees whether a test notices, and an exercise is an example with all its functions
emptied.

It cuts the text at positions taken from ``ast`` and never writes the tree back: ``ast.unparse`` loses
comments and layout. An emptied generator has no ``yield`` left, so it raises when it is called, not when it
is advanced; an emptied coroutine raises when it is awaited.

Cost: one parse, O(length of the source), a call.
Not for: code that is not Python to the running interpreter, or edits inside bodies (LibCST keeps the layout
there).
Source: https://docs.python.org/3/library/ast.html
"""

import ast
import operator
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from study.sources import Lines

REPLACEMENT = "raise NotImplementedError"

type Kind = Literal["function", "method"]
type Definition = ast.FunctionDef | ast.AsyncFunctionDef

_BLANK_OR_COMMENT = re.compile(r"([ \t\f]*)(#.*)?", re.DOTALL)
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


@dataclass(frozen=True, slots=True)
class Function:
    """One public function of a source, and where its body is.

    ``source[start:end]`` is the body after the docstring: whole lines (without the last line break), or,
    when the body shares a line with the signature or the docstring, its statements; then ``indent`` is
    empty. Name and line together tell a property's getter from its setter.
    """

    qualname: str
    kind: Kind
    line: int
    start: int
    end: int
    indent: str


def find_functions(source: str) -> list[Function]:
    r"""Return every public function and method that has a body to empty, in the order of the text.

    Public is a name without leading underscore, or with two on both sides; a method is public when its
    classes are. Functions inside functions are not listed, nor bodies of nothing but a docstring, ``...``,
    ``pass`` or ``raise NotImplementedError`` (protocols, overloads, abstract methods), nor branches that
    this interpreter never takes: ``if TYPE_CHECKING``, and comparisons of ``sys.version_info`` and
    ``sys.platform``.

    >>> find_functions("class A:\n    def f(self): return 1\n    def _g(self): return 2")
    [Function(qualname='A.f', kind='method', line=2, start=26, end=34, indent='')]

    Raises SyntaxError when the source is not Python.
    """
    lines = Lines(source)
    functions = []
    for qualname, kind, node in _definitions(ast.parse(source).body, "", "function"):
        body = node.body if ast.get_docstring(node, clean=False) is None else node.body[1:]
        if not all(_is_stub(statement) for statement in body):
            functions.append(Function(qualname, kind, node.lineno, *_span(source, lines, node, body)))
    return functions


def empty(source: str, functions: Collection[Function] | None = None, replacement: str = REPLACEMENT) -> str:
    r"""Return the source with these functions' bodies (all, without a choice) replaced by one statement.

    >>> print(empty("def double(n: int) -> int:\n    '''Twice n.'''\n    return n + n  # fast"))
    def double(n: int) -> int:
        '''Twice n.'''
        raise NotImplementedError

    Raises ValueError when a function was not found in this very source, or the replacement is not one line.
    """
    if len(replacement.splitlines()) != 1:
        raise ValueError(f"the replacement must be one line, not {replacement!r}")
    known = find_functions(source)
    chosen = known if functions is None else functions
    for stranger in set(chosen).difference(known):
        raise ValueError(f"{stranger.qualname} (line {stranger.line}) is not a function of this source")
    for function in sorted(chosen, key=lambda each: each.start, reverse=True):
        source = source[: function.start] + function.indent + replacement + source[function.end :]
    return source


def _definitions(body: Sequence[ast.stmt], prefix: str, kind: Kind) -> Iterator[tuple[str, Kind, Definition]]:
    for statement in body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if _is_public(name):
                    yield prefix + name, kind, statement
            case ast.ClassDef(name=name, body=inner):
                if _is_public(name):
                    yield from _definitions(inner, f"{prefix}{name}.", "method")
            case _:
                for block in _blocks(statement):
                    yield from _definitions(block, prefix, kind)


def _blocks(statement: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    """Yield the blocks of a compound statement that can run here."""
    match statement:
        case ast.If(test=test, body=body, orelse=orelse):
            taken = _truth(test)
            yield body if taken is not False else []
            yield orelse if taken is not True else []
        case ast.Try(body=body) | ast.TryStar(body=body):
            yield body
            yield from (handler.body for handler in statement.handlers)
            yield from (statement.orelse, statement.finalbody)
        case ast.With(body=body):
            yield body
        case ast.For(body=body, orelse=orelse) | ast.While(body=body, orelse=orelse):
            yield from (body, orelse)
        case ast.Match(cases=cases):
            yield from (case.body for case in cases)


def _truth(test: ast.expr) -> bool | None:
    """Return what a condition is on this interpreter, or None when only running the code can tell."""
    match test:
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return False
        case ast.Compare(left=left, ops=[operation], comparators=[ast.Tuple() | ast.Constant() as right]):
            here = {"sys.version_info": sys.version_info, "sys.platform": sys.platform}.get(ast.unparse(left))
            compare = _COMPARISONS.get(type(operation))
            if here is not None and compare is not None:
                return compare(here, ast.literal_eval(right))
    return None


def _is_public(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def _is_stub(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id=name)) | ast.Name(id=name)):
            return name == "NotImplementedError"
    return False


def _span(source: str, lines: Lines, node: Definition, body: Sequence[ast.stmt]) -> tuple[int, int, str]:
    """Return start, end and indentation of ``body``, which is the node's without its docstring."""
    first, last = body[0], body[-1]
    start = lines.offset(first.lineno, first.col_offset)
    if isinstance(first, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and first.decorator_list:
        decorator = first.decorator_list[0]
        start = source.rindex("@", 0, lines.offset(decorator.lineno, decorator.col_offset))
    line, last_line = lines.number(start), last.end_lineno or last.lineno
    indent = source[lines.start(line) : start]
    if indent.strip(" \t\f") or lines[line - 1].endswith("\\"):
        return start, lines.offset(last_line, last.end_col_offset or 0), ""
    above = node.lineno if first is node.body[0] else node.body[0].end_lineno or 0
    comments = _comments(lines, range(line - 1, above, -1), deeper_than=-1)
    more_comments = _comments(lines, range(last_line + 1, len(lines) + 1), deeper_than=_width(lines[node.lineno]))
    return lines.start(comments or line), lines.end(more_comments or last_line), indent


def _comments(lines: Lines, numbers: range, *, deeper_than: int) -> int | None:
    """Return the farthest comment before a line that is neither blank nor a comment of that depth."""
    farthest = None
    for number in numbers:
        match = _BLANK_OR_COMMENT.fullmatch(lines[number])
        if match is None or (match[2] and _width(match[1]) <= deeper_than):
            break
        farthest = number if match[2] else farthest
    return farthest


def _width(line: str) -> int:
    """Return how far a line is indented; a form feed starts the count again."""
    leading = line[: len(line) - len(line.lstrip(" \t\f"))]
    return len(leading.rpartition("\f")[2].expandtabs())
