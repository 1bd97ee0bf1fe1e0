"""Hashes of passwords; cheap parameters, so that the tests do not take what the hash is made to take."""

import asyncio

import pytest

from fastapi_app import passwords
from fastapi_app.passwords import PARALLEL, hash_password, main, password_matches, verify


def test_right_and_wrong() -> None:
    stored = hash_password("correct horse", log2_n=4)
    assert password_matches("correct horse", stored)
    assert not password_matches("correct horsf", stored)
    assert not password_matches("", stored)


def test_the_result_names_its_parameters_and_has_a_random_salt() -> None:
    first, second = hash_password("x", log2_n=5, parallel=2), hash_password("x", log2_n=5, parallel=2)
    assert first.split("$")[:3] == ["scrypt", "5", "2"]
    assert first != second


def test_scrypt_itself_as_the_standard_publishes_it() -> None:
    """The third vector of RFC 7914, section 12, shortened: a longer output begins with the shorter one's bytes."""
    expected = "7023bdcb3afd7348461c06cd81fd38eb"
    assert passwords._scrypt("pleaseletmein", b"SodiumChloride", 14, 1).hex().startswith(expected)


def test_other_text_is_no_hash() -> None:
    for stored in ("", "plain text", "bcrypt$4$5$AAAA$AAAA"):
        with pytest.raises(ValueError, match=r"^not a password hash$"):
            password_matches("x", stored)


def test_verify() -> None:
    stored = hash_password("correct horse", log2_n=4)
    assert asyncio.run(verify("correct horse", stored))
    assert not asyncio.run(verify("battery staple", stored))


def test_a_rush_of_log_ins_does_not_take_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    borrowed: list[int] = []

    def matches(_password: str, _stored: str) -> bool:
        borrowed.append(passwords._turns.borrowed_tokens)
        return True

    monkeypatch.setattr(passwords, "password_matches", matches)
    assert asyncio.run(verify("correct horse", "stored"))
    assert (borrowed, passwords._turns.total_tokens) == ([1], PARALLEL)


def test_who_does_not_exist_costs_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[tuple[int, int]] = []

    def count(password: str, salt: bytes, log2_n: int, parallel: int) -> bytes:
        computed.append((log2_n, parallel))
        return bytes(32)  # what the hash of nobody holds: the answer must be False all the same

    monkeypatch.setattr(passwords, "_scrypt", count)
    assert not asyncio.run(verify("anything", None))
    monkeypatch.undo()
    default = hash_password("x").split("$")
    assert computed == [(int(default[1]), int(default[2]))]


def test_main(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hash_password", lambda password: hash_password(password, log2_n=4))
    main()
    assert capsys.readouterr().out.splitlines() == [
        "the same password twice, equal hashes: False",
        "right password: True",
        "wrong password: False",
    ]
