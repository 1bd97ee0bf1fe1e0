"""The pages in a real browser, Debian's Chromium, against a real server: what a person does, and a silent console.

The test process asks no ORM: Playwright runs an event loop in this thread, in which Django refuses synchronous queries.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, StorageState, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium")
SECONDS = 20  # how long a step may take on a machine that is busy with other tests
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address of a server with an empty database, and the password of its user ``demo``."""
    data = tmp_path_factory.mktemp("data")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    command = [sys.executable, "-m", "django_app", "serve", "--port", "0", "--data", str(data)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        address = re.search(r"http://\S+", process.stdout.readline())
        assert address
        yield address[0], (data / "demo-password").read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def logged_in(browser: Browser, server: tuple[str, str]) -> StorageState:
    """The cookies of somebody who has logged in by the form."""
    address, password = server
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        page.goto("/new/")
        expect(page).to_have_url(f"{address}/accounts/login/?next=/new/")
        page.get_by_label("Username").fill("demo")
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Log in").click()
        expect(page).to_have_url(f"{address}/new/")
        return context.storage_state()


@pytest.fixture
def mistakes() -> list[str]:
    """What the browser's console says: errors of scripts, what the Content-Security-Policy stopped, what is missing."""
    return []


@pytest.fixture
def page(browser: Browser, server: tuple[str, str], logged_in: StorageState, mistakes: list[str]) -> Iterator[Page]:
    """A page of somebody who has logged in; the test fails when there is anything on the console."""
    with browser.new_context(base_url=server[0], storage_state=logged_in) as context:
        yield watched(context, mistakes)
        assert mistakes == []


def watched(context: BrowserContext, mistakes: list[str]) -> Page:
    def dismiss(dialog: Dialog) -> None:
        mistakes.append(f"a script ran: {dialog.message}")
        dialog.dismiss()

    context.set_default_timeout(SECONDS * 1000)
    page = context.new_page()
    page.on("console", lambda message: mistakes.append(f"{message.text} {message.location['url']}"))
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    page.on("dialog", dismiss)
    return page


def add(page: Page, title: str) -> None:
    page.goto("/")
    page.get_by_label("New to-do").fill(title)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("status")).to_have_text(f"Added: {title}")


def test_a_todo_is_added_edited_completed_reopened_and_deleted(page: Page) -> None:
    add(page, "Buy milk")
    page.get_by_role("link", name="Edit Buy milk").click()
    page.get_by_label("Title").fill("Buy butter")
    page.get_by_label("Home").check()
    page.get_by_role("button", name="Save").click()
    row = page.locator(".todo", has_text="Buy butter")  # not the message, which is an item of a list too
    expect(row.get_by_role("link", name="Home")).to_be_visible()

    page.get_by_role("button", name="Complete Buy butter").click()
    expect(row).to_contain_text("(completed)")
    page.get_by_role("button", name="Reopen Buy butter").click()
    expect(page.get_by_role("button", name="Complete Buy butter")).to_be_visible()

    page.get_by_role("link", name="Delete Buy butter").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("status")).to_have_text("Deleted.")
    expect(page.get_by_text("Buy butter")).to_have_count(0)


def test_a_title_with_a_script_is_text_everywhere(page: Page) -> None:
    title = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    add(page, title)
    expect(page.locator(".title", has_text="alert(1)")).to_have_text(title)
    page.goto("/?q=<script>")
    expect(page.locator("mark")).to_have_text("<script>")
    page.get_by_role("link", name=f"Edit {title}").click()
    expect(page.get_by_label("Title")).to_have_value(title)
    page.goto("/admin/todos/todo/?q=alert")
    expect(page.get_by_role("link", name=title)).to_be_visible()


def test_a_picture_is_shown_small_in_the_list(page: Page, tmp_path: Path) -> None:
    Image.new("RGB", (300, 200), "teal").save(tmp_path / "cat.jpg")
    page.goto("/new/")
    page.get_by_label("Title").fill("Feed the cat")
    page.get_by_label("Picture").set_input_files(tmp_path / "cat.jpg")
    page.get_by_role("button", name="Save").click()
    picture = page.get_by_role("img", name="Picture of Feed the cat")
    expect(picture).to_be_visible()
    # Only a picture that was fetched and could be decoded has a natural size; this is the thumbnail's.
    expect(picture).to_have_js_property("naturalWidth", 96)


def test_the_admin_lists_and_completes(page: Page) -> None:
    add(page, "Water the plants")
    page.get_by_role("link", name="Admin").click()
    page.locator("#content .model-todo").get_by_role("link", name="To-dos", exact=True).click()
    page.get_by_role("row", name="Water the plants").get_by_role("checkbox").check()
    page.get_by_role("combobox", name="Action").select_option("complete_selected")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".messagelist")).to_have_text("1 completed.")
    page.get_by_role("link", name="Water the plants").click()
    expect(page.get_by_label("Completed")).to_be_checked()


def test_a_stranger_reads_and_is_offered_no_change(
    page: Page, browser: Browser, server: tuple[str, str], mistakes: list[str]
) -> None:
    add(page, "Read me")
    with browser.new_context(base_url=server[0]) as context:
        strangers = watched(context, mistakes)
        strangers.goto("/")
        expect(strangers.get_by_text("Read me")).to_be_visible()
        expect(strangers.get_by_role("button")).to_have_text(["Search"])
        expect(strangers.get_by_role("link", name=re.compile("Edit|Delete|Admin"))).to_have_count(0)
