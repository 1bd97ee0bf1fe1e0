import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.styles import get_style_by_name  # type: ignore[import-untyped]  # its types are a package of their own

from study.card_html import DARK, LIGHT, line_to_html, styles, text_to_html, to_html

HARMLESS = {
    *("p", "pre", "code", "span", "strong", "em", "ul", "ol", "li", "blockquote", "hr", "br"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
PIECES = st.sampled_from(
    [
        *"<>&\"'`*_[]()!#|\\\n ",
        "<script>",
        "</code>",
        "onload=",
        "](javascript:x)",
        "```",
        "```python\n",
        "a",
        "[latex]",
    ]
)


class Reader(HTMLParser):
    """What a browser would see: tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def nowhere(target: str) -> None:
    return None


def on_the_web(target: str) -> str:
    return f"https://example.org/{target}"


@given(st.lists(PIECES, max_size=30).map("".join) | st.text())
def test_no_markdown_becomes_html_of_its_own(markdown: str) -> None:
    reader = Reader(to_html(markdown, nowhere))

    assert {tag for tag, _ in reader.tags} <= HARMLESS
    assert {name for _, attributes in reader.tags for name in attributes} <= {"class", "start", "style"}
    assert {attributes.get("style") for _, attributes in reader.tags} <= {
        None,
        *(f"text-align:{side}" for side in ("left", "right", "center")),
    }


@given(
    st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["python", "sql", "json", "console", "text", "", "?"])
)
def test_code_is_shown_character_by_character(code: str, language: str) -> None:
    code = code.replace("`", "'") + "\n"

    reader = Reader(to_html(f"```{language}\n{code}```\n", nowhere))

    assert reader.text == f"{code}\n"


@given(st.text())
def test_plain_text_is_shown_character_by_character(text: str) -> None:
    assert Reader(text_to_html(text)).text == text.replace("\x1f", "\ufffd")


@pytest.mark.parametrize(
    "text", ["[sound:a.mp3]", "[LaTeX]x[/latex]", "[$]x[/$]", "[$$]", "[anki:play:q:0]", "[[type:Id]]"]
)
def test_what_means_something_to_anki_is_shown_instead(text: str) -> None:
    for html in (
        to_html(f"`{text}`", nowhere),
        to_html(f"```\n{text}\n```", nowhere),
        line_to_html(text),
        text_to_html(text),
    ):
        assert not re.search(r"\[/?(sound:|latex|\$|anki:|type:)", html, re.IGNORECASE)
        assert Reader(html).text.strip() == text


def test_other_brackets_stay_as_they_are() -> None:
    assert line_to_html("`a[0]`") == "<code>a[0]</code>"


def test_a_separator_of_fields_does_not_get_into_one() -> None:
    assert "\x1f" not in to_html("a\x1fb", nowhere) + line_to_html("a\x1fb") + text_to_html("a\x1fb")


def test_code_is_highlighted_by_classes() -> None:
    assert '<span class="k">def</span>' in to_html("```python\ndef f(): ...\n```", nowhere)


def test_a_link_gets_its_address() -> None:
    html = to_html("[cart](shop/cart.py)", on_the_web)

    assert html == '<p><a href="https://example.org/shop/cart.py">cart</a></p>\n'


def test_a_link_without_address_is_text() -> None:
    assert to_html("[`cart`](shop/cart.py)", nowhere) == '<p><span class="path"><code>cart</code></span></p>\n'


def test_an_image_becomes_its_description() -> None:
    assert to_html('![a tree](tree.png "Oak")', nowhere) == '<p><span class="path">a tree</span></p>\n'
    assert to_html("![a tree](tree.png)", on_the_web) == '<p><a href="https://example.org/tree.png">a tree</a></p>\n'


def test_an_image_in_a_link_is_no_second_link() -> None:
    assert to_html("[![](tree.png)](a.py)", on_the_web) == '<p><a href="https://example.org/a.py">image</a></p>\n'


def test_only_the_first_paragraph_in_bold_is_what_one_says() -> None:
    html = to_html("```text\n1\n```\n\nSo: **no**.\n\n**Yes.** Because.\n\n**No.**", nowhere)

    assert re.findall(r'<p class="said">(.*?)</p>', html) == ["<strong>Yes.</strong> Because."]


def test_a_title_has_no_paragraph_and_no_link() -> None:
    assert line_to_html("See [`a`](b.py)") == 'See <span class="path"><code>a</code></span>'


@pytest.mark.parametrize("name", [LIGHT, DARK])
def test_the_colours_of_code_can_be_read(name: str) -> None:
    style = get_style_by_name(name)
    background = style.background_color.lstrip("#")

    contrasts = {
        str(token): contrast(rule["color"], background)
        for token, rule in style
        if rule["color"] and not str(token).startswith(("Token.Generic", "Token.Error", "Token.Text.Whitespace"))
    }

    assert {token: value for token, value in contrasts.items() if value < 4.45} == {}


def test_the_styles_know_the_night() -> None:
    css = styles()

    assert "pre .k {" in css
    assert ".nightMode pre .k, .night_mode pre .k {" in css
    assert "/*" not in css


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2, 1 to 21, of two colours."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
