"""Markdown documents as far as the lessons need them: sections, fenced blocks, and links that lead somewhere.

A link to a Python file with a name in backticks behind it, ``[file.py](path/file.py) `name```, promises that the file
defines that name.

Cost: one pass of a Markdown parser, and one parse of each Python file that is linked to.
Not for: rendering; rich shows Markdown in the terminal, and markdown-it-py makes HTML of it.
Source: https://spec.commonmark.org/0.31.2/
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt

from study.sources import read_source

CODE_LINK = re.compile(r"\[[^]]+\]\(([^)\s]+\.py)\)\s`([\w.]+)`")
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)[^)]*\)")
_INLINE_CODE = re.compile(r"`[^`\n]+`")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its text, and the line (from 1) on which its fence opens."""

    language: str
    text: str
    line: int


def sections(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line (from 1) and text of each ``##`` heading of a document, and the Markdown from the next line on."""
    lines = text_lines(text)
    tokens = MarkdownIt().parse(text)
    starts = [
        (token.map[0], tokens[number + 1].content)
        for number, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0 and token.map
    ]
    for (start, title), (end, _) in pairwise([*starts, (len(lines), "")]):
        yield start + 1, title, "\n".join(lines[start + 1 : end])


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a document, those inside of lists and quotations included."""
    return [
        Block(token.info.strip().partition(" ")[0], token.content, token.map[0] + 1)
        for token in MarkdownIt().parse(text)
        if token.type == "fence" and token.map
    ]


def broken_links(text: str, folder: Path) -> Iterator[str]:
    """Yield a complaint for each link of a document in a folder that leads nowhere, or to a name not defined there."""
    plain = without_blocks(text)
    for target in dict.fromkeys(_LINK.findall(_INLINE_CODE.sub("", plain))):
        if not (folder / target).exists():
            yield f"links to {target}, which does not exist"
    for target, name in dict.fromkeys(CODE_LINK.findall(plain)):
        try:
            known = not (folder / target).exists() or name in _names((folder / target).resolve())
        except SyntaxError as error:
            yield f"links to {target}, which is not Python: line {error.lineno}, {error.msg}"
            continue
        if not known:
            yield f"links to `{name}` in {target}, which does not define it"


def text_lines(text: str) -> list[str]:
    """Return the lines that Markdown counts; ``splitlines`` would break them at a form feed or U+2028, too."""
    return text.removesuffix("\n").split("\n")


def without_blocks(text: str) -> str:
    """Return a document with empty lines in place of its fenced blocks."""
    lines = text_lines(text)
    for token in MarkdownIt().parse(text):
        if token.type == "fence" and token.map:
            lines[token.map[0] : token.map[1]] = [""] * (token.map[1] - token.map[0])
    return "\n".join(lines)


@cache
def _names(file: Path) -> frozenset[str]:
    """Return the functions, classes, methods (``Class.method``) and constants that a file defines."""
    return frozenset(_definitions(ast.parse(read_source(file)[0]).body, ""))


def _definitions(nodes: list[ast.stmt], prefix: str) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield prefix + name
                if isinstance(node, ast.ClassDef):
                    yield from _definitions(node.body, f"{prefix}{name}.")
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield prefix + name
            case ast.TypeAlias(name=ast.Name(id=name)):
                yield prefix + name
            case ast.If() | ast.Try():
                yield from _definitions([*node.body, *node.orelse], prefix)
