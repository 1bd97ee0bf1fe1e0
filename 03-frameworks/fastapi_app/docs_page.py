"""The page ``/docs``: Swagger UI from this machine, under a content security policy.

FastAPI's own page loads its script from another company's server: it needs the network, tells that company who reads
our documentation, and would run whatever that server sends. The package ``fastapi-swagger`` brings the files along.

FastAPI writes the page with a few lines of script *in* it. The policy of this service forbids that, and
``unsafe-inline`` would allow every other inline script as well. The third way is a hash: the browser runs an inline
script whose SHA-256 stands in the header, and no other.

Cost: the page is made once. Swagger UI is 1.5 MB of script, which only readers of this page load.
Not for: a public API with its own documentation site; render the document there (Scalar, Redoc), or switch this page
off.
Asked: why is a script from a CDN a risk, and what do integrity hashes change? Is hiding the documentation security?
Source: https://www.w3.org/TR/CSP3/#source-list-syntax, https://fastapi.tiangolo.com/how-to/custom-docs-ui-assets/
"""

import base64
import hashlib
import re
from functools import cache

from fastapi import APIRouter
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

ASSETS = "/swagger"

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def show_documentation() -> HTMLResponse:
    """Show the OpenAPI document, with a form to try each operation."""
    page, policy = documentation()
    return HTMLResponse(page, headers={"Content-Security-Policy": policy})


@cache
def documentation() -> tuple[str, str]:
    """Return the page and its policy, in which the hash of each inline script stands."""
    response = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="To-do service: documentation",
        swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{ASSETS}/favicon-32x32.png",
        swagger_ui_parameters={"tryItOutEnabled": True, "filter": True},
    )
    page = bytes(response.body).decode()
    hashes = " ".join(script_hash(script) for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL))
    policy = (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return page, policy


def script_hash(script: str) -> str:
    """Return the source expression that allows this inline script, exactly as it stands between its tags.

    >>> script_hash("alert('Hello, world.');")
    "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def assets() -> StaticFiles:
    """Return the application that serves the files of Swagger UI, to be mounted at ASSETS."""
    return StaticFiles(packages=[("fastapi_swagger", "resources")])
