"""Fuzz the bodies that the service is sent: `pip install atheris`, then

    python tests/trust/fuzz_http.py CORPUS -max_total_time=600

CORPUS is a folder for what leads to new branches; the samples below are put there first. The
first byte of an input chooses the endpoint and the content type, the rest is the body. A 500, an
exception, an answer that is no JSON, a finding outside the text or of other text than stands
there, or an input that takes over ten seconds stops the run; it becomes a regression test.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

PATHS = ("/v2/check", "/v1/check", "/v1/report")
KINDS = (b"application/x-www-form-urlencoded", b"application/json", b"", b"text/\xe9")
SAMPLES = (
    (0, b"text=R&D rose 5% + 3 \xc3\xa9 , they said.&language=en-US"),
    (0, b"text=%F0%9F%8E%89+It+fell+%2C+he+said.&language=auto&motherTongue=fr&level=picky"),
    (0, b"text=Mme+Dupont&language=en&enabledOnly=true&enabledRules=untranslated-honorific"),
    (0, b'data={"annotation":[{"text":"In May"},{"markup":"<b>","interpretAs":" "}]}&language=en'),
    (3, b'{"text":"\\ud83c\\udf89 It fell , he said.","language":"en","disabledRules":"a,b"}'),
    (3, b'{"data":{"annotation":[{"markup":"**"},{"text":"a , b"},{"markup":"**"}]}}'),
    (3, b"language=en-US&data=%7B%22annotation%22%3A%5B%7B%22text%22%3A%22a+%2C+b%22%7D%5D%7D"),
    (4, b'{"text":"It cost 40 euros .","source":"50 euros.","language":"en","model":"off"}'),
    (4, b'{"text":"\\u00abA\\u00bb the the","source_language":"fr"}'),
    (4, b'{"text":"A \\ud83c , he said.","language":"en"}'),
    (5, b'{"text":"M . Yoon\\r\\n\\r\\n\\ud800 said.","language":"de-DE"}'),
)


class Service:
    """The service in this process, without a model."""

    def __init__(self) -> None:
        from tqcheck.server.app import application
        from tqcheck.server.checker import Checker

        self._application = application(Checker("off"))
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        """End its threads."""
        self._loop.close()

    def answer(self, choice: int, body: bytes) -> tuple[int, bytes]:
        """Status and body of what is answered to one input."""
        path, kind = PATHS[choice % len(PATHS)], KINDS[choice // len(PATHS) % len(KINDS)]
        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "query_string": b"",
            "headers": [(b"host", b"localhost"), (b"content-type", kind)],
        }
        sent: list[dict[str, Any]] = []
        asked = [{"type": "http.request", "body": body}]

        async def receive() -> dict[str, Any]:
            return asked.pop() if asked else await asyncio.Future()

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        self._loop.run_until_complete(self._application(scope, receive, send))
        return sent[0]["status"], b"".join(part.get("body", b"") for part in sent[1:])


def judge(choice: int, body: bytes, status: int, answer: bytes) -> None:
    """Fail unless an answer is one that a client can rely on."""
    assert status in (200, 400, 413), (status, answer)
    written = answer.decode("utf-8")
    if status != 200:
        assert written
        assert "\n" not in written
    elif choice % len(PATHS) == 0:
        judge_matches(body, json.loads(written, parse_constant=refuse))
    elif choice % len(PATHS) == 1:
        judge_findings(json.loads(body)["text"], json.loads(written, parse_constant=refuse))
    else:
        assert written.lower().startswith("<!doctype html>")


def refuse(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} is no JSON")


def judge_matches(body: bytes, answer: Any) -> None:
    from tqcheck.server import languagetool

    asked = languagetool.parse(body)
    size = asked.ends[-1] if asked.ends else 0
    units = asked.text.encode("utf-16-le", "surrogatepass")
    for match in answer["matches"]:
        start, length, context = match["offset"], match["length"], match["context"]
        assert 0 <= start <= start + length <= size, match
        around = context["text"].encode("utf-16-le", "surrogatepass")
        quoted = around[2 * context["offset"] : 2 * (context["offset"] + context["length"])]
        assert len(quoted) == 2 * context["length"], match
        assert size * 2 != len(units) or quoted == units[2 * start : 2 * (start + length)], match


def judge_findings(text: str, answer: Any) -> None:
    for finding in answer["findings"]:
        assert 0 <= finding["start"] <= finding["end"] <= len(text), finding
        assert finding["text"] == text[finding["start"] : finding["end"]], finding


def main() -> None:
    import atheris  # type: ignore[import-not-found, unused-ignore]

    with atheris.instrument_imports(include=["tqcheck"]):
        service = Service()
        for choice, body in SAMPLES:  # Rules are imported on first use.
            judge(choice, body, *service.answer(choice, body))

    def one(content: bytes) -> None:
        if content:
            judge(content[0], content[1:], *service.answer(content[0], content[1:]))

    for folder in [name for name in sys.argv[1:] if not name.startswith("-")][:1]:
        Path(folder).mkdir(exist_ok=True)
        for number, (choice, body) in enumerate(SAMPLES):
            (Path(folder) / f"sample-{number}").write_bytes(bytes([choice]) + body)
    atheris.Setup([*sys.argv, "-timeout=10", "-max_len=4096"], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
