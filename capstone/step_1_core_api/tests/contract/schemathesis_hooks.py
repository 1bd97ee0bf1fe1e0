"""What the OpenAPI document cannot say, for schemathesis to know: it loads this file by SCHEMATHESIS_HOOKS.

JSON Schema cannot express that a cursor is one that the service gave out, that it continues a list in the order of
that list, and that a note is not changed before it was made. Each request is made to keep these three rules here;
other tests break them.
"""

import os
from functools import cache
from typing import Any
from uuid import uuid4

import httpx2
import schemathesis
from hypothesis import strategies as st

SORTS = ("created", "-created", "updated", "-updated")
DATES = ("created_at", "updated_at")


@cache
def real_cursors() -> list[str]:
    """Return a cursor for each sort from the running service."""
    with httpx2.Client(base_url=os.environ["NOTES_CONTRACT_URL"]) as client:
        for _ in range(2):
            client.post("/notes", json={"title": "A note for a cursor"}).raise_for_status()
        pages = [client.get("/notes", params={"sort": sort, "limit": 1}).raise_for_status() for sort in SORTS]
    return [page.json()["next_cursor"] for page in pages]


schemathesis.openapi.format("cursor", st.deferred(lambda: st.sampled_from(real_cursors())))


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """Make the request keep the rules."""
    if case.query and isinstance(case.query.get("cursor"), str):
        if case.operation.path != "/notes":  # another list of a later step, with cursors of its own
            del case.query["cursor"]
        elif case.query["cursor"] not in real_cursors():
            case.query["cursor"] = real_cursors()[0]
        if case.query.get("sort") in SORTS:
            del case.query["sort"]
    if isinstance(case.body, dict) and all(isinstance(case.body.get(date), str) for date in DATES):
        case.body["updated_at"] = case.body["created_at"]
    # Headers of later steps: a key is good for one body only, and a tag is one that the service gave out.
    if case.headers and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = uuid4().hex
    if case.headers and "If-None-Match" in case.headers:
        del case.headers["If-None-Match"]
