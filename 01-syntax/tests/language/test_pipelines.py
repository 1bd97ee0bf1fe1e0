"""Lazy pipelines: the answers of lists, in memory that does not grow, and errors that come late."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.pipelines import (
    MalformedLineError,
    Request,
    closed_too_early,
    explain,
    failing_paths_in_lists,
    failing_paths_lazily,
    failures,
    first_failure,
    main,
    parse,
    peak_memory,
    read_lines,
    slowest,
    write_log,
)

REQUESTS = st.lists(
    st.builds(
        Request,
        method=st.sampled_from(["GET", "POST"]),
        path=st.sampled_from(["/orders", "/users"]),
        status=st.integers(200, 599),
        milliseconds=st.integers(0, 1000),
    )
)


def as_line(request: Request) -> str:
    return f"{request.method} {request.path} {request.status} {request.milliseconds}"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "access.log"


def test_read_lines_takes_off_the_line_break_only(log: Path) -> None:
    log.write_text("a \n\nb\tü", encoding="utf-8")

    assert list(read_lines(log)) == ["a ", "", "b\tü"]


@given(REQUESTS)
def test_parse_reads_back_what_was_written(requests: list[Request]) -> None:
    assert list(parse(as_line(request) for request in requests)) == requests


def test_parse_skips_blank_lines() -> None:
    assert [request.path for request in parse(["", "GET /a 200 1", "  ", "GET /b 200 1"])] == ["/a", "/b"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("GET / 2oo 3", r"^line 2: invalid literal for int\(\) with base 10: '2oo'$"),
        ("GET /", r"^line 2: not enough values to unpack \(expected 4, got 2\)$"),
    ],
)
def test_a_malformed_line_is_named_when_it_is_reached(line: str, message: str) -> None:
    requests = parse(["GET / 200 1", line])
    assert next(requests).status == 200

    with pytest.raises(MalformedLineError, match=message):
        next(requests)


@given(REQUESTS)
def test_failures_are_the_requests_of_500_and_above(requests: list[Request]) -> None:
    assert list(failures(requests)) == [request for request in requests if request.status >= 500]


@given(REQUESTS)
def test_slowest_is_the_first_of_the_slowest(requests: list[Request]) -> None:
    expected = sorted(requests, key=lambda request: -request.milliseconds)[:1]

    assert slowest(iter(requests)) == (expected[0] if expected else None)


def test_both_ways_count_the_failures_of_each_path(log: Path) -> None:
    write_log(log, 200)
    oracle = Counter(line.split()[1] for line in log.read_text(encoding="utf-8").splitlines() if " 503 " in line)

    assert failing_paths_lazily(log) == oracle == Counter({"/orders": 10, "/users": 10})
    assert failing_paths_in_lists(log) == oracle


def test_memory_of_the_pipeline_does_not_grow_with_the_file(log: Path) -> None:
    write_log(log, 1_000)

    def smallest_peak(count: Callable[[Path], object]) -> int:
        # What another thread allocates meanwhile, as the one that reports to pytest, counts as well.
        return min(peak_memory(partial(count, log))[1] for _ in range(3))

    lazy_small, lists_small = smallest_peak(failing_paths_lazily), smallest_peak(failing_paths_in_lists)

    write_log(log, 10_000)
    lazy_large, lists_large = smallest_peak(failing_paths_lazily), smallest_peak(failing_paths_in_lists)

    assert lazy_large < 1.5 * lazy_small
    assert lists_large > 5 * lists_small


def test_peak_memory_returns_the_result_and_sees_what_was_freed_again() -> None:
    result, peak = peak_memory(lambda: len(bytearray(1_000_000)))

    assert result == 1_000_000
    assert 1_000_000 <= peak < 1_100_000


def test_first_failure_reads_no_further() -> None:
    read = []

    def requests() -> Iterator[Request]:
        for status in (200, 500, 503):
            read.append(status)
            yield Request("GET", "/", status, 1)

    assert first_failure(requests()) == Request("GET", "/", 500, 1)
    assert read == [200, 500]


def test_first_failure_is_none_without_one() -> None:
    assert first_failure([Request("GET", "/", 200, 1)]) is None


def test_an_iterator_that_outlives_its_file_fails_at_the_first_line(log: Path) -> None:
    log.write_text("a\n", encoding="utf-8")
    lines = closed_too_early(log)

    with pytest.raises(ValueError, match=r"^I/O operation on closed file\.$"):
        next(lines)


def test_write_log_fails_every_tenth_request(log: Path) -> None:
    write_log(log, 25)

    statuses = [request.status for request in parse(read_lines(log))]

    assert len(statuses) == 25
    assert [number for number, status in enumerate(statuses) if status == 503] == [0, 10, 20]


def test_explain_gives_the_result_or_the_error() -> None:
    assert explain(lambda: "ok") == "'ok'"
    assert explain(lambda: int("x")) == "ValueError: invalid literal for int() with base 10: 'x'"


def test_main_measures_both_ways_and_reads_no_more_than_needed(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert out.count("same answer: {'/orders'") == 2
    assert "DIFFERENT" not in out
    assert "lines read: 11 of 20,000" in out
    assert "MalformedLineError: line 2: invalid literal for int() with base 10: '2oo'" in out
    assert "ValueError: I/O operation on closed file." in out
