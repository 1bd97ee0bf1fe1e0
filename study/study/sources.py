"""Python files as text that can be written back unchanged, and the positions in them.

Reading keeps what ``Path.read_text`` would smooth over: the declared encoding (PEP 263), the byte order
mark and the line ends. ``Lines`` turns the positions of ``ast`` into offsets: lines are counted as Python
counts them (``str.splitlines`` would also break at a form feed), and columns are converted, because ``ast``
counts bytes of UTF-8.

Cost: O(size of the file), in time and memory.
Not for: files too large for memory, or text that is not Python.
Source: https://docs.python.org/3/reference/lexical_analysis.html#line-structure
"""

import io
import tokenize
from bisect import bisect_right
from pathlib import Path


def read_source(path: Path) -> tuple[str, str]:
    """Return the text of a Python file with its line ends as they are, and its encoding (declared, or UTF-8).

    Raises SyntaxError when the declared encoding is unknown or the bytes do not fit it.
    """
    data = path.read_bytes()
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        raise SyntaxError(f"not {encoding}: {error.reason} at byte {error.start}") from error


def write_source(path: Path, source: str, encoding: str) -> None:
    """Write what ``read_source`` gave: the same line ends, encoding and byte order mark."""
    path.write_bytes(source.encode(encoding))


class Lines:
    r"""The lines of a source, numbered from 1, and where they start in it.

    >>> lines = Lines("a\r\nÄ = 1\r\n")
    >>> lines.offset(2, 3), lines.end(2), lines.number(4), lines[1]
    (5, 8, 2, 'a')
    """

    def __init__(self, source: str) -> None:
        r"""Take the source apart at ``\n``, ``\r\n`` and ``\r``."""
        lines = list(io.StringIO(source, newline=""))
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line))
        self._texts = [line.rstrip("\r\n") for line in lines]

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, number: int) -> str:
        """Return the text of a line, without its line break."""
        return self._texts[number - 1]

    def start(self, number: int) -> int:
        """Return the offset at which a line starts."""
        return self._starts[number - 1]

    def end(self, number: int) -> int:
        """Return the offset at which a line ends, before its line break."""
        return self.start(number) + len(self[number])

    def offset(self, number: int, column: int) -> int:
        """Return the offset of a position of ``ast``: a line, and a column in bytes of UTF-8."""
        return self.start(number) + len(self[number].encode()[:column].decode())

    def number(self, offset: int) -> int:
        """Return the number of the line that holds an offset."""
        return bisect_right(self._starts, offset)
