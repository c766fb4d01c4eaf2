"""The interactive documentation, served from here: it works without the network."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import RedirectResponse

from advisor.api.problems import Refusal

router = APIRouter(include_in_schema=False)

# Swagger UI starts from a script in the page, which a policy may allow by its digest only; the
# page shows nothing that a caller sent, so scripts in it are allowed.
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}


@router.get("/")
async def root(request: Request) -> Response:
    """The documentation is the front page."""
    at = request.scope.get("root_path", "")
    return RedirectResponse(f"{at}/docs" if at else "docs")


@router.get("/docs")
async def page(request: Request) -> Response:
    """Swagger UI over this service's description."""
    at = request.scope.get("root_path", "")
    html = get_swagger_ui_html(
        openapi_url=f"{at}/v1/openapi.json",
        title=f"{request.app.title}: routes",
        swagger_js_url=f"{at}/docs/swagger-ui-bundle.js",
        swagger_css_url=f"{at}/docs/swagger-ui.css",
        swagger_favicon_url=f"{at}/docs/favicon-32x32.png",
        swagger_ui_parameters={"tryItOutEnabled": True, "validatorUrl": None},
    )
    html.headers["Content-Security-Policy"] = _POLICY
    return html


@router.get("/docs/{name}")
async def asset(name: str) -> Response:
    """A file of Swagger UI (Apache-2.0), from the package fastapi-swagger."""
    if name not in _ASSETS:
        raise Refusal(404, "There is no such file.")
    return Response(
        _asset(name), media_type=_ASSETS[name], headers={"Cache-Control": "private, max-age=86400"}
    )


@cache
def _asset(name: str) -> bytes:
    return files("fastapi_swagger").joinpath("resources", name).read_bytes()
