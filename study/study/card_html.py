r"""Markdown as the HTML of a flashcard: code highlighted, everything else shown as it was written.

A card leaves the repository, so nothing on it may depend on where it lies: a relative link becomes an address, or plain
text when there is none; an image becomes a link with its description. HTML in Markdown is shown, not interpreted.
Anki gives a meaning to ``[sound:…]``, ``[latex]`` and the like wherever they stand in a field, so their bracket is
written as an entity; ``\(`` is left alone and the card's template keeps MathJax away from it.

Cost: a card takes about a millisecond; Pygments is most of it.
Not for: pages with other people's Markdown; links keep whatever address the caller gives them.
Source: https://docs.ankiweb.net/templates/fields.html and https://spec.commonmark.org/0.31.2/
"""

import re
from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight  # type: ignore[import-untyped]  # its types are a package of their own
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]  # its types are a package of their own
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]  # its types are a package of their own
from pygments.util import ClassNotFound  # type: ignore[import-untyped]  # its types are a package of their own

type Address = Callable[[str], str | None]
"""Returns the address that a link's target has outside of the repository, or None when it has none."""

LIGHT, DARK = "default", "github-dark"  # every token of both has a contrast of 4.5 to 1 or more
FIELD_SEPARATOR = "\x1f"

_MEANS_SOMETHING_TO_ANKI = re.compile(r"\[(?=/?(?:sound:|anki:|type:|latex\]|\$))", re.IGNORECASE)

_PAGE_CSS = """\
.card { font: 18px/1.5 system-ui, sans-serif; text-align: left; color: #1f2328; background: #fff; margin: 0; }
.page { max-width: 46em; margin: 0 auto; padding: 0 12px; overflow-wrap: break-word; }
.about, .code-links { color: #57606a; font-size: 14px; }
h1 { font-size: 22px; line-height: 1.3; margin: 0.4em 0; }
h2 { font-size: 18px; margin: 1.4em 0 0.4em; }
pre { padding: 10px 12px; overflow-x: auto; border-radius: 6px; line-height: 1.4; border: 1px solid #d0d7de; }
pre, code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 15px; background: #f8f8f8; color: #000; }
:not(pre) > code { background: #eceff2; padding: 1px 4px; border-radius: 4px; font-size: 0.85em; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid #d0d7de; padding: 4px 8px; vertical-align: top; }
ul, ol { padding-left: 1.3em; }
a { color: #0969da; }
hr { border: 0; border-top: 1px solid #8c959f; }
.path { font-style: italic; }
.said { border-left: 4px solid #1a7f37; padding-left: 10px; }
.nightMode.card, .night_mode.card { color: #e6edf3; background: #1c2128; }
.nightMode .about, .nightMode .code-links, .night_mode .about, .night_mode .code-links { color: #9da7b3; }
.nightMode pre, .night_mode pre, .nightMode pre code, .night_mode pre code { background: #0d1117; color: #e6edf3; }
.nightMode :not(pre) > code, .night_mode :not(pre) > code { background: #343b44; color: #e6edf3; }
.nightMode pre, .nightMode th, .nightMode td, .night_mode pre, .night_mode th, .night_mode td { border-color: #444c56; }
.nightMode a, .night_mode a { color: #58a6ff; }
.nightMode .said, .night_mode .said { border-color: #3fb950; }
"""


def to_html(markdown: str, address: Address) -> str:
    r"""Return a document as HTML. Its first paragraph that begins in bold has the class ``said``.

    >>> to_html("**Yes.** See [cart.py](shop/cart.py) `<b>`.", lambda target: None)
    '<p class="said"><strong>Yes.</strong> See <span class="path">cart.py</span> <code>&lt;b&gt;</code>.</p>\n'
    """
    tokens = _PARSER.parse(_without_separators(markdown))
    for token in tokens:
        token.children = _with_addresses(token.children, address) if token.children else None
    for opening, text in pairwise(tokens):
        if opening.type == "paragraph_open" and _begins_in_bold(text):
            opening.attrSet("class", "said")
            break
    return _render(tokens)


def line_to_html(markdown: str) -> str:
    """Return one line, a heading for example, as HTML without a paragraph around it. Links become their texts.

    >>> line_to_html("Why `a < b`?")
    'Why <code>a &lt; b</code>?'
    """
    tokens = _PARSER.parseInline(_without_separators(markdown))
    for token in tokens:
        token.children = _with_addresses(token.children or [], lambda target: None)
    return _render(tokens)


def text_to_html(text: str) -> str:
    """Return plain text as HTML that shows just that.

    >>> text_to_html("[sound:a.mp3] <b>")
    '&#91;sound:a.mp3] &lt;b&gt;'
    """
    return _keep_brackets(escape(_without_separators(text)))


def styles() -> str:
    """Return the CSS of a card: for paper and for the night, on a phone and on a desk."""
    night = [".nightMode pre", ".night_mode pre"]  # Anki and AnkiMobile, AnkiDroid
    rules = [
        *HtmlFormatter(style=LIGHT).get_token_style_defs("pre"),
        *HtmlFormatter(style=DARK).get_token_style_defs(night),
    ]
    return _PAGE_CSS + "\n".join(re.sub(r"\s*/\*.*?\*/", "", rule) for rule in rules) + "\n"


def _highlighted(code: str, language: str, _attributes: str) -> str:
    """Return a fenced block; what Pygments does not know is shown plain."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        inner = escape(code)
    else:
        inner = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return f"<pre><code>{inner}</code></pre>"


def _begins_in_bold(paragraph: Token) -> bool:
    types = [child.type for child in paragraph.children or [] if child.type != "text" or child.content]
    return types[:1] == ["strong_open"]


def _with_addresses(tokens: Sequence[Token], address: Address) -> list[Token]:
    """Return the tokens of a paragraph in which links have addresses or are none, and images are links."""
    result: list[Token] = []
    tags: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            token = _opening(str(token.attrGet("href") or ""), address)  # without its title, as phones show none
            tags.append(token.tag)
        elif token.type == "link_close":
            token = Token("link_close", tags.pop(), -1)
        elif token.type == "image":
            text = Token("text", "", 0, content=token.content or "image")
            if not tags:  # a link cannot stand in a link
                opening = _opening(str(token.attrGet("src") or ""), address)
                result += [opening, text, Token("link_close", opening.tag, -1)]
                continue
            token = text
        result.append(token)
    return result


def _opening(target: str, address: Address) -> Token:
    url = address(target)
    if url is None:
        return Token("link_open", "span", 1, attrs={"class": "path"})
    return Token("link_open", "a", 1, attrs={"href": url})


def _render(tokens: Sequence[Token]) -> str:
    return _keep_brackets(str(_PARSER.renderer.render(tokens, _PARSER.options, {})))


def _keep_brackets(html: str) -> str:
    return _MEANS_SOMETHING_TO_ANKI.sub("&#91;", html)


def _without_separators(text: str) -> str:
    return text.replace(FIELD_SEPARATOR, "\ufffd")


_PARSER = MarkdownIt("commonmark", {"html": False, "highlight": _highlighted}).enable("table")
