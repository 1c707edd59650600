"""The service over HTTP: LanguageTool's shapes, our JSON, limits and refusals."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import anyio
import pytest
from anyio.from_thread import check_cancelled
from starlette.testclient import TestClient

from tqcheck.server import app, languagetool
from tqcheck.server.app import application
from tqcheck.server.checker import Checker
from tqcheck.server.rate import Rate

TEXT = "🎉 It fell in August , he said."


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    service = application(Checker("off"), origins=("https://cms.example", "app://obsidian.md"))
    with TestClient(service, base_url="http://127.0.0.1:8088") as opened:
        yield opened


def form(client: TestClient, **fields: str) -> Any:
    response = client.post(
        "/v2/check",
        content=urlencode(fields),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert response.status_code == 200, response.text
    return response.json()


def test_offsets_are_utf16_units(client: TestClient) -> None:
    (match,) = form(client, text=TEXT, language="en-US")["matches"]
    assert (match["offset"], match["length"]) == (20, 2)
    assert match["replacements"] == [{"value": ","}]
    assert match["rule"]["id"] == "space-before-comma"
    assert match["rule"]["issueType"] == "whitespace"
    assert match["shortMessage"]
    assert match["sentence"] == TEXT


def test_markup_counts_in_offsets(client: TestClient) -> None:
    parts = [
        {"text": "In August"},
        {"markup": "<br/>", "interpretAs": " "},
        {"text": ", it fell; in "},
        {"markup": "<b>"},
        {"text": "May , it rose."},
    ]
    matches = form(client, data=json.dumps({"annotation": parts}), language="en")["matches"]
    assert [(m["offset"], m["length"]) for m in matches] == [(9, 6), (34, 2)]


@pytest.mark.parametrize(
    "text", ["R&D rose 5% + 3 é , they said.", "a=b & c = d , 100% sure", "plain , text here"]
)
def test_unescaped_body_of_libreoffice_is_read_whole(client: TestClient, text: str) -> None:
    body = f"text={text}&language=en-US".encode()
    request = languagetool.parse(body)
    assert (request.text, request.language) == (text, "en-US")
    response = client.post("/v2/check", content=body)
    assert response.json()["matches"][0]["offset"] == text.index(" ,")


def test_escaped_body_is_unescaped() -> None:
    request = languagetool.parse(urlencode({"text": "R&D rose 5% + 3 é"}).encode())
    assert request.text == "R&D rose 5% + 3 é"


def test_form_of_ltex_that_calls_itself_json_is_read(client: TestClient) -> None:
    parts = [
        {"text": "🎉 R&D rose 5% + 3 é "},
        {"markup": "\\emph{", "interpretAs": ""},
        {"text": "now , they"},
        {"markup": "}"},
        {"text": " said."},
    ]
    fields = {"data": json.dumps({"annotation": parts}), "language": "en-US", "level": "picky"}
    response = client.post(
        "/v2/check",
        content=urlencode({**fields, "motherTongue": "fr"}),
        headers={"content-type": "application/json"},
    )
    (match,) = response.json()["matches"]
    assert (match["offset"], match["length"]) == (30, 2)
    assert match["sentence"]
    assert [replacement["value"] for replacement in match["replacements"]] == [","]


def test_markdown_of_obsidian_is_read(client: TestClient) -> None:
    """What its builder makes of `# Prices 🎉`, bold type and a list; parts carry an `offset`."""
    parts = [
        {"interpretAs": "", "markup": "# ", "offset": {"end": 2, "start": 0}},
        {"offset": {"end": 11, "start": 2}, "text": "Prices 🎉"},
        {"interpretAs": "\n\n", "markup": "\n\n", "offset": {"end": 13, "start": 11}},
        {"offset": {"end": 34, "start": 13}, "text": "R&D rose 5% + 3 é in "},
        {"interpretAs": "", "markup": "**", "offset": {"end": 36, "start": 34}},
        {"offset": {"end": 39, "start": 36}, "text": "May"},
        {"interpretAs": "", "markup": "**", "offset": {"end": 41, "start": 39}},
        {"offset": {"end": 54, "start": 41}, "text": " , they said."},
        {"interpretAs": "\n\n• ", "markup": "\n\n- ", "offset": {"end": 58, "start": 54}},
        {"offset": {"end": 69, "start": 58}, "text": "two , three"},
    ]
    fields = {
        "data": json.dumps({"annotation": parts}, ensure_ascii=False, separators=(",", ":")),
        "language": "auto",
        "enabledOnly": "false",
        "level": "picky",
        "disabledCategories": "TYPOS,CASING",
        "preferredVariants": "en-GB,pt-BR",
    }
    response = client.post(
        "/v2/check",
        content=urlencode(fields, quote_via=quote, safe="~()*!.'"),
        headers={
            "content-type": "application/x-www-form-urlencoded",
            "accept": "application/json",
            "origin": "app://obsidian.md",
        },
    )
    assert response.headers["access-control-allow-origin"] == "app://obsidian.md"
    matches = response.json()["matches"]
    assert [(match["offset"], match["length"]) for match in matches] == [(41, 2), (61, 2)]
    assert all(match["shortMessage"] for match in matches)


def test_rule_and_category_switches(client: TestClient) -> None:
    assert (
        form(client, text=TEXT, language="en", disabledRules="space-before-comma")["matches"] == []
    )
    category = "LINGUISTIC_CONVENTIONS_WHITESPACE"
    assert form(client, text=TEXT, language="en", disabledCategories=category)["matches"] == []
    only = {"enabledOnly": "true", "enabledRules": "space-before-comma"}
    assert len(form(client, text=TEXT, language="en", **only)["matches"]) == 1


def test_service_facts(client: TestClient) -> None:
    assert {"name": "English", "code": "en", "longCode": "en"} in client.get("/v2/languages").json()
    assert client.get("/v2/maxtextlength").text == str(app.MAX_TEXT_CHARS)
    assert client.get("/v2/healthcheck").text == "OK"
    assert client.get("/v2/info").json()["software"]["name"] == "tqcheck"


def test_own_json(client: TestClient) -> None:
    answer = client.post("/v1/check", json={"text": TEXT, "language": "en"}).json()
    (finding,) = answer["findings"]
    assert (finding["start"], finding["end"], finding["line"]) == (19, 21, 1)


def test_report_of_real_findings_comes_back(client: TestClient) -> None:
    response = client.post("/v1/report", json={"text": TEXT, "language": "en"})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert "space-before-comma" in response.text
    assert "🎉" in response.text


def test_own_json_compares_with_the_source(client: TestClient) -> None:
    asked = {"text": "It cost 40 euros.", "source": "Il a coûté 50 euros.", "source_language": "fr"}
    answer = client.post("/v1/check", json={**asked, "language": "en-GB"}).json()
    assert [f["rule"] for f in answer["findings"]] == ["number-mismatch"]
    assert answer["segments"][0]["source"] == asked["source"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"text": 3}', b'{"text": "a", "source": 1}', b"\xff\xfe"]
)
def test_bad_json_is_refused(client: TestClient, body: bytes) -> None:
    assert client.post("/v1/check", content=body).status_code == 400


@pytest.mark.parametrize("body", [b"", b"language=en", b"data={", b"data=[1]", b"data={}"])
def test_bad_form_is_refused(client: TestClient, body: bytes) -> None:
    assert client.post("/v2/check", content=body).status_code == 400


@pytest.mark.parametrize("code", ["en-US", "en_US", "EN"])
def test_regions_and_cases_of_a_language_are_understood(client: TestClient, code: str) -> None:
    (match,) = form(client, text=TEXT, language=code, motherTongue="fr-FR")["matches"]
    assert match["rule"]["id"] == "space-before-comma"


@pytest.mark.parametrize("code", ["../en", "e", "x" * 300, "en\0", "12"])
def test_what_is_no_language_code_is_refused(client: TestClient, code: str) -> None:
    for name in ("language", "motherTongue"):
        response = client.post("/v2/check", content=urlencode({"text": TEXT, name: code}))
        assert response.status_code == 400, name


@pytest.mark.parametrize("name", ["host", "origin"])
@pytest.mark.parametrize("value", ["http://[", "//", "[::1", "null", "é"])
def test_malformed_host_and_origin_are_refused(client: TestClient, name: str, value: str) -> None:
    headers = {name: value.encode("utf-8")}
    assert client.get("/v2/info", headers=headers).status_code == 403


def test_foreign_host_and_origin_are_refused(client: TestClient) -> None:
    assert client.get("/v2/info", headers={"host": "evil.example"}).status_code == 403
    assert client.get("/v2/info", headers={"origin": "https://evil.example"}).status_code == 403


def test_named_origin_is_allowed(client: TestClient) -> None:
    response = client.options("/v2/check", headers={"origin": "https://cms.example"})
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "https://cms.example"


def test_too_long_is_refused(client: TestClient) -> None:
    text = "a" * (app.MAX_TEXT_CHARS + 1)
    assert client.post("/v2/check", content=urlencode({"text": text})).status_code == 413
    assert client.post("/v1/check", content=b" " * (app.MAX_BODY_BYTES + 1)).status_code == 413


def test_full_queue_says_when_to_come_back(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "MAX_PENDING", 0)
    response = client.post("/v1/check", json={"text": TEXT})
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")


def test_client_that_asks_too_often_is_told_when_to_come_back() -> None:
    service = application(Checker("off"), rate=Rate(2, now=lambda: 0.0))
    asked = {"text": TEXT}
    with TestClient(service, base_url="http://127.0.0.1") as client:
        assert client.post("/v2/check", json=asked).status_code == 200
        assert client.post("/v1/check", json=asked, headers={"host": "evil"}).status_code == 403
        assert client.post("/v1/check", json=asked).status_code == 200
        for path in ("/v1/check", "/v2/check"):
            response = client.post(path, json=asked)
            assert (response.status_code, response.headers["retry-after"]) == (429, "30")
            assert response.headers["content-type"].startswith("text/plain")
            assert response.text == "too many requests; see `tqcheck serve --rate`"


def test_half_a_surrogate_pair_comes_back(client: TestClient) -> None:
    text = "It fell , \ud83c he said."
    asked = json.dumps({"text": text, "language": "en"})
    (finding,) = client.post("/v1/check", content=asked).json()["findings"]
    assert (finding["start"], finding["end"]) == (7, 9)
    (match,) = client.post("/v2/check", content=asked).json()["matches"]
    assert (match["offset"], match["sentence"]) == (7, text)
    assert client.post("/v1/report", content=asked).status_code == 200


def test_page_runs_under_a_strict_policy(client: TestClient) -> None:
    response = client.get("/")
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "<script>" not in response.text
    assert "style=" not in response.text
    for path in ("/page.css", "/page.js"):
        assert client.get(path).status_code == 200


def test_check_is_given_up_when_the_client_leaves() -> None:
    """Work ends between two portions, and what is queued behind it runs."""
    begun, ended = threading.Event(), threading.Event()

    class Slow(Checker):
        def check(self, text: str, **_: Any) -> Any:
            begun.set()
            try:
                while True:
                    time.sleep(0.01)
                    check_cancelled()
            finally:
                ended.set()

    async def main() -> None:
        messages = [{"type": "http.request", "body": b'{"text": "a"}'}]

        async def receive() -> dict[str, Any]:
            if messages:
                return messages.pop()
            while not begun.is_set():
                await anyio.sleep(0.01)
            return {"type": "http.disconnect"}

        async def send(_: Any) -> None:
            """Nobody listens any more."""

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/v1/check",
            "query_string": b"",
            "headers": [(b"host", b"localhost")],
        }
        await application(Slow("off"))(scope, receive, send)

    anyio.run(main)
    assert ended.is_set()


def test_check_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "TIMEOUT_S", 0.05)

    class Slow(Checker):
        def check(self, text: str, **_: Any) -> Any:
            while True:
                time.sleep(0.01)
                check_cancelled()

        def warm(self) -> None:
            """Nothing to load."""

    with TestClient(application(Slow("off")), base_url="http://127.0.0.1") as client:
        response = client.post("/v1/check", json={"text": TEXT})
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")


def test_rules_do_not_wait_for_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "MAX_RUNNING", 1)
    release, begun = threading.Event(), threading.Event()

    class Slow(Checker):
        def check(self, text: str, *, model: bool = True, **options: Any) -> Any:
            if model:
                begun.set()
                release.wait()
            return super().check(text, model=False, **options)

        def warm(self) -> None:
            """Nothing to load."""

    slow = Slow("off")
    slow.has_model = True
    with TestClient(application(slow), base_url="http://127.0.0.1") as client:
        patient = threading.Thread(
            target=client.post, args=("/v1/check",), kwargs={"json": {"text": "a"}}
        )
        patient.start()
        begun.wait()
        quick = client.post("/v1/check", json={"text": TEXT, "model": "off"})
        release.set()
        patient.join()
    assert quick.status_code == 200
