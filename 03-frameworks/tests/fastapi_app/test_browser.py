"""The pages in a real browser: Debian's Chromium, as a user sees them."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect, sync_playwright

from fastapi_app import live
from fastapi_app.database import open_database
from fastapi_app.hub import Hub
from fastapi_app.settings import Settings, load_settings
from fastapi_app.users import Users
from tests.fastapi_app.people import PASSWORD
from tests.fastapi_app.real_server import local_app, running

CHROMIUM = shutil.which("chromium")
ATTACK = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>'

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs the program chromium")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(environment="testing", data=tmp_path_factory.mktemp("browser"))


async def make_user(settings: Settings) -> None:
    assert settings.secret_key is not None
    async with open_database(settings) as database:
        await Users(database, settings.secret_key.get_secret_value()).create("ada", PASSWORD, log2_n=4)


@pytest.fixture(scope="module")
def app(settings: Settings) -> FastAPI:
    return local_app(settings)


@pytest.fixture(scope="module")
def address(settings: Settings, app: FastAPI) -> Iterator[str]:
    with ThreadPoolExecutor(1) as thread:  # this one may have the loop of Playwright already
        thread.submit(asyncio.run, make_user(settings)).result()
    with running(app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Tabs:
    """Tabs of one browser window that must not complain: anything on the console fails the test."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.context = browser.new_context(base_url=address)
        self.context.set_default_timeout(10_000)
        self.complaints: list[str] = []

    def open(self, path: str = "/") -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.goto(path)
        return page


@pytest.fixture
def tabs(browser: Browser, address: str) -> Iterator[Tabs]:
    httpx2.delete(f"{address}/todos").raise_for_status()
    tabs = Tabs(browser, address)
    yield tabs
    tabs.context.close()
    assert tabs.complaints == []


def board(tabs: Tabs) -> Page:
    page = tabs.open()
    expect(page.locator("#connection")).to_have_text("live")
    expect(page.locator("#summary")).not_to_have_text("Loading.")
    return page


def add(page: Page, title: str) -> None:
    page.get_by_label("What is to be done?").fill(title)
    page.get_by_role("button", name="Add").click()


def test_what_one_tab_does_appears_in_the_other(tabs: Tabs) -> None:
    first, second = board(tabs), board(tabs)
    expect(second.locator("#summary")).to_have_text("Nothing to do.")

    add(first, "Buy milk")
    add(first, ATTACK)
    titles = second.locator("#todos .title")
    expect(titles).to_have_text(["Buy milk", ATTACK])
    expect(second.locator("#todos img, #todos script")).to_have_count(0)
    assert (first.title(), second.title()) == ("To-dos", "To-dos")

    second.get_by_label("Buy milk", exact=True).check()
    expect(first.get_by_label("Buy milk", exact=True)).to_be_checked()
    expect(first.locator("#summary")).to_have_text("1 open, 1 done")

    first.get_by_role("button", name="Delete Buy milk").click()
    expect(titles).to_have_text([ATTACK])


def test_what_the_server_refuses_is_told_and_kept(tabs: Tabs) -> None:
    page = board(tabs)
    add(page, "   ")
    expect(page.get_by_role("alert")).to_contain_text("Expected 1 to 200 characters")
    expect(page.get_by_label("What is to be done?")).to_have_value("   ")
    expect(page.locator("#todos li")).to_have_count(0)
    tabs.complaints = [each for each in tabs.complaints if "422" not in each]  # the browser's own note of the status


def test_a_long_list_comes_page_by_page(tabs: Tabs, address: str) -> None:
    def add_by_program(title: str) -> None:
        httpx2.post(f"{address}/todos", json={"title": title}).raise_for_status()

    for title in ("one", "two", "three"):
        add_by_program(title)
    # The page asks for 200 at once; two at once need fewer to-dos to make a second page.
    two_at_once = re.compile(r"limit=200$")
    tabs.context.route(two_at_once, lambda route: route.continue_(url=two_at_once.sub("limit=2", route.request.url)))
    page = board(tabs)
    titles = page.locator("#todos .title")
    expect(titles).to_have_text(["one", "two"])

    add_by_program("four")  # its event must not put it behind "two", while "three" is missing
    page.get_by_role("button", name="Show more").click()
    expect(titles).to_have_text(["one", "two", "three", "four"])
    expect(page.get_by_role("button", name="Show more")).to_be_hidden()
    add_by_program("five")
    expect(titles).to_have_text(["one", "two", "three", "four", "five"])


def test_a_tab_finds_back_when_the_server_was_started_anew(
    tabs: Tabs, address: str, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "RECONNECT_MILLISECONDS", 10)
    page = board(tabs)
    before, app.state.hub = app.state.hub, Hub()  # as after a restart: another hub, which knows none of our ids
    before.close()
    httpx2.post(f"{address}/todos", json={"title": "meanwhile"}).raise_for_status()
    expect(page.locator("#todos .title")).to_have_text(["meanwhile"])
    expect(page.locator("#connection")).to_have_text("live")


def test_log_in_and_out(tabs: Tabs) -> None:
    page = board(tabs)
    page.get_by_role("link", name="Log in").click()
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#account")).to_have_text("ada")
    assert urlsplit(page.url).path == "/"
    assert page.evaluate("document.cookie") == "", "no script reads the session"

    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()


def test_a_reflected_name_is_text(tabs: Tabs) -> None:
    page = tabs.open("/login")
    page.get_by_label("Name").fill(ATTACK)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_have_text("Name or password is wrong.")
    expect(page.get_by_label("Name")).to_have_value(ATTACK)
    assert page.title() == "Log in"
    tabs.complaints = [each for each in tabs.complaints if "422" not in each]


def test_a_form_on_another_site_is_refused(tabs: Tabs, address: str, tmp_path: Path) -> None:
    """A page on another port is another origin, of the same site: the cookie travels, the request is refused."""
    page = tabs.open("/login")
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#account")).to_have_text("ada")

    evil = tabs.context.new_page()
    evil.route(
        "**/evil",
        lambda route: route.fulfill(
            content_type="text/html", body=f'<form method="post" action="{address}/logout"><button>Win</button></form>'
        ),
    )
    evil.goto(re.sub(r":\d+$", ":9/evil", address))
    with evil.expect_response("**/logout") as response:
        evil.get_by_role("button", name="Win").click()
    assert response.value.status == 403
    assert "fastapi_session=" in response.value.request.all_headers()["cookie"]
    page.reload()
    expect(page.locator("#account")).to_have_text("ada")
