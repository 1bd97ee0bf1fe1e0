import hashlib
import sys
import sysconfig
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import gil
from language.gil import (
    answers_between_threads,
    appended_by_threads,
    count_primes,
    digest,
    in_threads,
    is_free_threaded_build,
    is_gil_enabled,
    main,
    one_after_another,
)

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))


def test_the_build_is_known() -> None:
    assert is_free_threaded_build() is FREE_THREADED
    assert is_free_threaded_build() is ("free-threading" in sys.version)


@pytest.mark.skipif(FREE_THREADED, reason="the free-threaded build may run without")
def test_the_usual_build_has_the_gil() -> None:
    assert is_gil_enabled() is True


@pytest.mark.skipif(not FREE_THREADED, reason="needs a free-threaded build")
def test_the_free_threaded_build_says_whether_the_gil_is_on() -> None:
    if sys.version_info >= (3, 13):
        assert is_gil_enabled() is sys._is_gil_enabled()


def test_all_threads_run_at_the_same_time() -> None:
    everybody = threading.Barrier(4)

    seconds = in_threads(lambda: everybody.wait(timeout=10), 4)

    assert not everybody.broken
    assert seconds > 0


def test_one_after_another_stays_in_this_thread() -> None:
    names: list[str] = []

    seconds = one_after_another(lambda: names.append(threading.current_thread().name), 3)

    assert names == [threading.current_thread().name] * 3
    assert seconds > 0


@pytest.mark.parametrize(("below", "primes"), [(0, 0), (2, 0), (3, 1), (100, 25), (1_000, 168)])
def test_primes_are_counted_as_the_published_table_says(below: int, primes: int) -> None:
    assert count_primes(below) == primes


@given(st.binary())
def test_digest_is_that_of_hashlib(data: bytes) -> None:
    assert digest(data) == hashlib.new("sha256", data).hexdigest()


def test_two_threads_wait_for_one_another_in_turn() -> None:
    assert answers_between_threads(200) == 200


def test_no_append_is_lost() -> None:
    assert appended_by_threads(8, 2_000) == 16_000


def test_main_says_what_this_interpreter_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gil, "PRIMES_BELOW", 1_000)

    main()

    printed = capsys.readouterr().out
    assert f"GIL {'on' if is_gil_enabled() else 'off'}, " in printed
    assert "computing in Python" in printed
    assert "waiting 50 ms" in printed
    assert "40,000 items" in printed
