"""The application: routes, limits and safe defaults.

Answers only to its own host names, refuses foreign origins unless named, bounds the size,
number and time of requests, and logs nothing of the text.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tqcheck import reports
from tqcheck.errors import ModelError, TqcheckError
from tqcheck.records import Report, Result
from tqcheck.reports.json import document as document_json
from tqcheck.server import languagetool
from tqcheck.server.checker import Checker
from tqcheck.server.rate import Rate

#: Longest text checked, in characters; about 30,000 words.
MAX_TEXT_CHARS = 200_000
#: Longest body read: text as escaped UTF-8 with its markup or source beside it.
MAX_BODY_BYTES = 4_000_000
#: Checks by rules, and checks with the model, that wait or run before others are told to come
#: back. They stand in two queues, so that rules never wait for the model.
MAX_PENDING = 128
#: Checks of a queue running at once; the model itself uses every core.
MAX_RUNNING = 2
#: A check that takes longer, waiting included, is given up.
TIMEOUT_S = 60.0
#: A body that takes longer to arrive is given up.
BODY_TIMEOUT_S = 20.0

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_SAFE_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_PAGE = {"/": ("page.html", "text/html"), "/page.css": ("page.css", "text/css")}
_PAGE |= {"/page.js": ("page.js", "text/javascript")}
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class _RefusedError(Exception):
    """A request is answered with a status and a line of text, and when to come back if so."""

    def __init__(self, status: int, message: str, *, wait_s: int = 0) -> None:
        super().__init__(message)
        self.status, self.wait_s = status, wait_s


class _JSONResponse(JSONResponse):
    """JSON in UTF-8; half a surrogate pair, as a cut emoji leaves it, stands as its escape."""

    def render(self, content: Any) -> bytes:
        """The bytes of the answer."""
        written = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return written.encode("utf-8", "backslashreplace")


def application(
    checker: Checker,
    *,
    hosts: Sequence[str] = _LOOPBACK,
    origins: Sequence[str] = (),
    compat: bool = False,
    rate: Rate | None = None,
) -> Starlette:
    """The service as an ASGI application.

    Args:
        checker: what checks the texts.
        hosts: host names, without port, it answers to.
        origins: web origins, such as `https://cms.example`, that may use it from a browser.
        compat: send only the issue types that Superdesk keeps.
        rate: how often one client may ask; None for no limit.
    """
    by_rules, by_model = _Queue(), _Queue()

    async def v2_check(request: Request) -> Response:
        asked = languagetool.parse(await _body(request))
        _bounded(asked.text)
        result = await _unless_left(
            request,
            by_model if asked.picky and checker.has_model else by_rules,
            lambda: checker.check(
                asked.text,
                language=asked.language,
                source_language=asked.source_language,
                model=asked.picky,
            ),
        )
        return _JSONResponse(languagetool.answer(result, asked, compat=compat))

    async def v1(request: Request) -> Result:
        try:
            asked = json.loads(await _body(request))
        except (ValueError, RecursionError) as error:
            raise _RefusedError(400, f"not JSON: {error}") from error
        if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
            raise _RefusedError(400, "the body is not a JSON object with `text`")
        options: dict[str, str | None] = {}
        for name in ("language", "source_language", "source"):
            value = asked.get(name)
            if value is not None and not isinstance(value, str):
                raise _RefusedError(400, f"`{name}` is not a string")
            options[name] = value or None
            _bounded(value or "")
        text, model = asked["text"], asked.get("model") != "off"
        _bounded(text)
        return await _unless_left(
            request,
            by_model if model and checker.has_model else by_rules,
            lambda: checker.check(text, model=model, **options),
        )

    async def v1_check(request: Request) -> Response:
        return _JSONResponse({"version": 1, **document_json(await v1(request))})

    async def v1_report(request: Request) -> Response:
        result = await v1(request)
        page = reports.render(Report((result,), {}), "html").encode("utf-8", "replace")
        return Response(page, media_type="text/html")

    async def page(request: Request) -> Response:
        name, kind = _PAGE[request.url.path]
        content = (files("tqcheck.server") / name).read_bytes()
        return Response(content, media_type=kind)

    async def v2_languages(request: Request) -> Response:
        return _JSONResponse(languagetool.languages())

    async def v2_info(request: Request) -> Response:
        return _JSONResponse({"software": languagetool.software()})

    async def v2_max_text_length(request: Request) -> Response:
        return PlainTextResponse(str(MAX_TEXT_CHARS))

    async def v2_health(request: Request) -> Response:
        return PlainTextResponse("OK")

    def guarded(answer: Callable[[Request], Awaitable[Response]]) -> Callable[..., Any]:
        async def endpoint(request: Request) -> Response:
            try:
                _admit(request, hosts, origins)
                _spare(request, rate)
                response = (
                    Response(status_code=204)
                    if request.method == "OPTIONS"
                    else await answer(request)
                )
            except _RefusedError as refused:
                response = PlainTextResponse(str(refused), refused.status)
                if refused.wait_s:
                    response.headers["Retry-After"] = str(refused.wait_s)
                if refused.status in (408, 413, 429):
                    response.headers["Connection"] = "close"  # What is left of the body is unread.
            except ModelError:
                response = PlainTextResponse("the model failed", 500)
            except TqcheckError as error:
                response = PlainTextResponse(str(error), 400)
            except ClientDisconnect:
                response = Response(status_code=400)
            response.headers.update(_SAFE_HEADERS)
            origin = request.headers.get("origin")
            if origin in origins:
                response.headers["Access-Control-Allow-Origin"] = origin or ""
                response.headers["Access-Control-Allow-Headers"] = "content-type, accept"
                response.headers["Access-Control-Allow-Private-Network"] = "true"
                response.headers["Vary"] = "Origin"
            return response

        return endpoint

    table: list[tuple[str, Callable[[Request], Awaitable[Response]], list[str]]] = [
        ("/v1/check", v1_check, ["POST", "OPTIONS"]),
        ("/v1/report", v1_report, ["POST", "OPTIONS"]),
        ("/v2/check", v2_check, ["POST", "OPTIONS"]),
        ("/v2/languages", v2_languages, ["GET", "OPTIONS"]),
        ("/v2/info", v2_info, ["GET", "OPTIONS"]),
        ("/v2/maxtextlength", v2_max_text_length, ["GET", "OPTIONS"]),
        ("/v2/healthcheck", v2_health, ["GET", "OPTIONS"]),
        *((path, page, ["GET"]) for path in _PAGE),
    ]

    @asynccontextmanager
    async def warmed(_: Starlette) -> AsyncIterator[None]:
        """Load the models while the first text is still being pasted."""
        async with anyio.create_task_group() as group:
            group.start_soon(anyio.to_thread.run_sync, checker.warm)
            yield

    return Starlette(
        lifespan=warmed,
        routes=[Route(path, guarded(answer), methods=methods) for path, answer, methods in table],
    )


class _Queue:
    """Checks of one kind: few run, some wait, the rest are refused."""

    def __init__(self) -> None:
        self._pending = 0
        self._running = anyio.Semaphore(MAX_RUNNING)

    async def run(self, work: Callable[[], Result]) -> Result:
        """What the work gives, once it is its turn.

        The work keeps its place until its thread has ended, so that work given up cannot pile up.
        """
        if self._pending >= MAX_PENDING:
            raise _RefusedError(503, "busy; try again in a moment", wait_s=1)
        self._pending += 1
        try:
            with anyio.fail_after(TIMEOUT_S):
                async with self._running:
                    return await anyio.to_thread.run_sync(work)
        except TimeoutError as error:
            raise _RefusedError(503, "the check took too long; try again", wait_s=1) from error
        finally:
            self._pending -= 1


async def _unless_left(request: Request, queue: _Queue, work: Callable[[], Result]) -> Result:
    """What the work gives; given up as soon as the client leaves, as the page does at every key.

    Raises:
        ClientDisconnect: the client left.
    """
    result: Result | None = None
    failure: Exception | None = None

    async def watch(scope: anyio.CancelScope) -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        scope.cancel()

    async with anyio.create_task_group() as group:
        group.start_soon(watch, group.cancel_scope)
        try:
            result = await queue.run(work)
        except Exception as error:
            failure = error  # Raised below: a task group would wrap it.
        group.cancel_scope.cancel()
    if failure is not None:
        raise failure
    if result is None:
        raise ClientDisconnect
    return result


def _admit(request: Request, hosts: Sequence[str], origins: Sequence[str]) -> None:
    """Refuse a request under a foreign host name (DNS rebinding) or from a foreign page."""
    host = request.headers.get("host", "")
    if _name(f"//{host}") not in {_name(f"//{h}") for h in hosts}:
        raise _RefusedError(403, "this host name is not served; see `tqcheck serve --allow-host`")
    origin = request.headers.get("origin")
    if origin and origin not in origins and _place(origin) != host.lower():
        raise _RefusedError(403, "this origin is not allowed; see `tqcheck serve --allow-origin`")


def _spare(request: Request, rate: Rate | None) -> None:
    """Refuse a client that asks too often."""
    wait_s = rate.wait_s(request.client.host if request.client else "") if rate else 0
    if wait_s:
        raise _RefusedError(429, "too many requests; see `tqcheck serve --rate`", wait_s=wait_s)


def _name(url: str) -> str | None:
    """The host name of a URL, in lower case, without port."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _place(origin: str) -> str | None:
    """The host of an origin, with its port."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


async def _body(request: Request) -> bytes:
    content = bytearray()
    try:
        with anyio.fail_after(BODY_TIMEOUT_S):
            async for chunk in request.stream():
                content += chunk
                if len(content) > MAX_BODY_BYTES:
                    raise _RefusedError(413, f"the body is over {MAX_BODY_BYTES:,} bytes")
    except TimeoutError as error:
        raise _RefusedError(408, "the body did not arrive in time") from error
    return bytes(content)


def _bounded(text: str) -> None:
    if len(text) > MAX_TEXT_CHARS:
        raise _RefusedError(413, f"the text is over {MAX_TEXT_CHARS:,} characters")
