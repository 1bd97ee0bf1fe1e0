r"""Log-in for browsers by cookie, for programs by bearer token; one dependency tells who it is.

A handler that takes ``CurrentUser`` has a user or is not called. Both ways are declared as security schemes, so the
documentation shows a lock and a field for the token. The cookie is ``HttpOnly`` (no script reads it),
``SameSite=Lax``, in production ``Secure`` and named ``__Host-session``: with that prefix browsers take it only from
this host over HTTPS, so no other subdomain can plant one. A browser attaches a cookie whoever asks; a bearer token it
does not. Therefore the check against forged requests stands right where the cookie is believed, and nobody who adds a
route can forget it.

- Session fixation: log-in always makes a new token and ends the old one. What an attacker planted is worth nothing.
- Open redirect: ``next`` must be a path on this site; ``//evil.example`` and ``/\evil.example`` are none to a browser.
- Log-out deletes the row: a stolen copy of the cookie ends too.

Cost: one query a request with a cookie or token, none without. 0.2 s of computing a log-in.
Not for: a public service without limits on attempts per name and address; see 05-api for limits, OAuth2 and passkeys.
Asked: cookie or token in localStorage? Where would you put the CSRF check so that it cannot be forgotten?
Source: https://fastapi.tiangolo.com/tutorial/security/ and
https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel, Field
from starlette.requests import HTTPConnection

from fastapi_app.board import FILES
from fastapi_app.csrf import same_origin
from fastapi_app.dependencies import CurrentDatabase
from fastapi_app.problems import Problem
from fastapi_app.settings import Settings
from fastapi_app.users import LIFETIME_SECONDS, Account, Users


def cookie_name(settings: Settings) -> str:
    """Return ``__Host-session`` in production, where there is HTTPS, and ``fastapi_session`` elsewhere.

    Cookies know no ports: on a laptop, every service of this machine sends and gets the same ones.
    """
    return "__Host-session" if settings.secure_cookies else "fastapi_session"


class SessionCookie(APIKeyCookie):
    """The security scheme of the cookie, whose name depends on the settings."""

    async def __call__(self, request: HTTPConnection) -> str | None:
        """Return the cookie's value, or None."""
        return request.cookies.get(cookie_name(request.app.state.settings))


session_cookie = SessionCookie(
    name="__Host-session",
    scheme_name="session",
    description="Set by POST /login; in development named `fastapi_session`.",
)
bearer_token = HTTPBearer(auto_error=False, scheme_name="token", description="Made by POST /tokens.")


async def all_users(request: Request, database: CurrentDatabase) -> Users:
    """Dependency: the users of the application's database."""
    key = request.app.state.settings.secret_key
    if key is None:
        raise RuntimeError("no secret key: make the settings with load_settings()")
    return Users(database, key.get_secret_value())


AllUsers = Annotated[Users, Depends(all_users)]


async def optional_user(
    request: Request,
    users: AllUsers,
    cookie: Annotated[str | None, Depends(session_cookie)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer_token)],
) -> Account | None:
    """Dependency: who asks, by token or else by cookie, or None; 403 for a cookie from another site's page."""
    if bearer is not None:
        return await users.user_of(bearer.credentials, "program")
    if cookie is not None:
        await same_origin(request)
        return await users.user_of(cookie, "browser")
    return None


async def current_user(user: Annotated[Account | None, Depends(optional_user)]) -> Account:
    """Dependency: who asks; for nobody 401, ``Log in first, or send a bearer token.``."""
    if user is None:
        raise Problem(401, "Log in first, or send a bearer token.", headers={"WWW-Authenticate": "Bearer"})
    return user


CurrentUser = Annotated[Account, Depends(current_user)]
OptionalUser = Annotated[Account | None, Depends(optional_user)]
USER_ERRORS: dict[int | str, dict[str, object]] = {
    401: {"description": "Nobody is logged in, and there is no good token."},
    403: {"description": "The request carries a cookie and comes from another site's page."},
}
"""Errors of every operation that needs a user, for the documentation."""


def safe_next(target: str) -> str:
    r"""Return ``target`` when it is a path on this site, else ``/``.

    Browsers read ``\`` as ``/`` and skip tabs and line breaks, so none of these may occur, nor a space.

    >>> safe_next("/todos?limit=5"), safe_next("//evil.example"), safe_next("https://evil.example")
    ('/todos?limit=5', '/', '/')
    """
    path = target.startswith("/") and not target.startswith("//")
    plain = all("!" <= sign <= "~" and sign != "\\" for sign in target)
    return target if path and plain else "/"


class LogIn(BaseModel):
    """The fields of the log-in form."""

    name: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]  # PostgreSQL takes no U+0000, in a query either
    password: Annotated[str, Field(max_length=1000)]
    next: Annotated[str, Field(max_length=2000)] = "/"


class Session(BaseModel):
    """Who is logged in."""

    name: str | None = Field(description="None for nobody.", examples=["demo"])


class NewToken(BaseModel):
    """A token, told once: the server keeps only its hash."""

    token: str
    expires_in: int = Field(description="In seconds.")


router = APIRouter(tags=["accounts"])
templates = Jinja2Templates(directory=FILES)


def _page(request: Request, status: int, **values: str) -> HTMLResponse:
    headers = {"Cache-Control": "no-store"}
    return templates.TemplateResponse(request, "login.html", values, status_code=status, headers=headers)


@router.get("/login", response_class=HTMLResponse, include_in_schema=False)
async def show_log_in(request: Request, next: str = "/") -> HTMLResponse:  # noqa: A002  # the parameter's name in the URL
    """Show the form, never from a cache; afterwards the browser goes to ``next`` if that is a path on this site."""
    return _page(request, 200, next=safe_next(next))


@router.post("/login", response_model=None, dependencies=[Depends(same_origin)], include_in_schema=False)
async def log_in(request: Request, users: AllUsers, form: Annotated[LogIn, Form()]) -> HTMLResponse | RedirectResponse:
    """Set a new cookie and redirect (303), or show the form again (422), with the name and ``next`` as they were.

    The form says ``Name or password is wrong.``, and nothing more. The session that the request came with ends, and its
    token is never used again.
    """
    settings: Settings = request.app.state.settings
    user = await users.authenticate(form.name, form.password)
    if user is None:
        return _page(request, 422, next=safe_next(form.next), name=form.name, problem="Name or password is wrong.")
    if old := await session_cookie(request):
        await users.end_token(old)
    response = RedirectResponse(safe_next(form.next), 303)
    response.set_cookie(
        cookie_name(settings),
        await users.make_token(user.id, "browser"),
        max_age=LIFETIME_SECONDS["browser"],
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return response


@router.post("/logout", dependencies=[Depends(same_origin)], include_in_schema=False)
async def log_out(request: Request, users: AllUsers) -> RedirectResponse:
    """End the session on the server, delete the cookie, and go to the board (303)."""
    if token := await session_cookie(request):
        await users.end_token(token)
    response = RedirectResponse("/", 303)
    settings: Settings = request.app.state.settings
    response.delete_cookie(cookie_name(settings), secure=settings.secure_cookies, httponly=True, samesite="lax")
    return response


@router.get("/session")
async def get_session(user: OptionalUser, response: Response) -> Session:
    """Tell who is logged in, null for nobody; no cache may keep the answer."""
    response.headers["Cache-Control"] = "no-store"
    return Session(name=user.name if user else None)


@router.post("/tokens", status_code=201, responses=USER_ERRORS)
async def create_token(users: AllUsers, user: CurrentUser, response: Response) -> NewToken:
    """Make a bearer token for a program; no cache may keep the answer."""
    response.headers["Cache-Control"] = "no-store"
    token = await users.make_token(user.id, "program")
    return NewToken(token=token, expires_in=LIFETIME_SECONDS["program"])


@router.delete("/tokens", status_code=204, responses=USER_ERRORS)
async def end_all_tokens(users: AllUsers, user: CurrentUser) -> None:
    """End all bearer tokens of the user."""
    await users.end_tokens(user.id, "program")
