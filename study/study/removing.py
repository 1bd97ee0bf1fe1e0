"""Statements and imports taken out of a source, leaving what a formatter would leave.

A statement goes with its decorators and with the comments right above it, and the blank lines around it become one gap.
An import that loses some of its names is written anew; an ``if`` that loses everything goes as well. The rest stays
byte for byte.

Cost: O(length of the source) for each statement.
Not for: statements that share a line with others.
"""

import ast
import re
from collections.abc import Collection, Iterator

from study.sources import Lines

LINE_LENGTH = 120

type Import = ast.Import | ast.ImportFrom

_COMMENT = re.compile(r"\s*#")


def without(
    source: str, tree: ast.Module, statements: Collection[ast.stmt], aliases: Collection[ast.alias] = ()
) -> str:
    r"""Return a source without some statements of its tree, and without some names of its imports.

    >>> source = "import os, re\n\nA = 1\n# why\nB = 2\n\n\nC = 3\n"
    >>> tree = ast.parse(source)
    >>> print(without(source, tree, tree.body[2:3], tree.body[0].names[:1]))
    import re
    <BLANKLINE>
    A = 1
    <BLANKLINE>
    <BLANKLINE>
    C = 3
    <BLANKLINE>
    """
    lines = Lines(source)
    for statement in reversed(list(_changed(tree.body, statements, aliases))):
        start, end = lines.start(_first_line(statement)), lines.end(statement.end_lineno or statement.lineno)
        if isinstance(statement, (ast.Import, ast.ImportFrom)) and statement not in statements:
            left = [alias for alias in statement.names if alias not in aliases]
            if left:
                text = source[start:end]
                if "#" not in text:
                    source = source[:start] + _written(statement, left, text) + source[end:]
                continue
        source = _cut(source, lines.start(_first_comment(lines, _first_line(statement))), end)
    return source


def _changed(
    body: list[ast.stmt], statements: Collection[ast.stmt], aliases: Collection[ast.alias]
) -> Iterator[ast.stmt]:
    """Yield the statements that change, in order; an ``if`` of which nothing would be left stands for its block."""
    for statement in body:
        match statement:
            case ast.ClassDef(body=block) if statement not in statements:
                yield from _changed(block, statements, aliases)
            case ast.If(body=block, orelse=[]):
                yield from (
                    [statement] if _goes(statement, statements, aliases) else _changed(block, statements, aliases)
                )
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                if statement in statements or any(alias in aliases for alias in names):
                    yield statement
            case _ if statement in statements:
                yield statement


def _goes(statement: ast.stmt, statements: Collection[ast.stmt], aliases: Collection[ast.alias]) -> bool:
    match statement:
        case ast.If(body=block, orelse=[]):
            return all(_goes(each, statements, aliases) for each in block)
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return statement in statements or all(alias in aliases for alias in names)
    return statement in statements


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _first_comment(lines: Lines, number: int) -> int:
    """Return the first of the comment lines right above a line, or that line's own number; the shebang stays."""
    while number > 2 and _COMMENT.match(lines[number - 1]):
        number -= 1
    return number


def _cut(source: str, start: int, end: int) -> str:
    """Cut whole lines, and keep the larger of the gaps above and below them; none at either end of the source."""
    before, after = source[:start], source[end:]
    above = before.rstrip("\r\n \t\f")
    below = after.lstrip("\r\n \t\f")
    if not below:
        return above + _line_end(source) if above else ""
    below = after[_indent_start(after) :]
    if not above:
        return below
    gaps = before[len(above) :], after[: len(after) - len(below)]
    return above + max(gaps, key=lambda gap: gap.count("\n") or gap.count("\r")) + below


def _indent_start(text: str) -> int:
    """Return where the first line that is not blank starts."""
    found = re.match(r"(?:[ \t\f]*(?:\r\n|\r|\n))*", text)
    return found.end() if found else 0


def _line_end(source: str) -> str:
    found = re.search(r"\r\n|\r|\n", source)
    return found[0] if found else "\n"


def _written(statement: Import, aliases: list[ast.alias], text: str) -> str:
    """Return an import of fewer names, on one line if it fits there."""
    indent = text[: len(text) - len(text.lstrip())]
    names = [f"{alias.name} as {alias.asname}" if alias.asname else alias.name for alias in aliases]
    if isinstance(statement, ast.Import):
        return f"{indent}import {', '.join(names)}"
    head = f"{indent}from {'.' * statement.level}{statement.module or ''} import "
    if len(line := head + ", ".join(names)) <= LINE_LENGTH:
        return line
    end = _line_end(text)
    return f"{head}({end}{''.join(f'{indent}    {name},{end}' for name in names)}{indent})"
