import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.sources import Lines, read_source, write_source

LINE_ENDS = ["\n", "\r\n", "\r"]


@pytest.mark.parametrize(
    "data",
    [
        "x = 'ä'\r\ny = 1\r".encode(),
        b"\xef\xbb\xbfx = 1\n",
        b"# -*- coding: latin-1 -*-\nx = '\xe4'\n",
        b"",
        b"def f():\n\x0c    return 1",
    ],
)
def test_source_written_back_is_the_same_bytes(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(data)

    source, encoding = read_source(file)
    write_source(tmp_path / "b.py", source, encoding)

    assert (tmp_path / "b.py").read_bytes() == data
    ast.parse(source)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"# coding: nope\n", "unknown encoding: nope"),
        (b"x = '\xe4'", "invalid or missing encoding declaration"),
        (b"\n\nx = '\xe4'", "not utf-8: .* at byte 7"),
    ],
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes, message: str) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(data)

    with pytest.raises(SyntaxError, match=message):
        read_source(file)


@given(st.lists(st.tuples(st.text("aä𝄞\f\x1c\u2028 ", max_size=5), st.sampled_from(LINE_ENDS))))
def test_lines_cover_the_source_and_break_only_where_python_breaks(parts: list[tuple[str, str]]) -> None:
    source = "".join(text + end for text, end in parts)

    lines = Lines(source)

    assert len(lines) == len(source.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - (1 if parts else 0) or (
        not source
    )
    for number in range(1, len(lines) + 1):
        assert source[lines.start(number) : lines.end(number)] == lines[number]
        assert lines.number(lines.start(number)) == lines.number(lines.end(number)) == number


@given(st.text("aä𝄞 ", max_size=6), st.sampled_from(LINE_ENDS))
def test_positions_of_the_tree_become_offsets(text: str, end: str) -> None:
    source = f"1{end}'{text}'; name"
    (_, __, name) = ast.parse(source).body

    assert source[Lines(source).offset(name.lineno, name.col_offset) :] == "name"
