"""Tests of files.py."""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from language import files

same_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)


def failing() -> Iterator[str]:
    yield "new "
    raise OSError("disk full")


@same_folder
@given(
    lines=st.lists(st.sampled_from(["INFO ok", "ERROR no", "", "   ", "INFO zoë\u2028x"])),
    end=st.sampled_from(["\n", ""]),
)
def test_both_ways_of_reading_count_the_same(tmp_path: Path, lines: list[str], end: str) -> None:
    path = tmp_path / "app.log"
    path.write_text("\n".join(lines) + end, encoding="utf-8")
    expected = Counter(line.partition(" ")[0] for line in lines if line.strip())
    assert files.count_levels(path) == files.count_levels_in_memory(path) == expected


def test_memory_grows_with_the_file_only_when_it_is_read_at_once(tmp_path: Path) -> None:
    small, large = tmp_path / "small.log", tmp_path / "large.log"
    small.write_text("INFO request\n" * 2_000)
    large.write_text("INFO request\n" * 60_000)

    def peak_memory(path: Path) -> int:
        # What another thread allocates meanwhile, as the one that reports to pytest, counts as well.
        return min(files.peak_memory(files.count_levels, path) for _ in range(5))

    assert files.peak_memory(files.count_levels_in_memory, large) > large.stat().st_size
    assert peak_memory(large) < large.stat().st_size / 2
    assert peak_memory(large) < 2 * peak_memory(small)


def test_measuring_ends_also_when_the_function_fails(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.peak_memory(files.count_levels, tmp_path / "missing")
    assert files.peak_memory(lambda _: bytes(100_000), tmp_path) >= 100_000


@same_folder
@given(data=st.binary(max_size=50), block=st.integers(1, 20))
def test_a_checksum_does_not_depend_on_the_block(tmp_path: Path, data: bytes, block: int) -> None:
    path = tmp_path / "data"
    path.write_bytes(data)
    assert files.checksum(path, block) == files.checksum(path) == hashlib.sha256(data).hexdigest()


def test_text_mode_translates_line_ends_and_bytes_do_not(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(b"a\r\nb\rc\n\xc3\xab")
    assert files.as_text_and_bytes(path) == ("a\nb\nc\në", b"a\r\nb\rc\n\xc3\xab")


def test_a_file_is_closed_at_the_end_of_with(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.touch()
    assert files.read_after_with(path) == "I/O operation on closed file."


def test_binary_mode_takes_no_text(tmp_path: Path) -> None:
    assert files.write_text_to_binary(tmp_path / "note.txt") == "a bytes-like object is required, not 'str'"


def test_a_file_is_created_once_however_many_try(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda number: files.create_once(tmp_path / "lock", str(number)), range(8)))
    assert results.count(True) == 1
    assert (tmp_path / "lock").read_text() == str(results.index(True))


@pytest.mark.parametrize("write", [files.save, files.save_broken])
def test_both_ways_of_writing_write(tmp_path: Path, write: Callable[[Path, Iterable[str]], None]) -> None:
    path = tmp_path / "note.txt"
    write(path, ["Zo", "ë\n"])
    assert path.read_text(encoding="utf-8") == "Zoë\n"
    write(path, [])
    assert path.read_bytes() == b""
    assert list(tmp_path.iterdir()) == [path]


def test_saving_keeps_line_ends(tmp_path: Path) -> None:
    files.save(tmp_path / "note.txt", ["a\r\n", "b\n"])
    assert (tmp_path / "note.txt").read_bytes() == b"a\r\nb\n"


def test_an_error_half_way_costs_the_old_content_unless_it_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    for write, content in ((files.save, "old"), (files.save_broken, "new ")):
        path.write_text("old")
        with pytest.raises(OSError, match="disk full"):
            write(path, failing())
        assert path.read_text() == content
        assert list(tmp_path.iterdir()) == [path]


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.touch()
    path.chmod(0o640)
    before = path.stat().st_mode
    files.save(path, ["new"])
    assert path.stat().st_mode == before


def test_a_name_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        files.save(tmp_path / "folder", ["text"])
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_reader_of_the_old_file_is_not_disturbed(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("old")

    def parts() -> Iterator[str]:
        assert path.read_text() == "old"
        yield "new"
        assert path.read_text() == "old"

    files.save(path, parts())
    assert path.read_text() == "new"


@pytest.mark.parametrize("name", ["a.png", "a/b.png", "a/../b.png", "..a", "a/./b"])
def test_a_name_below_the_folder_is_taken(tmp_path: Path, name: str) -> None:
    assert files.upload_path(tmp_path, name) == Path(os.path.normpath(tmp_path.resolve() / name))


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/../../x", "/etc/passwd", "a/.."])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not below the folder") as caught:
        files.upload_path(tmp_path, name)
    assert repr(name) in str(caught.value)


def test_a_folder_with_the_same_beginning_is_outside(tmp_path: Path) -> None:
    (tmp_path / "up").mkdir()
    with pytest.raises(ValueError, match="not below the folder"):
        files.upload_path(tmp_path / "up", "../uploads/x")


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    with pytest.raises(ValueError, match="not below the folder"):
        files.upload_path(root, "link/x")


def test_joining_alone_leads_anywhere() -> None:
    assert files.upload_path_broken(Path("/uploads"), "/etc/passwd") == Path("/etc/passwd")
    assert files.upload_path_broken(Path("/uploads"), "a.png") == Path("/uploads/a.png")


def test_sizes_are_those_of_the_files_that_match(tmp_path: Path) -> None:
    (tmp_path / "b.log").write_bytes(b"12")
    (tmp_path / "a.txt").touch()
    (tmp_path / "a" / "x.log").mkdir(parents=True)
    (tmp_path / "a" / "c.log").write_bytes(b"123")
    assert list(files.sizes(tmp_path, "*.log").items()) == [("a/c.log", 3), ("b.log", 2)]


def test_the_story_shows_each_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    files.main()
    out = capsys.readouterr().out
    assert "{'ERROR': 10000, 'INFO': 90000}" in out
    assert "TypeError: a bytes-like object is required, not 'str'" in out
    assert "ValueError: I/O operation on closed file." in out
    assert "create_once: True, then False" in out
    assert "save_broken disk full, and the file holds 'new '" in out
    assert "save        disk full, and the file holds 'old content'" in out
    assert "ValueError: not below the folder: '../../etc/passwd'" in out
