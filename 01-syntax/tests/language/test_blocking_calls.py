import asyncio
import hashlib
import logging
import re
import threading
import time

import pytest

from language.blocking_calls import (
    Watchdog,
    beats_during,
    hash_password,
    log_in,
    log_in_wrong,
    main,
    old_driver,
    slow_callbacks,
    story,
    watched_query,
)


def test_a_password_is_hashed_as_the_standard_says() -> None:
    # PBKDF2 by its definition (RFC 8018, section 5.2), for one round and one block.
    block = hashlib.sha256
    key = b"secret".ljust(64, b"\0")
    inner = block(bytes(byte ^ 0x36 for byte in key) + b"salt of the example" + (1).to_bytes(4)).digest()
    expected = block(bytes(byte ^ 0x5C for byte in key) + inner).hexdigest()

    assert hash_password("secret", rounds=1) == expected
    assert hash_password("secret", rounds=2) != expected


def test_both_ways_log_in_with_the_same_hash() -> None:
    assert asyncio.run(log_in("secret", lambda password: password.upper())) == "SECRET"
    assert asyncio.run(log_in_wrong("secret", lambda password: password.upper())) == "SECRET"


def test_only_the_wrong_way_hashes_in_the_loops_thread() -> None:
    def thread(_: str) -> str:
        return str(threading.get_ident())

    here = str(threading.get_ident())
    assert asyncio.run(log_in_wrong("secret", thread)) == here
    assert asyncio.run(log_in("secret", thread)) != here


def test_nobody_has_a_turn_during_a_blocking_call() -> None:
    async def block() -> None:
        await log_in_wrong("secret", lambda _: str(time.monotonic_ns()))

    assert asyncio.run(beats_during(block)) == 0


def test_others_have_their_turn_during_an_await() -> None:
    async def scenario() -> int:
        async def until_three_turns() -> None:
            for _ in range(3):
                await asyncio.sleep(0.002)

        return await beats_during(until_three_turns)

    assert asyncio.run(scenario()) >= 1


def test_debug_mode_names_the_culprit() -> None:
    def slow(password: str) -> str:
        deadline = time.monotonic() + 0.02
        while time.monotonic() < deadline:
            pass
        return password

    messages = slow_callbacks(lambda: log_in_wrong("secret", slow), limit=0.01)

    assert any("log_in_wrong" in message and message.endswith("seconds") for message in messages)


def test_debug_mode_leaves_the_logger_as_it_was() -> None:
    logger = logging.getLogger("asyncio")
    before = (list(logger.handlers), logger.propagate)

    assert slow_callbacks(lambda: log_in_wrong("secret", str), limit=60) == []
    assert (list(logger.handlers), logger.propagate) == before


def test_an_old_driver_waits_and_answers() -> None:
    waited: list[str] = []

    assert old_driver("SELECT 1", lambda: waited.append("waited")) == "rows of SELECT 1"
    assert waited == ["waited"]


def test_the_watchdog_sees_who_blocks() -> None:
    stack = asyncio.run(watched_query())

    assert stack.index("watched_query") < stack.index("old_driver")


def test_the_watchdogs_thread_ends_with_its_block() -> None:
    async def scenario() -> tuple[set[threading.Thread], set[threading.Thread]]:
        before = set(threading.enumerate())
        async with Watchdog(limit=60) as watchdog:
            started = set(threading.enumerate()) - before
            assert not watchdog.noted.is_set()
        return started, started & set(threading.enumerate())

    started, alive = asyncio.run(scenario())

    assert len(started) == 1
    assert alive == set()


def test_a_loop_that_answers_is_not_a_culprit() -> None:
    async def scenario() -> list[list[str]]:
        async with Watchdog(limit=10) as watchdog:
            await asyncio.sleep(0)
        return watchdog.culprits

    assert asyncio.run(scenario()) == []


def test_the_story_counts_turns(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(story())

    printed = capsys.readouterr().out
    assert "others had their turn 0 times" in printed
    assert "watched_query > old_driver" in printed


def test_main_shows_the_debug_message(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    printed = capsys.readouterr().out
    assert "others had their turn 0 times" in printed
    assert re.search(r"asyncio's debug mode: Executing <Task .*log_in_wrong\(\).* seconds\n", printed)
