"""The entity diagram, drawn from what a database says of itself, so that it cannot be out of date.

The schema is made in an empty SQLite, whose catalog gives columns, keys and references; where a table stands in the
picture is the one thing that is written by hand. Each line runs from a reference to the key that it names: a crow's
foot, many, at one end, and a bar, one, at the other.

Not for: a schema of a hundred tables. There, SchemaSpy or an editor's tool lays them out.
Asked: how would you find out which tables refer to this one? (Ask the catalog: ``pg_constraint``,
``PRAGMA foreign_key_list``.)
Source: https://www.sqlite.org/pragma.html#pragma_foreign_key_list
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from flights import schema

FILE = Path(__file__).parent.parent / "schema.svg"
ROW = 20
HEAD = 30
WIDTH = 250
GAP = 110
# Column and top of each table in the picture.
PLACES = {
    "airlines": (0, 0),
    "planes": (0, 110),
    "plane_models": (0, 290),
    "flights": (1, 0),
    "airports": (2, 0),
    "weather": (2, 220),
}
STYLE = """
text { font: 13px ui-sans-serif, system-ui, sans-serif; fill: #1f2933; }
.name { font-weight: 700; fill: #ffffff; }
.key { font-weight: 700; }
.type { fill: #5f6c7b; text-anchor: end; }
.box { fill: #ffffff; stroke: #334e68; }
.head { fill: #334e68; }
.line { fill: none; stroke: #d64545; stroke-width: 1.5; }
.page { fill: #f7f9fb; }
"""


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, declared type, and whether it is part of the key or may be NULL."""

    name: str
    type: str
    key: bool
    nullable: bool


@dataclass(frozen=True)
class Reference:
    """A foreign key of one column."""

    table: str
    column: str
    to_table: str
    to_column: str


def read_catalog() -> tuple[dict[str, list[Column]], list[Reference]]:
    """Return the columns of each table, in the order of PLACES, and all references, as the database tells them."""
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(connection)
        columns = {
            table: [
                Column(name, kind.lower(), bool(key), not (required or key))
                for _, name, kind, required, _, key in connection.execute(f"PRAGMA table_info({table})")
            ]
            for table in PLACES
        }
        references = [
            Reference(table, column, to_table, to_column)
            for table in PLACES
            for _, _, to_table, column, to_column, *_ in connection.execute(f"PRAGMA foreign_key_list({table})")
        ]
    return columns, references


def draw() -> str:
    """Return the diagram as SVG, letter for letter what FILE holds: look there for the form of each line."""
    columns, references = read_catalog()
    references.sort(key=lambda each: height_of(each.table, each.column, columns))  # lower ones bend later: no crossing
    width = 3 * WIDTH + 3 * GAP
    height = max(20 + top + HEAD + ROW * len(columns[table]) for table, (_, top) in PLACES.items()) + 30
    body = [
        *(line for table in PLACES for line in draw_table(table, columns[table])),
        *(line for number, each in enumerate(references) for line in draw_reference(each, columns, number)),
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            'role="img" aria-label="Entities of the flights database and their references">',
            f"<style>{STYLE}</style>",
            f'<rect class="page" width="{width}" height="{height}"/>',
            *body,
            "</svg>\n",
        ]
    )


def corner(table: str) -> tuple[int, int]:
    """Return the left and top of a table's box, in pixels."""
    column, top = PLACES[table]
    return 20 + column * (WIDTH + GAP), 20 + top


def draw_table(table: str, columns: list[Column]) -> Iterator[str]:
    """Yield the box of a table: its name, then a line for each column, keys in bold, ``?`` where NULL is allowed."""
    left, top = corner(table)
    yield f'<rect class="box" x="{left}" y="{top}" width="{WIDTH}" height="{HEAD + ROW * len(columns)}" rx="4"/>'
    yield f'<rect class="head" x="{left}" y="{top}" width="{WIDTH}" height="{HEAD - 5}" rx="4"/>'
    yield f'<text class="name" x="{left + 10}" y="{top + 17}">{table}</text>'
    for number, column in enumerate(columns):
        line = top + HEAD + ROW * number + 12
        marked = ' class="key"' if column.key else ""
        yield f'<text{marked} x="{left + 10}" y="{line}">{column.name}</text>'
        kind = f"{column.type}?" if column.nullable else column.type
        yield f'<text class="type" x="{left + WIDTH - 10}" y="{line}">{kind}</text>'


def draw_reference(reference: Reference, columns: dict[str, list[Column]], number: int) -> Iterator[str]:
    """Yield the line from a referring column to the key; ``number`` keeps parallel lines apart."""
    start_left, start = corner(reference.table)[0], height_of(reference.table, reference.column, columns)
    end_left, end = corner(reference.to_table)[0], height_of(reference.to_table, reference.to_column, columns)
    bend = 20 + 12 * number
    if start_left == end_left:  # one above the other: around the left or right side
        side = start_left + WIDTH
        path, out, back = f"M{side} {start} H{side + bend} V{end} H{side}", 1, 1
        start_x = end_x = side
    else:
        out = 1 if end_left > start_left else -1
        back = -out
        start_x = start_left + (WIDTH if out == 1 else 0)
        end_x = end_left + (0 if out == 1 else WIDTH)
        path = f"M{start_x} {start} H{start_x + out * bend} V{end} H{end_x}"
    yield f'<path class="line" d="{path}"/>'
    foot = start_x + 10 * out
    yield f'<path class="line" d="M{start_x} {start - 5} L{foot} {start} L{start_x} {start + 5}"/>'
    bar = end_x + 8 * back
    yield f'<path class="line" d="M{bar} {end - 5} V{end + 5}"/>'


def height_of(table: str, column: str, columns: dict[str, list[Column]]) -> int:
    """Return the height of a column's line in the picture, in pixels from the top."""
    number = [each.name for each in columns[table]].index(column)
    return corner(table)[1] + HEAD + ROW * number + 8
