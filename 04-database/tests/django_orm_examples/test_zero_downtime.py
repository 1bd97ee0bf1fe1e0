from collections.abc import Iterator
from threading import Thread
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError, connections, transaction

from django_orm_examples.data_migrations import applied, model_at
from django_orm_examples.database import connected, statements
from django_orm_examples.members.models import Member
from django_orm_examples.migrate import migrate
from django_orm_examples.zero_downtime import (
    STEPS,
    main,
    new_server,
    old_server,
    patiently,
    prepare,
    rename_at_once,
)
from tests.django_orm_examples.sql import rows, wait_for

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def alias(empty_address: str) -> Iterator[str]:
    """A database with 2,500 members at their first migration: two batches and a half."""
    with connected("default", empty_address) as name:
        prepare(name, 2_500)
        yield name


def old_members() -> Any:
    return model_at("members", "0001_initial", "Member")._default_manager


def test_no_server_notices_and_no_member_is_lost(alias: str) -> None:
    with old_server(alias) as old:
        for step in STEPS[:5]:
            patiently(alias, step)
            assert old.goes_on()
        with new_server(alias) as new:
            patiently(alias, "0007_forget")
            assert old.goes_on()
            assert new.goes_on()
    with new_server(alias) as another:
        patiently(alias, "0008_contract")
        assert another.goes_on()
    assert (old.error, new.error, another.error) == (None, None, None)

    members = {member.pk: member for member in Member.objects.using(alias)}
    assert len(members) == 2_500 + len(old.written) + len(new.written) + len(another.written)
    first = members[10], members[11]
    assert [(str(member), member.email, member.miles) for member in first] == [
        ("Member Number 10", "", 0),
        ("Member Number 11", "11@first.example", 0),
    ]
    for number, key in enumerate(old.written):
        expected = "Old", f"Number {number}", f"{number}@old.example" if number % 3 else "", 100
        member = members[key]
        assert (member.given_name, member.family_name, member.email, member.miles) == expected
    for number, key in enumerate(new.written):
        member = members[key]
        assert (member.given_name, member.family_name, member.email) == (
            "Very New",
            f"Number {number}",
            f"{number}@new.example",
        )
    catalog = (
        "SELECT count(*) FROM pg_attribute WHERE attrelid = 'members'::regclass AND attnum > 0 AND NOT attisdropped"
    )
    assert rows(alias, catalog) == rows(alias, f"{catalog} AND attnotnull") == [(5,)]
    assert rows(alias, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'members_email'::regclass") == [(True,)]
    assert rows(alias, "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'members'::regclass") == [(0,)]


def test_old_and_new_code_see_what_the_other_writes(alias: str) -> None:
    migrate(alias, "0007", app="members")
    old = old_members()
    added = old.create(name="Ada Lovelace King", mail=None)
    seen = Member.objects.get(pk=added.pk)
    assert (seen.given_name, seen.family_name, seen.email) == ("Ada", "Lovelace King", "")
    seen.given_name, seen.family_name, seen.email = "Augusta Ada", "King", "ada@new.example"
    seen.save()
    again = old.get(pk=added.pk)
    assert (again.name, again.mail) == ("Augusta Ada King", "ada@new.example")
    again.miles = 5
    again.save()
    seen.refresh_from_db()
    assert (seen.given_name, seen.family_name, seen.miles) == ("Augusta Ada", "King", 5)  # not split anew
    again.name, again.mail = "Cher", "cher@old.example"
    again.save()
    seen.refresh_from_db()
    assert (seen.given_name, seen.family_name, seen.email) == ("Cher", "", "cher@old.example")


@pytest.mark.parametrize(
    ("change", "name", "mail"),
    [
        ({"family_name": "King"}, "Member King", "1@first.example"),
        ({"given_name": "Ada"}, "Ada Number 1", "1@first.example"),
        ({"email": "ada@new.example"}, "Member Number 1", "ada@new.example"),
        ({"email": ""}, "Member Number 1", None),
        ({"miles": 5}, "Member Number 1", "1@first.example"),
    ],
    ids=["family name", "given name", "address", "no address", "something else"],
)
def test_a_row_that_is_not_filled_yet_keeps_what_new_code_writes(
    change: dict[str, object], name: str, mail: str | None, alias: str
) -> None:
    migrate(alias, "0002", app="members")
    unfilled: Any = model_at("members", "0002_expand", "Member")._default_manager
    key = old_members().order_by("pk").values_list("pk", flat=True)[0]
    unfilled.filter(pk=key).update(**change)
    found = unfilled.get(pk=key)
    assert (found.name, found.mail) == (name, mail)
    assert (f"{found.given_name} {found.family_name}", found.email) == (name, mail or "")


def test_all_the_way_back(alias: str) -> None:
    before = list(old_members().order_by("pk").values())
    migrate(alias, app="members")
    Member.objects.create(given_name="Very New", family_name="Number 1", email="")
    migrate(alias, "0001", app="members")
    *same, last = old_members().order_by("pk").values()
    assert same == before
    assert (last["name"], last["mail"]) == ("Very New Number 1", None)
    assert rows(alias, "SELECT count(*) FROM pg_proc WHERE proname = 'members_both_ways'") == [(0,)]


def test_a_rename_at_once_breaks_the_old_server(alias: str) -> None:
    with old_server(alias) as old:
        assert old.goes_on()
        rename_at_once(alias)
        assert not old.goes_on()
    assert isinstance(old.error, ProgrammingError)
    assert 'column "mail" of relation "members" does not exist' in str(old.error)
    assert not old.goes_on(count=1, seconds=0)


def test_batches_commit_and_begin_again_where_they_stopped(alias: str) -> None:
    migrate(alias, "0002", app="members")
    stop = iter([False, True])

    def stopping(execute: Any, statement: str, *arguments: Any) -> Any:
        if statement.startswith('UPDATE "members"') and next(stop):
            raise KeyboardInterrupt
        return execute(statement, *arguments)

    with pytest.raises(KeyboardInterrupt), connections[alias].execute_wrapper(stopping):
        migrate(alias, "0003_backfill", app="members")
    assert rows(alias, "SELECT count(*) FROM members WHERE email IS NULL") == [(1_500,)]
    with statements(alias) as sent:
        migrate(alias, "0003_backfill", app="members")
    assert sum(statement.startswith('UPDATE "members"') for statement in sent) == 2
    assert rows(alias, "SELECT count(*) FROM members WHERE email IS NULL") == [(0,)]
    searches = [statement for statement in sent if statement.startswith('SELECT "members"."id"')]
    assert [" >= " in statement for statement in searches] == [False, True, True]  # not from the beginning again


def test_patience_gives_up_rather_than_make_others_wait(alias: str, empty_address: str) -> None:
    with connected("report", empty_address) as report:
        with transaction.atomic(report):
            assert rows(report, "SELECT count(*) FROM members") == [(2_500,)]  # a long report reads on
            with pytest.raises(OperationalError, match="lock timeout"):
                patiently(alias, "0002_expand", lock_timeout=10, attempts=2)
            assert applied(alias, "members") == ["0001_initial"]
            assert old_members().create(name="Passed", mail=None).pk
        assert patiently(alias, "0002_expand") == 1
    assert rows(alias, "SHOW lock_timeout") == [("0",)]


def test_patience_is_kept_on_the_way_to_a_migration_that_waits(alias: str, empty_address: str) -> None:
    rows(alias, "SET statement_timeout = '5s'")  # lest a test without patience waits for ever
    with connected("report", empty_address) as report:
        with transaction.atomic(report):
            assert rows(report, "SELECT count(*) FROM members") == [(2_500,)]
            with pytest.raises(OperationalError, match="lock timeout"):
                patiently(alias, "0003_backfill", lock_timeout=10, attempts=1)
        assert patiently(alias, "0003_backfill") == 1
        assert patiently(alias, "0003_backfill") == patiently(alias, "0002_expand") == 0
        with pytest.raises(KeyError, match=r"members\.0003_fill"):
            patiently(alias, "0003_fill")
    assert applied(alias, "members")[-1] == "0003_backfill"


def test_patience_comes_again(alias: str, empty_address: str) -> None:
    took: list[int] = []

    def work() -> None:
        try:
            took.append(patiently(alias, "0002_expand", lock_timeout=20, attempts=1_000))
        finally:
            connections[alias].close()

    with psycopg.connect(empty_address) as report:
        report.execute("SELECT count(*) FROM members")
        thread = Thread(target=work)
        thread.start()
        seen: set[object] = set()
        with psycopg.connect(empty_address, autocommit=True) as watch:
            while len(seen) < 2:  # two statements that waited: the second is another attempt's
                seen.update(watch.execute(WAITING.replace("count(*)", "query_start")).fetchall())
                assert thread.is_alive()
        report.rollback()
    thread.join()
    assert took[0] >= 2


def test_the_index_is_built_beside_the_writers(alias: str, empty_address: str) -> None:
    patiently(alias, "0004_check")
    member = model_at("members", "0004_check", "Member")._default_manager

    def work() -> None:
        try:
            patiently(alias, "0005_validate_and_index", lock_timeout=1)
        finally:
            connections[alias].close()

    with psycopg.connect(empty_address) as other:
        other.execute("UPDATE members SET miles = 1 WHERE id = 1")  # a transaction for whose end the index waits
        thread = Thread(target=work)
        thread.start()
        wait_for(empty_address, WAITING, 1)
        locks = "SELECT mode FROM pg_locks WHERE relation = 'members'::regclass AND granted AND mode LIKE 'Share%'"
        assert rows(alias, locks) == [("ShareUpdateExclusiveLock",)]
        assert member.create(name="Passed", mail=None).pk
        assert thread.is_alive()
    thread.join()
    assert applied(alias, "members")[-1] == "0005_validate_and_index"


def test_not_null_reads_no_row(alias: str) -> None:
    patiently(alias, "0005_validate_and_index")
    told: list[str] = []
    connections[alias].connection.add_notice_handler(lambda notice: told.append(str(notice.message_primary)))
    rows(alias, "SET client_min_messages = debug1")
    migrate(alias, "0006", app="members")
    proofs = [message for message in told if "sufficient to prove that it does not contain nulls" in message]
    assert len(proofs) == 3


@pytest.mark.usefixtures("story_address")
def test_main_goes_the_long_way(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert 'RENAME COLUMN "mail" TO "email" (AccessExclusiveLock)\n  the old server goes on: False' in said
    assert "0007_forget             the old and the new one go on: True, True" in said
    assert "no member lost: True" in said
