from pathlib import Path

from study.documents import blocks, broken_links, sections, without_blocks


def test_a_heading_inside_of_a_block_begins_no_section() -> None:
    text = "# T\n\n## One\n\na\n\n```python\n## two\n```\n\nThree\n-----\n\nb\n"

    assert list(sections(text)) == [(3, "One", "\na\n\n```python\n## two\n```\n"), (11, "Three", "-----\n\nb")]


def test_blocks_are_found_where_they_open() -> None:
    (first, second) = blocks("```python\n1\n```\n\n- item\n\n  ```text\n  2\n  ```\n")

    assert (first.language, first.text, first.line) == ("python", "1\n", 1)
    assert (second.language, second.text, second.line) == ("text", "2\n", 7)


def test_links_in_code_and_to_other_hosts_are_not_followed(tmp_path: Path) -> None:
    text = "[a](https://example.com/x) [b](#part) `[c](d)`\n\n```text\n[e](missing.py)\n```\n"

    assert list(broken_links(text, tmp_path)) == []


def test_names_behind_conditions_in_classes_and_of_constants_are_found(tmp_path: Path) -> None:
    source = """
if 1:
    class A:
        size: int = 1
        def f(self): local = 1
else:
    async def g(): ...
B = 1
type C = int
"""
    (tmp_path / "a.py").write_text(source)
    names = ["A", "A.size", "A.f", "g", "B", "C", "f", "local"]
    links = " ".join(f"[a](a.py) `{name}`" for name in names)

    assert list(broken_links(links, tmp_path)) == [
        "links to `f` in a.py, which does not define it",
        "links to `local` in a.py, which does not define it",
    ]


def test_a_link_to_a_file_that_is_not_python_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def (\n")

    (complaint,) = broken_links("[a](a.py) `f`", tmp_path)

    assert complaint.startswith("links to a.py, which is not Python: line 1")


def test_what_only_unicode_calls_a_line_end_moves_no_section() -> None:
    text = "a\u2028b\fc\n\n## One\n\n\u2028\n\n## Two\n\nd\n"

    assert list(sections(text)) == [(3, "One", "\n\u2028\n"), (7, "Two", "\nd")]


def test_blocks_are_taken_out_and_lines_keep_their_numbers() -> None:
    text = "a [b](c)\n\n```text\n[d](e)\n```\n\nf"

    assert without_blocks(text) == "a [b](c)\n\n\n\n\n\nf"
