r"""Unicode and bytes: a ``str`` is a row of code points; sockets carry bytes; an encoding stands between.

Decode where bytes come in, encode where they go out, and name the encoding both times. What looks like one
character may be several code points, and several bytes again: a limit, a comparison and a unique key each
have to say which of the three they mean.

Cost: ``encode`` and ``decode`` O(n), with a copy. CPython keeps 1, 2 or 4 bytes for each code point of a string, as its
widest one needs, so one rare character can make a long text four times as large.
Not for: what a reader sees as one character (grapheme clusters) or sorting by language; the standard library
has neither, ICU (PyICU) has both.
Asked: what is the difference between ``str`` and ``bytes``? Why are two equal-looking names not equal?
Source: https://docs.python.org/3/howto/unicode.html, Unicode Standard Annex 15, Unicode 3.13 (D145, D146).
"""

import codecs
import unicodedata
from collections.abc import Iterable


def code_points(text: str) -> list[str]:
    r"""Return number and name of each code point; ``?`` for one without a name.

    >>> code_points("e\u0301")
    ['U+0065 LATIN SMALL LETTER E', 'U+0301 COMBINING ACUTE ACCENT']
    """
    return [f"U+{ord(char):04X} {unicodedata.name(char, '?')}" for char in text]


def sizes(text: str) -> tuple[int, int, int]:
    r"""Return the length in code points, in bytes of UTF-8, and in units of UTF-16, which JavaScript calls ``length``.

    >>> sizes("Zoë"), sizes("\U0001f680")
    ((3, 4, 3), (1, 4, 2))
    """
    return len(text), len(text.encode()), len(text.encode("utf-16-le")) // 2


def decoded(data: bytes, encoding: str) -> str:
    r"""Return the text, or ``"NAME: MESSAGE"`` of the UnicodeDecodeError when the bytes are not of this encoding.

    >>> decoded(b"Zo\xeb", "latin-1"), decoded(b"Zo\xeb", "utf-8")
    ('Zoë', "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xeb in position 2: unexpected end of data")
    """
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        return f"{type(error).__name__}: {error}"


def mojibake(text: str) -> str:
    """Return what a reader gets who takes the UTF-8 of ``text`` for Latin-1, which never raises an error.

    >>> mojibake("Zoë")
    'ZoÃ«'
    """
    return text.encode("utf-8").decode("latin-1")


def repaired(text: str) -> str:
    """Return the text that was read by such a reader; a text that cannot come from one stays as it is.

    >>> repaired("ZoÃ«"), repaired("Zoë")
    ('Zoë', 'Zoë')
    """
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def same_text(left: str, right: str) -> bool:
    r"""Tell whether two texts are the same to a reader who does not mind case, however their accents are put together.

    It is the canonical caseless match of Unicode (D145): decompose, fold case, decompose again.

    >>> "Zoë" == "Zoe\u0308", same_text("Zoë", "ZOE\u0308"), same_text("Straße", "STRASSE")
    (False, True, True)
    """
    return _folded(left) == _folded(right)


def username_key(name: str) -> str:
    r"""Return the key under which a name is unique: equal for names that differ in case, form, width or style only.

    It is the compatibility caseless match of Unicode (D146), composed at the end. It does not help against
    letters of another script that look alike (the Cyrillic a): allow one script, too.

    >>> username_key("\uff21da"), username_key("\u2460\ufb01"), username_key("Zoe\u0308")
    ('ada', '1fi', 'zoë')
    """
    folded = unicodedata.normalize("NFD", name).casefold()
    # What decomposes into letters may decompose into capitals, so it is folded once more.
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", folded).casefold())


def truncate(text: str, limit: int) -> str:
    r"""Return the longest beginning of ``text`` whose UTF-8 has at most ``limit`` bytes.

    Columns of databases, headers and push messages have limits in bytes. A cut of the bytes themselves may go
    through a character.

    >>> truncate("Zoë", 3), "Zoë".encode()[:3]
    ('Zo', b'Zo\xc3')

    Raises UnicodeEncodeError for a text that has no UTF-8, a lone surrogate in it.
    """
    return text.encode()[:limit].decode(errors="ignore")


def decode_chunks_broken(chunks: Iterable[bytes]) -> str:
    """Decode each chunk of UTF-8 for itself: raises UnicodeDecodeError when a character spans two chunks."""
    return "".join(chunk.decode() for chunk in chunks)


def decode_chunks(chunks: Iterable[bytes]) -> str:
    r"""Return the text of a stream of UTF-8 that came in chunks, wherever they were cut.

    >>> decode_chunks([b"Zo\xc3", b"\xab"])
    'Zoë'

    Raises UnicodeDecodeError when it is not UTF-8, or ends within a character.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    return "".join(decoder.decode(chunk) for chunk in chunks) + decoder.decode(b"", final=True)


def page_number_broken(raw: str) -> int:
    """Return the number that ``raw`` says, or 1 when ``raw.isdigit()`` is false.

    Raises ValueError for digits that are no decimal digits, such as a superscript two, after the check said yes.
    """
    return int(raw) if raw.isdigit() else 1


def page_number(raw: str) -> int:
    r"""Return the number that ``raw`` says in one to nine digits from 0 to 9, or 1 for any other text.

    Without a limit ``int`` raises ValueError above 4300 digits, and a number can be too large for the database.

    >>> page_number("12"), page_number("\u00b2"), page_number("\u0663"), page_number("-3"), page_number("")
    (12, 1, 1, 1, 1)
    """
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else 1


def concatenation_error(left: bytes, right: str) -> str:
    """Add bytes and text, and return the message of the TypeError: Python does not guess an encoding."""
    try:
        return left + right  # type: ignore[operator,return-value]  # shown on purpose
    except TypeError as error:
        return str(error)


def main() -> None:
    """Print each idea, and each mistake with what it does."""
    one, two = "Zoë", "Zoe\u0308"
    print("-- one name, two texts")
    for text in (one, two):
        points, in_utf8, in_utf16 = sizes(text)
        print(f"{text!a:<14} {points} code points, {in_utf8} bytes of UTF-8, {in_utf16} units of UTF-16")
        print(f"{'':<14} ends with {', '.join(code_points(text)[2:])}")
    print(f"equal: {one == two}, equal to a reader: {same_text(one, two)}")
    print("-- bytes and text")
    print(f"b'id=' + '7'   TypeError: {concatenation_error(b'id=', '7')}")
    print(f"{one.encode('latin-1')!r} as UTF-8: {decoded(one.encode('latin-1'), 'utf-8')}")
    print(f"{one.encode()!r} as Latin-1: {mojibake(one)!a}, and no error; repaired: {repaired(mojibake(one))!a}")
    print("-- cuts")
    print(f"the first 3 bytes as text: {decoded(one.encode()[:3], 'utf-8')}")
    print(f"at most 3 bytes: {truncate(one, 3)!r}")
    chunks = [b"Zo\xc3", b"\xab"]
    try:
        decode_chunks_broken(chunks)
    except UnicodeDecodeError as error:
        print(f"chunk by chunk: {error}")
    print(f"with a decoder that remembers: {decode_chunks(chunks)!a}")
    print("-- digits and keys")
    try:
        page_number_broken("\u00b2")
    except ValueError as error:
        print(f"isdigit said yes, then int: {str(error)!a}")
    print(f"isascii and isdecimal: page {page_number('\u00b2')}")
    print(f"keys of full-width Ada and of ADA: {username_key('\uff21da')!r}, {username_key('ADA')!r}")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())


if __name__ == "__main__":
    main()
