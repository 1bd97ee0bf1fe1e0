import csv
import lzma
from pathlib import Path

import pytest

from flights.files import COLUMNS, read
from flights.records import DataFileError
from tests.flights.conftest import Spoil, lines


@pytest.mark.parametrize("table", COLUMNS)
def test_every_row_is_read_with_its_line(table: str, folder: Path) -> None:
    records = list(read(table, folder))
    with lzma.open(folder / f"{table}.csv.xz", "rt", encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    assert [{name: value or "NA" for name, value in record.values.items()} for record in records] == expected
    assert [record.line for record in records] == list(range(2, len(expected) + 2))
    assert {record.table for record in records} == {table}


def test_empty_and_na_are_unknown(folder: Path, spoil: Spoil) -> None:
    spoil("airlines", lambda rows: [*rows[:1], ["XX", ""], ["YY", "NA"], ["ZZ", "NAT"]])
    assert [record.values["name"] for record in read("airlines", folder)] == [None, None, "NAT"]


def refusal(table: str, folder: Path) -> str:
    with pytest.raises(DataFileError) as caught:
        list(read(table, folder))
    return str(caught.value)


def test_a_missing_file(folder: Path) -> None:
    (folder / "planes.csv.xz").unlink()
    assert refusal("planes", folder) == f"planes.csv.xz is missing in {folder}"


def test_a_folder_in_its_place(folder: Path) -> None:
    (folder / "planes.csv.xz").unlink()
    (folder / "planes.csv.xz").mkdir()
    assert refusal("planes", folder).startswith("planes.csv.xz cannot be read: ")


def test_a_truncated_file(folder: Path) -> None:
    path = folder / "airports.csv.xz"
    path.write_bytes(path.read_bytes()[:-500])
    assert refusal("airports", folder).startswith("airports.csv.xz is damaged after line ")


def test_flipped_bits(folder: Path) -> None:
    path = folder / "flights.csv.xz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    assert "flights.csv.xz is damaged after line " in refusal("flights", folder)


def test_no_archive_at_all(folder: Path) -> None:
    (folder / "airlines.csv.xz").write_text("carrier,name\n")
    assert refusal("airlines", folder).startswith("airlines.csv.xz is damaged after line 0: ")


def test_text_that_is_no_utf8(folder: Path) -> None:
    with lzma.open(folder / "airlines.csv.xz", "wb") as file:
        file.write(b"carrier,name\nXX,Caf\xe9\n")
    assert refusal("airlines", folder).startswith("airlines.csv.xz is damaged after line ")


def test_an_open_quote(folder: Path) -> None:
    with lzma.open(folder / "airlines.csv.xz", "wt") as file:
        file.write('carrier,name\nXX,"never closed\n')
    assert refusal("airlines", folder).startswith("airlines.csv.xz is damaged after line 1: ")


@pytest.mark.parametrize("header", [["name", "carrier"], ["carrier"], ["carrier", "name", "more"], ["Carrier", "name"]])
def test_another_header(header: list[str], folder: Path, spoil: Spoil) -> None:
    spoil("airlines", lambda rows: [header, *rows[1:]])
    found = ",".join(header)
    assert refusal("airlines", folder) == f"airlines.csv.xz, line 1: expected the header carrier,name, found {found}"


def test_an_empty_file(folder: Path, spoil: Spoil) -> None:
    spoil("airlines", lambda _: [])
    assert refusal("airlines", folder) == "airlines.csv.xz, line 1: expected the header carrier,name, found nothing"


@pytest.mark.parametrize("change", [["x"], ["x", "x", "x"]], ids=["shorter", "longer"])
def test_a_row_of_another_length(change: list[str], folder: Path, spoil: Spoil) -> None:
    spoil("airlines", lambda rows: [*rows[:4], change, *rows[4:]])
    assert refusal("airlines", folder) == f"airlines.csv.xz, line 5: expected 2 values, found {len(change)}"
    assert len(lines("airlines", folder)) == 18
