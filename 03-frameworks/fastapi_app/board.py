"""A page for people: plain HTML, one script and one style sheet, fed by the API that everybody uses.

The page is static: the server puts no to-do into HTML, so it has no template to escape wrongly. Titles arrive as JSON
and enter the page through ``textContent``, where ``<script>`` is eight characters of text. The
Content-Security-Policy (``middleware.py``) is the second wall: scripts and styles only from our own files, nothing
inline, so even markup that slipped in could not run.

The script reads the list once and then follows ``/events``. What happens while it reads waits, and is applied
afterwards; after a lost connection the browser says the last id that it saw, and gets what it missed, or is told to
read anew.

Cost: four files, 10 KB, and one open connection a tab. FileResponse sends an ETag and never looks at the one that comes
back, so a reload sends all 10 KB again; StaticFiles (``docs_page.py``) compares them and answers 304.
Not for: pages that search engines or readers without JavaScript need: render these on the server (see ``django_app``,
or Jinja as in ``accounts.py``). A front end with a build step is served by ``app.frontend("/", directory="dist")``.
Asked: does a Content-Security-Policy replace escaping? What does ``innerHTML`` do that ``textContent`` does not?
Source: https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP and https://cheatsheetseries.owasp.org (DOM based XSS)
"""

from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

FILES = Path(__file__).parent / "board"
"""The page and its files, delivered as they are."""

FRESH = {"Cache-Control": "no-cache"}
"""A copy may be kept, and is shown only after asking for the current one: page and script must fit each other."""

ASSETS = frozenset({"board.js", "board.css", "icon.svg"})
"""The files beside the page; a list, so that no path of a client's ever reaches the file system."""

router = APIRouter(include_in_schema=False)


@router.get("/")
async def show_board() -> FileResponse:
    """Return the page, ``board.html``."""
    return FileResponse(FILES / "board.html", headers=FRESH)


@router.get("/board/{asset}")
async def show_asset(asset: str) -> FileResponse:
    """Return one of ``ASSETS``, with ``Cache-Control: no-cache``; for any other name raise 404."""
    if asset not in ASSETS:
        raise HTTPException(404)
    return FileResponse(FILES / asset, headers=FRESH)
