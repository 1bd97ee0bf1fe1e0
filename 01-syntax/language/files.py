r"""Files: open with ``with``, name the encoding, read line by line, and replace a file in one step.

A file is bytes. Text mode decodes them and turns the line ends of all systems into ``\n``; binary mode does neither.
What hurts in production: a whole file in memory, a file that is half written when the process dies, and a name from
a user that leads out of the folder.

More of the topic: ``file_formats.py`` (CSV, JSON, TOML) and ``context_managers.py`` (``with`` for things of one's own).

Cost: iterating takes memory for a buffer and the longest line, whatever the size of the file; ``read`` takes all of it
and more. ``fsync`` waits for the disk: milliseconds.
Not for: many writers at once, or changes in the middle; that is what databases are for.
Asked: how do you read a file larger than memory? How do you write one so that nobody ever sees half of it?
Source: https://docs.python.org/3/library/functions.html#open, PEP 597 (encoding), rename(2) of POSIX
"""

import hashlib
import os
import shutil
import tempfile
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path


def count_levels_in_memory(path: Path) -> Counter[str]:
    """Return how often each first word occurs in the lines of a UTF-8 file, reading the whole file at once.

    Lines of white space do not count. Only a line break ends a line: ``splitlines`` would split at U+2028 as well.
    """
    return Counter(line.split()[0] for line in path.read_text(encoding="utf-8").split("\n") if line.strip())


def count_levels(path: Path) -> Counter[str]:
    """Return the same, with no more than one line in memory."""
    with path.open(encoding="utf-8") as lines:
        return Counter(line.split()[0] for line in lines if line.strip())


def peak_memory(function: Callable[[Path], object], path: Path) -> int:
    """Return how many bytes Python had allocated for ``function(path)`` at its peak, beyond those before it."""
    tracemalloc.start()
    try:
        function(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def checksum(path: Path, block: int = 65_536) -> str:
    """Return the SHA-256 of a file in hexadecimal digits, reading ``block`` bytes at a time.

    It shows the loop for data without lines; ``hashlib.file_digest`` has it built in.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(block):
            digest.update(data)
    return digest.hexdigest()


def as_text_and_bytes(path: Path) -> tuple[str, bytes]:
    r"""Return the content in text mode, where every line ends in ``\n``, and in binary mode, as it is on disk."""
    return path.read_text(encoding="utf-8"), path.read_bytes()


def read_after_with(path: Path) -> str:
    """Read from the file after its ``with`` block, and return the message of the ValueError."""
    with path.open(encoding="utf-8") as file:
        pass
    try:
        return file.read()
    except ValueError as error:
        return str(error)


def write_text_to_binary(path: Path) -> str:
    """Write a ``str`` to a file that is open in binary mode, and return the message of the TypeError."""
    with path.open("wb") as file:
        try:
            return str(file.write("text"))  # type: ignore[arg-type]  # mypy sees it first
        except TypeError as error:
            return str(error)


def create_once(path: Path, text: str) -> bool:
    """Create the file with this text and return True; return False, and leave it alone, when it is there already.

    Mode ``x`` asks and creates in one step, so of two processes only one can get True.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True


def save_broken(path: Path, parts: Iterable[str]) -> None:
    """Write the parts into the file: from the first byte on the old content is gone, also when a part fails."""
    with path.open("w", encoding="utf-8") as file:
        for part in parts:
            file.write(part)


def save(path: Path, parts: Iterable[str]) -> None:
    """Replace the content of the file by the parts, in UTF-8 with line ends as they are: all of it, or nothing changes.

    Readers see the old file or the new one. An existing file keeps its permissions, a new one is for its owner only. An
    error goes through, whether it comes out of ``parts`` or from the system, and leaves no temporary file behind.
    """
    # In the same folder: a rename is one step only within one file system.
    file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - it is closed before it gets its name
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    )
    try:
        with file:
            file.writelines(parts)
            file.flush()
            # Without it the name may reach the disk before the content: after a power failure, an empty file.
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, file.name)
        Path(file.name).replace(path)
    except BaseException:
        Path(file.name).unlink()
        raise


def upload_path_broken(folder: Path, name: str) -> Path:
    """Return ``folder / name``, which an absolute name or ``..`` leads anywhere.

    >>> upload_path_broken(Path("/uploads"), "/etc/passwd").as_posix()
    '/etc/passwd'
    """
    return folder / name


def upload_path(folder: Path, name: str) -> Path:
    """Return the path of a name below the folder, absolute, with links and ``..`` followed.

    Raises ValueError ``not below the folder: '../x'`` when that is the folder itself or lies outside.
    """
    root = folder.resolve()
    path = (root / name).resolve()
    if root not in path.parents:
        raise ValueError(f"not below the folder: {name!r}")
    return path


def sizes(folder: Path, pattern: str) -> dict[str, int]:
    """Return the size in bytes of each file below the folder whose name matches, by its path with ``/``, sorted."""
    found = (path for path in folder.rglob(pattern) if path.is_file())
    return dict(sorted((path.relative_to(folder).as_posix(), path.stat().st_size) for path in found))


def main() -> None:
    """Print each idea, and each mistake with its message, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "app.log"
        print("-- a large file")
        save(log, (f"{'ERROR' if number % 10 == 0 else 'INFO'} request {number}\n" for number in range(100_000)))
        print(f"{dict(count_levels(log))} in {log.stat().st_size:,} bytes")
        at_once, by_line = peak_memory(count_levels_in_memory, log), peak_memory(count_levels, log)
        print(f"peak: at once {at_once / 1e6:.1f} MB, line by line {by_line / 1e6:.2f} MB")
        print(f"SHA-256 {checksum(log)[:16]}...")
        print("-- text and bytes")
        note = folder / "note.txt"
        note.write_bytes(b"Zo\xc3\xab\r\n")
        text, data = as_text_and_bytes(note)
        print(f"text {text!a}, bytes {data!r}")
        print(f"TypeError: {write_text_to_binary(note)}")
        print(f"ValueError: {read_after_with(note)}")
        print("-- who comes first")
        print(f"create_once: {create_once(folder / 'lock', '1')}, then {create_once(folder / 'lock', '2')}")
        print("-- an error half-way")
        for function in (save_broken, save):
            note.write_text("old content", encoding="utf-8")
            try:
                function(note, _failing())
            except OSError as error:
                print(f"{function.__name__:<11} {error}, and the file holds {note.read_text(encoding='utf-8')!r}")
        print(f"left in the folder: {sizes(folder, '*')}")
        print("-- a name from a user")
        print(f"folder / name: {upload_path_broken(Path('/uploads'), '/etc/passwd').as_posix()}")
        for upload in ("a/b.png", "../../etc/passwd", "/etc/passwd"):
            try:
                print(f"{upload}: below the folder, as {upload_path(folder, upload).name}")
            except ValueError as error:
                print(f"ValueError: {error}")


def _failing() -> Iterable[str]:
    yield "new "
    raise OSError("disk full")


if __name__ == "__main__":
    main()
