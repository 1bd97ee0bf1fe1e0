"""Production settings: pages that bring all they need, headers that hold a browser back, failures that tell nothing.

The pages differ from service to service, so the tests find them as a visitor would: from link to link, from `/` on.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import httpx2
import psycopg
import pytest
from psycopg import sql

from .client import DEADLINE, ORIGIN, Api, problem_of
from .postgresql import plain
from .servers import Server

HTML = {"Accept": "text/html"}
MAX_PAGES = 40
LOADED = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
}
SQLITE = b"SQLite format 3\x00"


class PageParser(HTMLParser):
    """What a page links to, what it loads, and where its forms are sent."""

    def __init__(self, response: httpx2.Response) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.forms: set[str] = set()
        self._url = str(response.url)
        self.feed(response.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses of a tag."""
        attributes = dict(attrs)
        if tag == "a" and attributes.get("href"):
            self.links.add(self._absolute(attributes["href"]))
        if tag in LOADED and attributes.get(LOADED[tag]):
            self.loaded.add(self._absolute(attributes[LOADED[tag]]))
        if tag == "form" and (attributes.get("method") or "get").lower() == "post":
            self.forms.add(self._absolute(attributes.get("action")))

    def _absolute(self, link: str | None) -> str:
        return urldefrag(urljoin(self._url, link or "")).url


@pytest.fixture(scope="module")
def visited(server: Server, api: Api) -> dict[str, httpx2.Response]:
    """What a visitor without a log-in gets on following all links of the service, by address."""
    api.create()  # so that there is something to see
    found: dict[str, httpx2.Response] = {}
    with httpx2.Client(trust_env=False, headers=HTML) as visitor:
        to_visit = [f"{server.url}/"]
        while to_visit and len(found) < MAX_PAGES:
            url = to_visit.pop()
            visitor.cookies.clear()  # so that each page must set what it needs
            found[url] = response = visitor.get(url)
            if response.has_redirect_location:
                links = {urljoin(url, response.headers["Location"])}
            elif is_page(response):
                page = PageParser(response)
                links = page.links | page.loaded
            else:
                links = set()
            to_visit += sorted(
                link for link in links if link.startswith(server.url) and link not in {*found, *to_visit}
            )
    return found


def is_page(response: httpx2.Response) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


@pytest.fixture
def pages(visited: dict[str, httpx2.Response]) -> list[httpx2.Response]:
    """The pages among what was found."""
    return [response for response in visited.values() if is_page(response)]


def test_no_link_is_dead(visited: dict[str, httpx2.Response], server: Server) -> None:
    statuses = {url: response.status_code for url, response in visited.items() if not response.has_redirect_location}

    assert statuses[f"{server.url}/"] == HTTPStatus.OK
    assert {url: status for url, status in statuses.items() if status != HTTPStatus.OK} == {}


def test_head_works_wherever_get_does(visited: dict[str, httpx2.Response], api: Api) -> None:
    for url, got in visited.items():
        head = api.head(url, headers=HTML)

        assert (head.status_code, head.content) == (got.status_code, b""), url
        assert head.headers.get("Content-Type") == got.headers.get("Content-Type"), url


def test_pages_load_nothing_from_elsewhere(pages: list[httpx2.Response], server: Server) -> None:
    loaded = {url for page in pages for url in PageParser(page).loaded}

    assert {url for url in loaded if not url.startswith((server.url, "data:"))} == set()
    assert any(url.endswith(".css") for url in loaded)


def test_pages_hold_the_browser_back(pages: list[httpx2.Response]) -> None:
    for page in pages:
        policy = page.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy, page.url
        assert "frame-ancestors 'none'" in policy or page.headers.get("X-Frame-Options") == "DENY", page.url
        assert page.headers["Referrer-Policy"] in ("same-origin", "no-referrer", "strict-origin-when-cross-origin")
        assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_everything_that_is_loaded_is_not_to_be_sniffed(visited: dict[str, httpx2.Response]) -> None:
    sniffed = [url for url, each in visited.items() if each.headers.get("X-Content-Type-Options") != "nosniff"]

    assert sniffed == []


def test_cookies_travel_over_tls_and_from_own_pages_only(visited: dict[str, httpx2.Response]) -> None:
    for response in visited.values():
        for cookie in response.headers.get_list("Set-Cookie"):
            attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
            assert {"secure", "httponly"} <= attributes, cookie
            assert {"samesite=lax", "samesite=strict"} & attributes, cookie


def test_forms_sent_from_another_site_are_refused(pages: list[httpx2.Response], api: Api) -> None:
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Referer": "https://evil.example/"}

    for form in {form for page in pages for form in PageParser(page).forms}:
        response = api.post(form, data={"title": "forged", "username": "demo"}, headers=foreign)
        assert response.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN), form


@pytest.mark.usefixtures("server")
def test_markup_is_shown_as_text_be_it_stored_or_in_the_address(api: Api) -> None:
    markup = "<img src=x onerror=alert(1)>"
    api.create(title=f"stored {markup}")

    for path in ("/", f"/?q={markup}", f"/{markup}"):
        response = api.get(api.beside(path), headers=HTML)

        assert is_page(response) or response.status_code == HTTPStatus.NOT_FOUND
        assert markup not in response.text


@pytest.mark.parametrize(
    "path", ["/nothing", "/console", "/__debug__/", "/static/../secret", "/.env", "/%00", "/nothing.php"]
)
@pytest.mark.usefixtures("server")
def test_page_that_is_not_there_tells_nothing_of_the_inside(api: Api, path: str) -> None:
    response = api.get(api.beside(path), headers=HTML)

    assert response.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST)
    for inside in ("Traceback", "DEBUG", "URLconf", "Werkzeug", "Exception", "site-packages"):
        assert inside not in response.text


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", ""), ("GET", "/1"), ("DELETE", "/1")])
def test_failure_is_told_to_the_log_and_not_to_the_client(api: Api, server: Server, method: str, path: str) -> None:
    with without_tables(server):
        # A server may close the connection after a failure: nobody else should find it in the pool.
        headers = {"Origin": ORIGIN, "Content-Type": "application/json", "Connection": "close"}
        content = b'{"title": "s3cret"}' if method == "POST" else None
        response = api.request(method, api.todos_url + path, content=content, headers=headers)

    assert_logs_traceback(server)
    problem_of(response, HTTPStatus.INTERNAL_SERVER_ERROR)
    assert "s3cret" not in response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert api.get(api.todos_url).status_code == HTTPStatus.OK


def assert_logs_traceback(server: Server) -> None:
    """Fail unless the log tells of an error soon."""
    deadline = time.monotonic() + DEADLINE
    while "Traceback" not in server.new_log():
        assert time.monotonic() < deadline, "the cause of the failure is not in the log"
        time.sleep(0.02)


@contextmanager
def without_tables(server: Server) -> Iterator[None]:
    """Give the tables of to-dos another name for the block, as a migration that went wrong would."""
    if server.database is not None:
        with psycopg.connect(plain(server.database), autocommit=True) as connection:
            connection.execute("SET lock_timeout = '5s'")
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE '%todo%'").fetchall()
            with renamed([name for (name,) in tables], lambda statement: connection.execute(sql.SQL(statement))):
                yield
    else:
        file = database_file(server.folder / "data")
        with closing(sqlite3.connect(file, timeout=DEADLINE, autocommit=True)) as connection:
            found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE '%todo%'")
            with renamed([name for (name,) in found.fetchall()], connection.execute):
                yield


@contextmanager
def renamed(tables: list[str], execute: Callable[[str], object]) -> Iterator[None]:
    """Rename the tables for the block."""
    assert tables
    for name in tables:
        execute(f'ALTER TABLE "{name}" RENAME TO "lost_{name}"')
    try:
        yield
    finally:
        for name in tables:
            execute(f'ALTER TABLE "lost_{name}" RENAME TO "{name}"')


def database_file(folder: Path) -> Path:
    """Return the one file below the folder that is a SQLite database."""
    (found,) = (path for path in folder.rglob("*") if path.is_file() and path.read_bytes().startswith(SQLITE))
    return found
