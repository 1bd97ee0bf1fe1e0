import re

import pytest
from flask import Flask, Response

import flask_app
from flask_app.headers import CONTENT_SECURITY_POLICY, PAGE_HEADERS, add_headers
from tests.flask_app.page_client import PageClient


@pytest.mark.parametrize("path", ["/", "/log-in", "/no-such-page"])
def test_pages_have_all_headers_and_error_pages_too(browser: PageClient, path: str) -> None:
    answer = browser.get(path)

    assert answer.mimetype == "text/html"
    assert PAGE_HEADERS.items() <= dict(answer.headers).items()


@pytest.mark.parametrize("path", ["/", "/todos", "/todos/0", "/health", "/todos.csv", "/static/style.css", "/log-in"])
def test_every_answer_says_nosniff(browser: PageClient, path: str) -> None:
    with browser.get(path) as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_json_and_files_have_no_policy_and_may_be_cached(browser: PageClient) -> None:
    for path in ("/todos", "/static/style.css"):
        with browser.get(path) as answer:
            assert "Content-Security-Policy" not in answer.headers
            assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_the_policy_opens_nothing_for_scripts_and_frames() -> None:
    directives = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))

    assert directives == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }


def test_pages_are_not_framed_kept_or_told_to_other_sites() -> None:
    assert PAGE_HEADERS["X-Frame-Options"] == "DENY"
    assert PAGE_HEADERS["Cache-Control"] == "no-store"
    assert PAGE_HEADERS["Cross-Origin-Opener-Policy"] == "same-origin"
    assert PAGE_HEADERS["Referrer-Policy"] == "same-origin"  # it reaches this site, which forms need over HTTPS


def test_a_view_knows_better(app: Flask) -> None:
    with app.test_request_context():
        response = Response("<p>", headers={"Referrer-Policy": "no-referrer"})
        assert add_headers(response) is response
        assert response.headers.getlist("Referrer-Policy") == ["no-referrer"]


def test_https_is_remembered_by_the_browser(browser: PageClient) -> None:
    assert browser.get("/", base_url="https://localhost").headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in browser.get("/").headers


def test_the_templates_have_nothing_that_the_policy_forbids(app: Flask) -> None:
    """A style or a script in a page would be dead text, and nobody would be told."""
    templates = app.jinja_loader.list_templates() if app.jinja_loader else []
    assert len(templates) >= 8
    for name in templates:
        source, *_ = app.jinja_env.loader.get_source(app.jinja_env, name) if app.jinja_env.loader else ("",)
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:|\|\s*safe|https?://", source), name


def test_the_style_sheet_takes_nothing_from_elsewhere(app: Flask) -> None:
    assert app.static_folder is not None
    assert flask_app.__file__ is not None
    with app.open_resource("static/style.css", "r") as file:
        assert not re.search(r"url\(|@import|https?:", file.read())
