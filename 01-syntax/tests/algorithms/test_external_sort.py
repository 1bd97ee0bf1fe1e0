"""External sort: against sorted, within its memory and its open files, and nothing left behind when it fails."""

import heapq
import math
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from algorithms.complexity import Counted, count_comparisons
from algorithms.external_sort import external_sort, main, merge_runs, merge_sorted, write_runs

# Line ends of other systems and of str.splitlines are no line ends here.
texts = st.lists(st.text(st.sampled_from("ab\t \r\x0b\x1f\x85\u2028é"), max_size=3), max_size=30)


def written(path: Path, lines: list[str]) -> Path:
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())
    return path


def lines_of(path: Path) -> list[str]:
    content = path.read_bytes().decode()
    assert content == "" or content.endswith("\n")
    return content.split("\n")[:-1]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=texts, run_lines=st.integers(1, 9), fan_in=st.integers(2, 4))
def test_the_lines_are_sorted_as_by_sorted(tmp_path: Path, lines: list[str], run_lines: int, fan_in: int) -> None:
    source, target = written(tmp_path / "source", lines), tmp_path / "target"

    external_sort(source, target, run_lines=run_lines, fan_in=fan_in)

    assert lines_of(target) == sorted(lines)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source", "target"]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=texts, run_lines=st.integers(1, 9))
def test_equal_lines_keep_their_order(tmp_path: Path, lines: list[str], run_lines: int) -> None:
    source = written(tmp_path / "file", lines)

    external_sort(source, source, run_lines=run_lines, fan_in=2, key=len)

    assert lines_of(source) == sorted(lines, key=len)


def test_a_last_line_without_newline_gets_one(tmp_path: Path) -> None:
    source = tmp_path / "file"
    source.write_bytes(b"b\na\tb\na")

    external_sort(source, source, run_lines=2)

    assert source.read_bytes() == b"a\na\tb\nb\n"


def test_an_empty_file_stays_empty(tmp_path: Path) -> None:
    source = written(tmp_path / "file", [])

    assert external_sort(source, source, run_lines=1) == 1

    assert source.read_bytes() == b""


@pytest.mark.parametrize(
    ("run_lines", "fan_in", "rounds"), [(27, 2, 1), (14, 2, 1), (9, 2, 2), (1, 3, 3), (1, 27, 1), (1, 26, 2)]
)
def test_rounds_are_the_logarithm_of_the_runs(tmp_path: Path, run_lines: int, fan_in: int, rounds: int) -> None:
    source = written(tmp_path / "file", [str(number * 7 % 27) for number in range(27)])

    assert external_sort(source, source, run_lines=run_lines, fan_in=fan_in) == rounds

    assert lines_of(source) == sorted(map(str, range(27)))


def test_memory_holds_a_run_not_the_file(tmp_path: Path) -> None:
    source = tmp_path / "file"
    size = 2_000
    source.write_text("".join(f"{number * 7919 % size:01000}\n" for number in range(size)))

    tracemalloc.start()
    try:
        external_sort(source, source, run_lines=size // 50, fan_in=10)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < source.stat().st_size / 5
    assert lines_of(source) == [f"{number:01000}" for number in range(size)]


def test_no_more_files_are_open_than_the_fan_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_runs: list[int] = [0]
    most = [0]
    real_open = Path.open

    def counting_open(path: Path, mode: str = "r", **options: str) -> object:
        file = real_open(path, mode, **options)  # type: ignore[call-overload]  # handed on as it came
        if mode == "r" and path.name != "file":
            open_runs[0] += 1
            most[0] = max(most[0], open_runs[0])
            close = file.close

            def closing() -> None:
                open_runs[0] -= not file.closed
                close()

            file.close = closing
        return file

    monkeypatch.setattr(Path, "open", counting_open)
    source = written(tmp_path / "file", [str(number) for number in range(40)])

    external_sort(source, source, run_lines=1, fan_in=5)

    assert most == [5]
    assert open_runs == [0]


def test_the_disk_holds_two_copies_however_many_rounds(tmp_path: Path) -> None:
    source = written(tmp_path / "file", [f"{number:090}" for number in range(64)])
    size = source.stat().st_size
    sizes: list[int] = []

    def key(line: str) -> str:
        sizes.append(sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()))
        return line

    assert external_sort(source, source, run_lines=1, fan_in=2, key=key) == 6

    assert max(sizes) <= (1 + 2) * size


def test_an_error_in_the_key_leaves_target_and_folder_as_they_were(tmp_path: Path) -> None:
    source, target = written(tmp_path / "source", ["1", "2", "x"]), written(tmp_path / "target", ["old"])

    with pytest.raises(ValueError, match="invalid literal for int"):
        external_sort(source, target, run_lines=1, key=int)

    assert lines_of(target) == ["old"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source", "target"]


def test_bytes_that_are_no_utf_8_are_an_error_and_change_nothing(tmp_path: Path) -> None:
    source = tmp_path / "file"
    source.write_bytes(b"b\n\xff\n")

    with pytest.raises(UnicodeDecodeError):
        external_sort(source, source, run_lines=1)

    assert source.read_bytes() == b"b\n\xff\n"
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize(
    ("run_lines", "fan_in", "message"),
    [(0, 2, "run_lines must be at least 1, got 0"), (1, 1, "fan_in must be at least 2, got 1")],
)
def test_sizes_that_cannot_work_are_refused_before_anything_is_read(
    tmp_path: Path, run_lines: int, fan_in: int, message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        external_sort(tmp_path / "missing", tmp_path / "target", run_lines=run_lines, fan_in=fan_in)


def test_a_missing_source_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        external_sort(tmp_path / "missing", tmp_path / "target", run_lines=1)

    assert list(tmp_path.iterdir()) == []


def test_runs_are_sorted_each_and_in_order_together(tmp_path: Path) -> None:
    runs = write_runs(["d\n", "c\n", "b\n", "e\n", "a"], tmp_path, 2)

    assert [lines_of(run) for run in runs] == [["c", "d"], ["b", "e"], ["a"]]


def test_merging_files_takes_equal_lines_from_the_first_one_first(tmp_path: Path) -> None:
    one, two = written(tmp_path / "one", ["a1", "b1"]), written(tmp_path / "two", ["a2", "b2", "c2"])

    merge_runs([one, two], tmp_path / "merged", key=lambda line: line[0])

    assert lines_of(tmp_path / "merged") == ["a1", "a2", "b1", "b2", "c2"]


@settings(max_examples=40)
@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers())), max_size=6))
def test_merging_is_that_of_heapq(lists: list[list[tuple[int, int]]]) -> None:
    for each in lists:
        each.sort(key=lambda row: row[0])

    merged = list(merge_sorted(map(iter, lists), key=lambda row: row[0]))

    assert merged == list(heapq.merge(*lists, key=lambda row: row[0]))


def test_merging_reads_nothing_ahead() -> None:
    read: list[str] = []

    def source(name: str) -> Iterator[int]:
        for number in (1, 2):
            read.append(f"{name}{number}")
            yield number

    merged = merge_sorted([source("a"), source("b")], key=abs)

    assert (next(merged), read) == (1, ["a1", "b1"])
    assert (next(merged), read) == (1, ["a1", "b1", "a2"])


def test_merging_costs_the_logarithm_of_the_number_of_lists() -> None:
    lists, each = 64, 20

    def use(items: list[Counted[int]]) -> list[Counted[int]]:
        parts = [items[start::lists] for start in range(lists)]
        return list(merge_sorted(parts, key=lambda item: item))

    counts = count_comparisons(range(lists * each), use)

    # A head is compared with about two others a level of the heap, and two that are equal or greater are asked twice.
    assert counts.ordered <= 4 * lists * each * math.log2(lists)


def test_main_writes_more_often_when_fewer_files_are_open(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "20 runs." in out
    assert "At most 20 files open: each line is written 2 times" in out
    assert "At most  4 files open: each line is written 4 times" in out
    assert "At most  2 files open: each line is written 6 times" in out
