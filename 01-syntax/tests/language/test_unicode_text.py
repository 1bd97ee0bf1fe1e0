"""Tests of unicode_text.py."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from language import unicode_text

FORMS: st.SearchStrategy[Literal["NFC", "NFD"]] = st.sampled_from(["NFC", "NFD"])
encodable = st.text(st.characters(exclude_categories=["Cs"]))


def test_code_points_have_a_number_and_mostly_a_name() -> None:
    assert unicode_text.code_points("é") == ["U+00E9 LATIN SMALL LETTER E WITH ACUTE"]
    assert unicode_text.code_points("\n\U0001f680") == ["U+000A ?", "U+1F680 ROCKET"]
    assert unicode_text.code_points("") == []


@given(text=encodable)
def test_sizes_agree_with_what_the_standard_says_of_each_code_point(text: str) -> None:
    utf8 = sum(1 + (ord(char) > 0x7F) + (ord(char) > 0x7FF) + (ord(char) > 0xFFFF) for char in text)
    utf16 = sum(1 + (ord(char) > 0xFFFF) for char in text)
    assert unicode_text.sizes(text) == (len(text), utf8, utf16)


def test_the_wrong_encoding_shows_as_an_error_or_not_at_all() -> None:
    latin = "Zoë".encode("latin-1")
    assert unicode_text.decoded(latin, "latin-1") == "Zoë"
    assert unicode_text.decoded(latin, "utf-8").startswith("UnicodeDecodeError: 'utf-8' codec can't decode byte 0xeb")
    assert unicode_text.decoded("Zoë".encode(), "latin-1") == "ZoÃ«"


@given(text=encodable)
def test_latin_1_reads_any_bytes_and_can_be_undone(text: str) -> None:
    garbled = unicode_text.mojibake(text)
    assert garbled.isascii() == text.isascii()
    assert unicode_text.repaired(garbled) == text


@pytest.mark.parametrize("text", ["Zoë", "10 €", "plain"])
def test_a_text_that_was_never_garbled_is_left_alone(text: str) -> None:
    assert unicode_text.repaired(text) == text


@given(text=st.text(), form=FORMS)
def test_the_form_of_accents_makes_no_difference_to_a_reader(text: str, form: Literal["NFC", "NFD"]) -> None:
    other = unicodedata.normalize(form, text)
    assert unicode_text.same_text(text, other)


@given(text=st.text(st.characters(codec="ascii")))
def test_case_makes_no_difference_to_a_reader(text: str) -> None:
    assert unicode_text.same_text(text.upper(), text.lower())


@pytest.mark.parametrize(("left", "right"), [("a", "b"), ("Zoe", "Zoë"), ("\uff21da", "ada"), ("\u0430da", "ada")])
def test_other_texts_stay_different(left: str, right: str) -> None:
    assert not unicode_text.same_text(left, right)


@given(name=st.text())
@example("\u00c5\u0345\u212b")
@example("\u3392")
def test_a_key_is_its_own_key(name: str) -> None:
    key = unicode_text.username_key(name)
    assert unicode_text.username_key(key) == key
    assert unicode_text.username_key(unicodedata.normalize("NFKD", name)) == key


def test_names_that_look_alike_share_a_key_unless_the_script_differs() -> None:
    # MHz as one sign: it falls apart into letters, capitals among them.
    assert unicode_text.username_key("\u3392") == unicode_text.username_key("mhz") == "mhz"
    assert unicode_text.username_key("Straße") == unicode_text.username_key("STRASSE")
    assert unicode_text.username_key("\u0430da") != unicode_text.username_key("ada")


@given(text=encodable, limit=st.integers(0, 40))
def test_the_longest_beginning_within_the_limit_is_kept(text: str, limit: int) -> None:
    fitting = [text[:length] for length in range(len(text) + 1) if len(text[:length].encode()) <= limit]
    assert unicode_text.truncate(text, limit) == fitting[-1]


@given(text=encodable, size=st.integers(1, 5))
def test_a_stream_may_be_cut_anywhere(text: str, size: int) -> None:
    data = text.encode()
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    assert unicode_text.decode_chunks(chunks) == text


def test_a_stream_that_ends_within_a_character_is_refused() -> None:
    with pytest.raises(UnicodeDecodeError, match="unexpected end of data"):
        unicode_text.decode_chunks([b"Zo", b"\xc3"])


def test_chunks_decoded_one_by_one_work_until_a_character_spans_two() -> None:
    assert unicode_text.decode_chunks_broken([b"Zo", b"\xc3\xab"]) == "Zoë"
    with pytest.raises(UnicodeDecodeError, match="unexpected end of data"):
        unicode_text.decode_chunks_broken([b"Zo\xc3", b"\xab"])


def test_isdigit_lets_through_what_int_refuses() -> None:
    assert [unicode_text.page_number_broken(raw) for raw in ("12", "x", "\u0663")] == [12, 1, 3]
    with pytest.raises(ValueError, match="invalid literal for int"):
        unicode_text.page_number_broken("\u00b2")


@given(raw=st.text(st.characters(categories=["N"]) | st.sampled_from("0123456789-+_ ")))
@example("9" * 9)
@example("9" * 10)
@example("9" * 5000)
def test_a_page_number_is_ascii_digits_or_one(raw: str) -> None:
    plain = 1 <= len(raw) <= 9 and set(raw) <= set("0123456789")
    assert unicode_text.page_number(raw) == (int(raw) if plain else 1)


def test_bytes_and_text_do_not_add() -> None:
    assert unicode_text.concatenation_error(b"id=", "7") == "can't concat str to bytes"


def test_the_story_shows_each_mistake_with_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    unicode_text.main()
    out = capsys.readouterr().out
    assert "equal: False, equal to a reader: True" in out
    assert "TypeError: can't concat str to bytes" in out
    assert "at most 3 bytes: 'Zo'" in out
    assert "chunk by chunk: 'utf-8' codec can't decode byte 0xc3 in position 2: unexpected end of data" in out
    assert r"""isdigit said yes, then int: "invalid literal for int() with base 10: '\xb2'" """.strip() in out
    assert out.isascii()
