"""Tags are listed with the number of their notes."""

from .client import Api


def counts(api: Api) -> dict[str, int]:
    return {item["tag"]: item["notes"] for item in api.get("/tags").json()["items"]}


def test_tag_is_counted_once_a_note(api: Api, tag: str) -> None:
    api.create_note(tags=[tag, f"{tag}-b"])
    api.create_note(tags=[tag], archived=True)

    found = counts(api)

    assert (found[tag], found[f"{tag}-b"]) == (2, 1)


def test_tag_is_not_counted_after_its_note_lost_it(api: Api, tag: str) -> None:
    note = api.create_note(tags=[tag])

    api.patch_note(note["id"], {"tags": None})

    assert tag not in counts(api)


def test_deleted_note_is_not_counted(api: Api, tag: str) -> None:
    note = api.create_note(tags=[tag])
    api.create_note(tags=[tag])

    api.delete(f"/notes/{note['id']}")

    assert counts(api)[tag] == 1


def test_most_used_come_first_and_equal_ones_by_name(api: Api, tag: str) -> None:
    api.create_note(tags=[f"{tag}-b", f"{tag}-c", f"{tag}-a"])
    api.create_note(tags=[f"{tag}-c"])

    found = counts(api)

    assert [name for name in found if name.startswith(tag)] == [f"{tag}-c", f"{tag}-a", f"{tag}-b"]
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_tag_keeps_its_letters(api: Api, tag: str) -> None:
    unusual = f"{tag[-8:]}-Ünï\U0001f600'\"%&<"

    note = api.create_note(tags=[unusual])

    assert counts(api)[unusual] == 1
    assert api.ids({"tag": unusual}) == [note["id"]]
