"""One test an attack on the pages, named by it: each is tried, and refused."""

import re
import runpy
from collections.abc import Callable
from http.cookies import Morsel
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from PIL import Image
from pytest_django.fixtures import Settings

from django_app.todos.models import Tag, Todo
from django_app.wsgi import application

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
SCRIPT = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture
def victim() -> User:
    """A user who may do everything, and owns to-do 1."""
    user = User.objects.create_superuser("victim", password=PASSWORD)
    Todo.objects.create(pk=1, title="Milk", owner=user)
    Todo.objects.create(pk=2, title="Done", completed=True)
    return user


@pytest.fixture
def browser(victim: User) -> Client:
    """The victim's browser, with the checks that the test client leaves out by default."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(victim)
    return client


def token_of(client: Client, path: str = "/") -> str:
    match = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).text)
    assert match
    return match[1]


def log_in(client: Client, next_page: str = "") -> str:
    data = {"username": "victim", "password": PASSWORD, "next": next_page}
    response = client.post("/accounts/login/", data)
    assert response.status_code == 302
    return response["Location"]


def state() -> list[tuple[int, str, bool]]:
    return list(Todo.objects.order_by("pk").values_list("pk", "title", "completed"))


FORMS = ["/new/", "/1/edit/", "/1/complete/", "/1/delete/", "/accounts/logout/", "/accounts/login/", "/admin/login/"]
FORM = {"title": "Forged", "completed": "true"}


@pytest.mark.parametrize("path", FORMS)
def test_csrf_without_a_token(path: str, browser: Client) -> None:
    before = state()
    response = browser.post(path, FORM)
    assert response.status_code == 403
    assert "it did not come from a page of this site" in response.text
    assert state() == before
    assert browser.get("/new/").status_code == 200  # still logged in


def test_csrf_with_a_token_that_the_attacker_got_from_us(browser: Client) -> None:
    token_of(browser)
    attacker = Client()
    theirs = token_of(attacker, "/accounts/login/")
    assert browser.post("/new/", FORM | {"csrfmiddlewaretoken": theirs}).status_code == 403
    assert not Todo.objects.filter(title="Forged").exists()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver:8080", "http://testserver.evil"])
def test_csrf_from_another_origin_even_with_the_right_token(origin: str, browser: Client) -> None:
    form = FORM | {"csrfmiddlewaretoken": token_of(browser)}
    assert browser.post("/new/", form, headers={"Origin": origin}).status_code == 403
    assert browser.post("/new/", form, headers={"Origin": "http://testserver"}).status_code == 302


def test_csrf_over_https_with_a_foreign_or_missing_referrer(browser: Client) -> None:
    form = FORM | {"csrfmiddlewaretoken": token_of(browser)}
    assert browser.post("/new/", form, secure=True).status_code == 403
    assert browser.post("/new/", form, secure=True, headers={"Referer": "https://evil.example/"}).status_code == 403
    assert browser.post("/new/", form, secure=True, headers={"Referer": "https://testserver/"}).status_code == 302


def test_log_out_by_a_link_or_picture(browser: Client) -> None:
    assert browser.get("/accounts/logout/").status_code == 405
    assert browser.get("/new/").status_code == 200


def test_stored_xss(browser: Client, victim: User) -> None:
    name = '"><img src=x onerror=alert(1)>'
    User.objects.filter(pk=victim.pk).update(username=name)
    todo = Todo.objects.create(title=SCRIPT, owner=victim)
    todo.tags.set([Tag.objects.create(name=SCRIPT)])
    paths = [
        "/",
        f"/{todo.pk}/edit/",
        f"/{todo.pk}/delete/",
        "/admin/todos/todo/",
        f"/admin/todos/todo/{todo.pk}/change/",
    ]
    for path in paths:
        page = browser.get(path).text
        assert ESCAPED in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_stored_xss_through_a_message(browser: Client) -> None:
    form = {"title": SCRIPT, "csrfmiddlewaretoken": token_of(browser)}
    page = browser.post("/new/", form, follow=True).text
    assert f"Added: {ESCAPED}" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "path",
    ["/?q={}", "/?state={}", "/?tag={}", "/?page={}", "/?q=x&{}=1", "/nothing/{}", "/accounts/login/?next={}"],
)
def test_reflected_xss(path: str) -> None:
    Todo.objects.bulk_create(Todo(title=f'x {SCRIPT} "><script>') for _ in range(21))
    for attack in (SCRIPT, f'"><{SCRIPT}', f"'>{SCRIPT}"):
        page = Client().get(path.format(attack)).text
        assert "<script" not in page
        assert '"><' + SCRIPT not in page


def test_sql_injection_through_the_search() -> None:
    Todo.objects.create(title="it's 100 % safe_")
    for attack in ("' OR 1=1 --", "%", "_", "\\", '" OR ""="', "x'; DROP TABLE todos_todo; --"):
        response = Client().get("/", {"q": attack})
        assert response.status_code == 200
        assert ("safe" in response.text) is (attack in "it's 100 % safe_")
    assert Todo.objects.count() == 1


@pytest.mark.parametrize("path", ["/", "/new/", "/1/edit/", "/1/delete/", "/purge/", "/nothing", "/admin/"])
def test_injected_markup_could_run_nothing(path: str, browser: Client) -> None:
    response = browser.get(path)
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=", response.text)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil",
    ],
)
def test_open_redirect_after_log_in(url: str, victim: User) -> None:
    assert log_in(Client(), url) == "/"
    assert log_in(Client(), "/1/edit/") == "/1/edit/"


def test_session_fixation(victim: User) -> None:
    attacker = Client()
    session = attacker.session
    session["planted"] = True
    session.save()
    browser = Client()
    browser.cookies["sessionid"] = str(session.session_key)
    log_in(browser)
    assert browser.cookies["sessionid"].value != session.session_key
    assert browser.get("/new/").status_code == 200
    attacker.cookies["sessionid"] = str(session.session_key)
    assert attacker.get("/new/").status_code == 302


def test_a_stolen_session_cookie_after_log_out(victim: User) -> None:
    browser, thief = Client(), Client()
    log_in(browser)
    thief.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert thief.get("/new/").status_code == 200
    browser.post("/accounts/logout/")
    assert thief.get("/new/").status_code == 302


def test_cookies_in_production_are_secure(victim: User, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SECRET_KEY", "0123456789" * 5)
    monkeypatch.setenv("DJANGO_ALLOWED_HOSTS", "testserver")
    for name, value in runpy.run_module("django_app.settings.production").items():
        if name.startswith(("SESSION_", "CSRF_", "SECURE_")):
            setattr(settings, name, value)
    browser = Client()
    token = browser.get("/accounts/login/", secure=True).cookies[settings.CSRF_COOKIE_NAME]
    data = {"username": "victim", "password": PASSWORD}
    session = browser.post("/accounts/login/", data, secure=True).cookies[settings.SESSION_COOKIE_NAME]

    def flags(cookie: "Morsel[str]") -> list[object]:
        return [cookie[flag] for flag in ("secure", "httponly", "samesite", "path", "domain")]

    assert flags(token) == flags(session) == [True, True, "Lax", "/", ""]
    assert Client().get("/")["Location"] == "https://testserver/"


def test_an_upload_that_lies_about_its_type_and_name(browser: Client, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    page = SimpleUploadedFile("../../cat.png", SCRIPT.encode(), "image/png")
    form = {"title": "Milk", "csrfmiddlewaretoken": token_of(browser)}
    assert "This is not a picture." in browser.post("/new/", form | {"picture": page}).text

    content = BytesIO()
    Image.new("RGB", (2, 2)).save(content, "PNG")
    both = SimpleUploadedFile("../../page.html", content.getvalue() + SCRIPT.encode(), "text/html")
    assert browser.post("/new/", form | {"picture": both}).status_code == 302
    todo = Todo.objects.get(title="Milk", picture__gt="")
    assert re.fullmatch(r"pictures/[0-9a-f]{32}\.png", str(todo.picture.name))
    assert [path.parent.name for path in tmp_path.rglob("*.*")] == ["pictures"]
    served = browser.get(f"/{todo.pk}/picture/")
    assert (served["Content-Type"], served["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert b"".join(served).endswith(SCRIPT.encode())  # there it is, and no browser will run it


def test_a_decompression_bomb(browser: Client, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    bomb = BytesIO()
    Image.new("1", (4_000, 4_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 100_000  # and 16 million pixels
    form = {"title": "Milk", "csrfmiddlewaretoken": token_of(browser), "picture": BytesIO(bomb.getvalue())}
    assert "The picture has more than 4 million pixels." in browser.post("/new/", form).text
    assert not list(tmp_path.iterdir())


def test_an_upload_that_is_too_large(browser: Client, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    form = {"title": "Large", "csrfmiddlewaretoken": token_of(browser)}
    response = browser.post("/new/", form | {"picture": SimpleUploadedFile("a.png", b"\0" * 1_200_000)})
    assert "The picture has more than 1 MiB." in response.text
    assert not Todo.objects.filter(title="Large").exists()


def test_an_upload_that_is_too_large_even_to_be_read() -> None:
    answers: list[str] = []

    def start_response(status: str, headers: object, exc_info: object = None) -> Callable[[bytes], object]:
        answers.append(status)
        return answers.__contains__

    request = RequestFactory().post("/new/", {"picture": SimpleUploadedFile("a.png", b"\0" * 3_000_000)})
    page = b"".join(application(request.environ, start_response))
    assert [answer[:4] for answer in answers] == ["413 "]
    assert b"<h1>" in page


@pytest.mark.parametrize("path", ["/1/edit/", "/1/complete/", "/1/delete/", "/purge/"])
def test_changing_what_is_somebody_elses(path: str, victim: User) -> None:
    before = state()
    browser = Client()
    browser.force_login(User.objects.create_user("mallory"))
    assert browser.post(path, FORM).status_code == 403
    assert state() == before


def test_mass_assignment_through_a_form(victim: User) -> None:
    browser = Client()
    mallory = User.objects.create_user("mallory")
    browser.force_login(mallory)
    browser.post("/new/", {"title": "Mine", "owner": victim.pk, "completed": "on", "id": 1, "pk": 1})
    todo = Todo.objects.get(title="Mine")
    assert (todo.owner, todo.completed, Todo.objects.get(pk=1).title) == (mallory, False, "Milk")


@pytest.mark.parametrize("path", ["/admin/", "/admin/todos/todo/", "/admin/auth/user/"])
def test_the_admin_is_for_the_staff_only(path: str) -> None:
    editor = User.objects.create_user("editor")
    editor.groups.add(Group.objects.get(name="Editors"))
    for user in (None, editor):
        browser = Client()
        if user:
            browser.force_login(user)
        response = browser.get(path)
        assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={path}")
