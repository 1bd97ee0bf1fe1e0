import gc
import re
import weakref

import pytest

from language.garbage_collection import (
    Category,
    Upload,
    collected_cycles,
    holders,
    main,
    parse_quantity,
    survives_without_collector,
    upload_outlives,
    upload_outlives_wrong,
    without_collector,
)


def test_parent_and_child_refer_to_one_another() -> None:
    root = Category("books")

    child = root.add("poetry")

    assert child.name == "poetry"
    assert root.children == [child]
    assert child.parent is root


def test_an_upload_has_its_size() -> None:
    assert Upload(10).body == bytearray(10)


def test_the_collector_is_off_inside_and_on_again_after_an_error() -> None:
    seen = [gc.isenabled()]

    def fail() -> None:
        with without_collector():
            seen.append(gc.isenabled())
            raise KeyError

    with pytest.raises(KeyError):
        fail()

    assert [*seen, gc.isenabled()] == [True, False, True]


def test_a_collector_that_was_off_stays_off() -> None:
    with without_collector():
        with without_collector():
            assert not gc.isenabled()

        assert not gc.isenabled()


def test_old_garbage_is_collected_on_the_way_in() -> None:
    root = Category("books")
    root.add("poetry")
    alive = weakref.ref(root)
    del root

    with without_collector():
        assert alive() is None


def test_only_a_cycle_waits_for_the_collector() -> None:
    assert survives_without_collector(with_parent=True)
    assert not survives_without_collector(with_parent=False)


@pytest.mark.parametrize("cycles", [0, 1, 50])
def test_one_collection_removes_all_cycles(cycles: int) -> None:
    assert collected_cycles(cycles) == cycles


@pytest.mark.parametrize(
    ("text", "size", "message"),
    [("ten", 1, "invalid literal for int() with base 10: 'ten'"), ("10", 0, "the upload is empty")],
)
def test_a_quantity_that_is_refused(text: str, size: int, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_quantity(text, Upload(size))


def test_a_quantity() -> None:
    assert parse_quantity("10", Upload(1)) == 10


def test_a_kept_exception_keeps_the_locals_of_its_frames() -> None:
    assert upload_outlives_wrong("ten")
    assert not upload_outlives_wrong("10")


@pytest.mark.parametrize("text", ["ten", "10"])
def test_a_kept_message_keeps_nothing(text: str) -> None:
    assert not upload_outlives(text)


def test_holders_are_found() -> None:
    order = Category("order")
    kept = [{7: order}, [order], (order,), [order]]

    assert holders(order) == ["dict", "list", "list", "tuple"]
    assert len(kept) == 4


def test_main_shows_who_is_freed_when(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    printed = capsys.readouterr().out
    assert "parent to child only: freed at once" in printed
    assert "both ways: still in memory" in printed
    assert "1,000 of them removed" in printed
    assert "the exception is kept: alive" in printed
    assert "its message is kept:   freed" in printed
    assert "of parse_quantity, locals: ['text', 'upload']" in printed
