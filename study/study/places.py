"""Where things stand, as text to click on: a function's file and line, a question's heading, a path.

A terminal and an editor open ``file.py:12``; a Markdown page needs ``QUESTIONS.md#heading``. GitHub makes that anchor
of the title: small letters without punctuation, dashes for blanks, and a number if the title was used before.

Cost: one parse of the file that is linked to.
Not for: links inside the lessons; ``study.questions`` checks those.
Source: https://docs.github.com/en/get-started/writing-on-github (section links)
"""

import ast
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from study.documents import sections
from study.questions import CodeLink, Question
from study.sources import read_source

_LINK = re.compile(r"\[([^]]+)\]\([^)\s]+\)")


def where(path: Path) -> str:
    """Return a path relative to the working folder, if it is below it, with slashes on every system."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def code_place(link: CodeLink) -> str:
    """Return file, line and name of a function, class or method: ``shop/cart.py:12 total``."""
    return f"{where(link.file)}:{definition_line(link.file, link.name)} {link.name}"


def answer_place(question: Question) -> str:
    """Return the file of a question with the anchor of its heading: ``shop/QUESTIONS.md#why-decimal``."""
    return f"{where(question.file)}#{anchor(question)}"


def anchor(question: Question) -> str:
    """Return the anchor that a Markdown page gives to the heading of a question."""
    titles = [title for line, title, _ in sections(question.file.read_text(encoding="utf-8")) if line < question.line]
    earlier = [_slug(title) for title in titles].count(_slug(question.title))
    return _slug(question.title) + (f"-{earlier}" if earlier else "")


@cache
def definition_line(file: Path, name: str) -> int:
    """Return the line (from 1) on which a function, class, method (``Class.method``) or constant is defined.

    Raises LookupError when the file defines none of that name.
    """
    nodes: Sequence[ast.stmt] = ast.parse(read_source(file)[0]).body
    line = 0
    for part in name.split("."):
        found = _definition(nodes, part)
        if found is None:
            raise LookupError(f"{where(file)} defines no {name}")
        nodes, line = found.body if isinstance(found, ast.ClassDef) else [], found.lineno
    return line


def without_links(text: str) -> str:
    """Return Markdown in which a link is only its text, for a terminal that cannot follow relative links.

    >>> without_links("See [cart.py](shop/cart.py) `total`, and `a[0](1)`.")
    'See cart.py `total`, and `a[0](1)`.'
    """
    parts = re.split(r"(```.*?```|`[^`\n]*`)", text, flags=re.DOTALL)
    return "".join(part if part.startswith("`") else _LINK.sub(r"\1", part) for part in parts)


def _definition(nodes: Sequence[ast.stmt], name: str) -> ast.stmt | None:
    for node in nodes:
        match node:
            case (
                ast.FunctionDef(name=defined)
                | ast.AsyncFunctionDef(name=defined)
                | ast.ClassDef(name=defined)
                | ast.Assign(targets=[ast.Name(id=defined)])
                | ast.AnnAssign(target=ast.Name(id=defined))
                | ast.TypeAlias(name=ast.Name(id=defined))
            ) if defined == name:
                return node
            case ast.If() | ast.Try():
                found = _definition([*node.body, *node.orelse], name)
                if found is not None:
                    return found
    return None


def _slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
