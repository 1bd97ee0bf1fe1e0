"""The five files of the dataset, read row by row and refused with a line when they are not what they should be.

A loader that trusts its files loads half of a truncated one and a shifted column of an edited one. So the header must
be the expected one, word for word, and each row as long as the header.

Cost: one row in memory at a time.
Not for: files of many shapes and encodings; there, polars or DuckDB guess well, and a person looks at the guess.
Asked: a nightly import stops in the middle of a file. What does the reader of the log have to know? (File, line, what
was expected, and that nothing was loaded.)
Source: data/nycflights13/README.md, https://docs.python.org/3/library/lzma.html
"""

import csv
import lzma
from collections.abc import Iterator
from pathlib import Path

from flights.records import DataFileError, Record

DATA = Path(__file__).parent.parent / "data" / "nycflights13"
COLUMNS = {
    "airlines": "carrier name",
    "airports": "faa name lat lon alt tz dst tzone",
    "planes": "tailnum year type manufacturer model engines seats speed engine",
    "weather": (
        "origin year month day hour temp dewp humid wind_dir wind_speed wind_gust precip pressure visib time_hour"
    ),
    "flights": (
        "year month day dep_time sched_dep_time dep_delay arr_time sched_arr_time arr_delay carrier flight tailnum "
        "origin dest air_time distance hour minute time_hour"
    ),
}
UNKNOWN = frozenset({"", "NA"})


def read(table: str, folder: Path = DATA) -> Iterator[Record]:
    """Yield each row of ``TABLE.csv.xz`` in the folder; NA and empty are None.

    Raise DataFileError for a file that is missing (``flights.csv.xz is missing in FOLDER``), damaged or no UTF-8
    (``flights.csv.xz is damaged after line 7: ...``), for a header that is not the expected one (``flights.csv.xz, line
    1: expected the header A,B, found A,C``; ``found nothing`` in an empty file), and for a row that is longer or
    shorter than the header (``flights.csv.xz, line 9: expected 19 values, found 20``). What the system does not
    let read, such as a folder, is told as ``flights.csv.xz cannot be read: ...``.
    """
    path = folder / f"{table}.csv.xz"
    expected = COLUMNS[table].split()
    line = 0
    try:
        with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            line = 1
            if header != expected:
                found = ",".join(header) or "nothing"
                raise DataFileError(f"{path.name}, line 1: expected the header {','.join(expected)}, found {found}")
            for values in reader:
                line = reader.line_num
                if len(values) != len(expected):
                    raise DataFileError(
                        f"{path.name}, line {line}: expected {len(expected)} values, found {len(values)}"
                    )
                known = [None if value in UNKNOWN else value for value in values]
                yield Record(table, line, dict(zip(expected, known, strict=True)))
    except FileNotFoundError:
        raise DataFileError(f"{path.name} is missing in {path.parent}") from None
    except (lzma.LZMAError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise DataFileError(f"{path.name} is damaged after line {line}: {error}") from error
    except OSError as error:
        raise DataFileError(f"{path.name} cannot be read: {error.strerror or error}") from error
