"""Variables that are right, missing and wrong."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured

from django_app.settings.environment import flag, hosts, number, origins, secret, secrets, words

NAME = "DJANGO_X"
STRONG = "0123456789" * 5
WEAK = ["", "short", STRONG[:-1], "abcd" * 20]


def complaint(read: Callable[[], object]) -> str:
    """What a wrong value is refused with."""
    with pytest.raises(ImproperlyConfigured) as caught:
        read()
    return str(caught.value)


def test_what_is_not_set_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert (flag(NAME, default=True), flag(NAME, default=False)) == (True, False)
    assert number(NAME, 10, 1, 20) == 10
    assert words(NAME) == []
    assert words(NAME, default="a, b") == ["a", "b"]
    assert secrets(NAME) == []
    assert origins(NAME) == []


def test_what_is_set_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "1")
    assert flag(NAME, default=False) is True
    assert number(NAME, 10, 1, 20) == 1
    monkeypatch.setenv(NAME, "0")
    assert flag(NAME, default=True) is False
    monkeypatch.setenv(NAME, "0.5")
    assert number(NAME, 10, 0.5, 20) == 0.5
    monkeypatch.setenv(NAME, " a.example,b.example , ")
    assert words(NAME, default="c") == hosts(NAME) == ["a.example", "b.example"]
    monkeypatch.setenv(NAME, STRONG)
    assert secret(NAME) == STRONG
    monkeypatch.setenv(NAME, f"{STRONG}, {STRONG}x")
    assert secrets(NAME) == [STRONG, f"{STRONG}x"]


@pytest.mark.parametrize("value", ["", "2", "true", "yes", "False", " 1"])
def test_a_flag_is_one_or_zero(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    assert complaint(lambda: flag(NAME, default=False)) == f"DJANGO_X: expected 1 or 0, not {value!r}"


@pytest.mark.parametrize("value", ["", "soon", "0.05", "601", "nan", "inf", "-1"])
def test_a_number_is_within_its_limits(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    expected = f"DJANGO_X: expected a number from 0.1 to 600, not {value!r}"
    assert complaint(lambda: number(NAME, 10, 0.1, 600)) == expected


@pytest.mark.parametrize(
    "value", [None, "", "a, *", "*.example", "https://todos.example", "todos.example:443", "todos.example/", "a b"]
)
def test_hosts_are_named_and_are_not_all(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv(NAME, raising=False)
    if value is not None:
        monkeypatch.setenv(NAME, value)
    end = "; it is not set" if value is None else f", not {value!r}"
    expected = f"DJANGO_X: expected host names, separated by commas, such as todos.example{end}"
    assert complaint(lambda: hosts(NAME)) == expected


def test_hosts_are_names_domains_and_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "localhost, Todos.example, .todos.example, 127.0.0.1, [::1]")
    assert hosts(NAME) == ["localhost", "Todos.example", ".todos.example", "127.0.0.1", "[::1]"]


def test_origins_have_a_scheme_and_a_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "https://forms.example, https://*.todos.example:8443,http://localhost")
    assert origins(NAME) == ["https://forms.example", "https://*.todos.example:8443", "http://localhost"]


@pytest.mark.parametrize("value", ["forms.example", "https://", "https://a.example/", "ftp://a.example", "*"])
def test_what_is_no_origin_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, f"https://forms.example,{value}")
    expected = f"DJANGO_X: expected origins, separated by commas, such as https://forms.example, not {value!r}"
    assert complaint(lambda: origins(NAME)) == expected


@pytest.mark.parametrize("value", WEAK)
def test_a_weak_secret_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    expected = "DJANGO_X: expected a secret of at least 50 characters, 5 of them different"
    monkeypatch.setenv(NAME, value)
    assert complaint(lambda: secret(NAME)) == expected
    monkeypatch.setenv(NAME, f"{STRONG},{value or 'x'}")
    assert complaint(lambda: secrets(NAME)) == expected


def test_a_secret_that_is_not_set_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert complaint(lambda: secret(NAME)).startswith("DJANGO_X: expected a secret")
