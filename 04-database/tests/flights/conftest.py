"""A small dataset that a test may spoil, and empty databases to load it into."""

import csv
import lzma
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from flights import databases
from flights.files import COLUMNS, DATA

type Spoil = Callable[[str, Callable[[list[list[str]]], Iterable[list[str]]]], None]

FLIGHTS = 40  # the first of January, a few of them to an airport and by a plane that the files lack


def lines(table: str, folder: Path = DATA) -> list[list[str]]:
    with lzma.open(folder / f"{table}.csv.xz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write(folder: Path, table: str, rows: Iterable[list[str]]) -> None:
    with lzma.open(folder / f"{table}.csv.xz", "wt", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


@pytest.fixture(scope="session")
def small_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    for table in COLUMNS:
        if table in ("airlines", "airports", "planes"):
            shutil.copy(DATA / f"{table}.csv.xz", folder)
    with lzma.open(DATA / "flights.csv.xz", "rt", encoding="utf-8") as file:
        write(folder, "flights", [next(file).rstrip("\n").split(",") for _ in range(FLIGHTS + 1)])
    with lzma.open(DATA / "weather.csv.xz", "rt", encoding="utf-8") as file:
        write(folder, "weather", [next(file).rstrip("\n").split(",") for _ in range(31)])
    return folder


@pytest.fixture
def folder(small_dataset: Path, tmp_path: Path) -> Path:
    """A copy of the small dataset, for this test alone."""
    return Path(shutil.copytree(small_dataset, tmp_path / "data"))


@pytest.fixture
def spoil(folder: Path) -> Spoil:
    """``spoil("flights", lambda rows: rows[:3])`` writes a file of the folder anew, from its own rows."""

    def change(table: str, how: Callable[[list[list[str]]], Iterable[list[str]]]) -> None:
        write(folder, table, how(lines(table, folder)))

    return change


@pytest.fixture(scope="module")
def module_address(postgresql_address: str) -> Iterator[str]:
    """A PostgreSQL database for all tests of a module, to be asked for as ``emptied_address``."""
    with databases.empty_postgresql(postgresql_address) as address:
        yield address


@pytest.fixture
def emptied_address(module_address: str) -> Iterator[str]:
    """An empty PostgreSQL database; what the test makes in it is dropped, which is cheaper than another database."""
    yield module_address
    with closing(databases.connect(module_address)) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
