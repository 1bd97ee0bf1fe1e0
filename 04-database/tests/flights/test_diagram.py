import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing

from flights import diagram, schema

SVG = "{http://www.w3.org/2000/svg}"


def texts() -> list[str]:
    return [element.text or "" for element in ET.fromstring(diagram.draw()).iter(f"{SVG}text")]


def test_the_committed_picture_is_current() -> None:
    message = "the schema has changed: python -m flights diagram, in 04-database"
    assert diagram.FILE.read_text(encoding="utf-8") == diagram.draw(), message


def test_every_table_and_column_is_in_the_picture() -> None:
    shown = texts()
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(connection)
        for table in schema.TABLES:
            assert shown.count(table) >= 1
            columns = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
            assert all(column in shown for column in columns)


def test_what_may_be_null_is_marked() -> None:
    columns, _ = diagram.read_catalog()
    optional = {f"{table}.{column.name}" for table, found in columns.items() for column in found if column.nullable}
    assert {"airports.name", "planes.model_id", "flights.dep_time", "flights.tailnum"} <= optional
    assert not {"airports.faa", "flights.origin", "flights.id", "weather.precip", "weather.origin"} & optional


def test_each_reference_is_a_line_with_a_foot_and_a_bar() -> None:
    columns, references = diagram.read_catalog()
    assert {(each.table, each.column, each.to_table, each.to_column) for each in references} == {
        ("flights", "carrier", "airlines", "carrier"),
        ("flights", "origin", "airports", "faa"),
        ("flights", "dest", "airports", "faa"),
        ("flights", "tailnum", "planes", "tailnum"),
        ("planes", "model_id", "plane_models", "id"),
        ("weather", "origin", "airports", "faa"),
    }
    assert diagram.draw().count('class="line"') == 3 * len(references)
    for each in references:
        for line in diagram.draw_reference(each, columns, 0):
            ET.fromstring(line)


def test_a_line_ends_at_the_heights_of_its_columns() -> None:
    columns, references = diagram.read_catalog()
    carrier = next(each for each in references if each.column == "carrier")
    path, *_ = diagram.draw_reference(carrier, columns, 0)
    start = diagram.height_of("flights", "carrier", columns)
    end = diagram.height_of("airlines", "carrier", columns)
    assert f" {start} H" in path
    assert f" V{end} H" in path


def test_boxes_do_not_overlap() -> None:
    columns, _ = diagram.read_catalog()
    boxes = []
    for table, found in columns.items():
        left, top = diagram.corner(table)
        next(iter(diagram.draw_table(table, found)))
        boxes.append((left, top, left + diagram.WIDTH, top + diagram.HEAD + diagram.ROW * len(found)))
    for number, (left, top, right, bottom) in enumerate(boxes):
        for other_left, other_top, other_right, other_bottom in boxes[number + 1 :]:
            apart = right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top
            assert apart
