"""The pages in a real browser, from the server that `python -m flask_app serve` starts."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

import pytest
from PIL import Image
from playwright.sync_api import Browser, Dialog, Page, StorageState, sync_playwright

CHROMIUM = shutil.which("chromium")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium on the PATH")

XSS = "<img src=x onerror=alert('xss')><script>alert('xss')</script>"


class Server(NamedTuple):
    """Where the pages are, and the password of ``demo``."""

    url: str
    password: str


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("data")
    command = [sys.executable, "-m", "flask_app", "serve", "--port", "0", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            lines = iter(process.stdout.readline, "")
            url = next((line.split()[-1] for line in lines if "listening on" in line), None)
            assert url is not None, process.communicate()
            yield Server(url, (data / "demo-password").read_text().strip())
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    switches = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*switches.split(), "--no-first-run"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def session(server: Server, chromium: Browser) -> StorageState:
    """The cookies of a browser that is logged in."""
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/log-in")
    log_in(page, server.password)
    page.get_by_role("button", name="Log out").wait_for()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page(server: Server, chromium: Browser, session: StorageState) -> Iterator[Page]:
    """A page that is logged in, and whose browser has nothing to complain about at the end."""
    context = chromium.new_context(base_url=server.url, storage_state=session)
    context.set_default_timeout(5000)
    page = context.new_page()
    complaints: list[str] = []

    def refuse(dialog: Dialog) -> None:
        complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    # Violations of the Content-Security-Policy are errors on the console as well.
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", refuse)
    page.goto("/")
    yield page
    context.close()
    assert complaints == []


def log_in(page: Page, password: str) -> None:
    page.get_by_label("Name").fill("demo")
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def add(page: Page, title: str) -> None:
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("status").get_by_text(f"Added “{title}”.", exact=True).wait_for()


def row(page: Page, title: str) -> str:
    """Return the classes of the row of a to-do, or "absent"."""
    rows = page.get_by_role("listitem").filter(has=page.get_by_text(title, exact=True))
    return (rows.get_attribute("class") or "open") if rows.count() else "absent"


def test_log_in(server: Server, chromium: Browser) -> None:
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/exports")
    assert "Log in to change to-dos." in page.get_by_role("status").inner_text()

    log_in(page, "a wrong password")
    page.get_by_text("The name or the password is wrong.").wait_for()
    log_in(page, server.password)

    page.wait_for_url("**/exports")
    page.get_by_role("button", name="Log out").wait_for()
    assert [cookie["httpOnly"] for cookie in context.cookies()] == [True]
    context.close()


def test_add_complete_edit_and_delete(page: Page) -> None:
    add(page, "Buy milk")
    assert row(page, "Buy milk") == "open"

    page.get_by_role("button", name="Complete: Buy milk").click()
    page.get_by_text("Completed: “Buy milk”.").wait_for()
    assert row(page, "Buy milk") == "completed"

    page.get_by_role("link", name="Edit: Buy milk").click()
    page.get_by_label("Title").fill("Buy tea")
    page.get_by_label("Completed").uncheck()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Changed “Buy tea”.").wait_for()
    assert [row(page, "Buy milk"), row(page, "Buy tea")] == ["absent", "open"]

    page.get_by_role("button", name="Delete: Buy tea").click()
    page.get_by_text("Deleted “Buy tea”.").wait_for()
    assert row(page, "Buy tea") == "absent"


def test_a_title_with_a_script_is_shown_as_text(page: Page) -> None:
    add(page, XSS)

    assert row(page, XSS) == "open"
    page.get_by_role("link", name=f"Edit: {XSS}").click()
    assert page.get_by_label("Title").input_value() == XSS
    page.goto("/")
    page.get_by_label("Search").fill(XSS)
    page.get_by_role("button", name="Search").click()
    assert page.locator("main q").inner_text() == XSS


def test_a_picture_is_uploaded_and_drawn(page: Page) -> None:
    picture = BytesIO()
    Image.new("RGB", (30, 20), "red").save(picture, "JPEG")
    add(page, "With a picture")
    page.get_by_role("link", name="Edit: With a picture").click()

    page.locator("input[type=file]").set_input_files(
        {"name": "<b>red</b>.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    page.get_by_role("button", name="Upload").click()

    assert page.locator("figcaption").inner_text().startswith("<b>red</b>.jpg")
    assert page.locator("figure img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 30


def test_a_narrow_screen_shows_the_whole_width(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    add(page, "long" * 50)
    for path in ("/", "/password", "/exports", "/log-in"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path


def test_the_policy_stops_a_script_that_is_in_the_page_all_the_same(server: Server, chromium: Browser) -> None:
    """As if escaping had a hole: the second wall holds."""
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/")

    blocked = page.evaluate("""
        () => new Promise(resolve => {
            document.addEventListener("securitypolicyviolation", event => resolve(event.effectiveDirective));
            document.body.append(Object.assign(document.createElement("script"), {textContent: "window.ran = true"}));
            if (window.ran) resolve("nothing");
        })
    """)

    assert blocked == "script-src-elem"
    assert page.evaluate("window.ran === undefined")
    context.close()
