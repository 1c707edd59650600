"""Every report whole, as golden files hold it, and what each form promises.

`python tests/reports/test_reports.py` writes the golden files anew; read the difference.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree
from lxml import html as lxml_html

sys.path.insert(0, str(Path(__file__).parent))
from constructed import FIRST, finding, report

from tqcheck import formats, reports
from tqcheck.records import Finding, Report, Result, Score, Span
from tqcheck.reports import github, view

GOLDEN = Path(__file__).parents[1] / "golden"
FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "report.txt": ("text", {}),
    "report.quiet.txt": ("text", {"quiet": True}),
    "report.80.txt": ("text", {"width": 80}),
    "report.80.color.txt": ("text", {"width": 80, "color": True}),
    "report.40.txt": ("text", {"width": 40}),
    "report.json": ("json", {}),
    "report.jsonl": ("jsonl", {}),
    "report.sarif": ("sarif", {}),
    "report.github.txt": ("github", {}),
    "report.html": ("html", {}),
    "report.xlf": ("xliff", {}),
}


def levelled(text: str) -> str:
    """Without what changes for reasons of its own: the style sheet, the version, the manuals."""
    text = re.sub(r"<style>.*?</style>", "<style></style>", text, flags=re.DOTALL)
    text = re.sub(r"tqcheck \d+\.\d+\.\d+", "tqcheck X.Y", text)
    text = re.sub(r'("(?:semanticV|v)ersion"): "0[^"]*"', r'\1: "X.Y"', text)
    return re.sub(r'("(?:text|markdown)"): "A space stands[^"]*(?:\\"[^"]*)*"', r'\1: "..."', text)


def made(name: str) -> str:
    form, options = FORMS[name]
    return levelled(reports.render(report(), form, **options))


def summary() -> str:
    """The rest of the GitHub annotations, as the step shows it."""
    many = Report(report().documents[:1] * 3, {})
    return github.step_summary(many)


def test_step_summary_is_as_its_golden_file() -> None:
    assert summary() == (GOLDEN / "report.summary.md").read_bytes().decode()


@pytest.mark.parametrize("name", FORMS)
def test_report_is_as_its_golden_file(name: str) -> None:
    assert made(name) == (GOLDEN / name).read_bytes().decode()


def test_json_and_jsonl_keep_to_the_schema_that_ships() -> None:
    text = (files("tqcheck.reports") / "report.schema.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    content = json.loads(reports.render(report(), "json"))
    jsonschema.validate(content, schema)
    lines = reports.render(report(), "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == content["documents"]


def test_text_in_a_pipe_has_no_escapes_and_no_wrapping() -> None:
    text = reports.render(report(), "text")
    assert "\x1b" not in text
    assert "⟦forehead⟧, <b>said M</b> ." in text


def test_text_without_colour_on_a_terminal_has_no_escape_codes() -> None:
    assert "\x1b[3" not in reports.render(report(), "text", width=80)


def test_github_writes_ten_annotations_and_counts_the_rest() -> None:
    first = report().documents[0]
    many = Report((type(first)(**{n: getattr(first, n) for n in first.__slots__}),) * 4, {})
    lines = reports.render(many, "github").splitlines()
    assert sum(line.startswith("::") for line in lines) == github.SHOWN
    assert [line.split()[0] for line in lines[:4]] == ["::error"] * 4
    assert "in the step summary: 10 more findings" in lines
    assert github.step_summary(many).count("| copy/one, two.txt:") == 20


def test_github_escapes_what_would_end_an_annotation() -> None:
    lines = reports.render(report(), "github").splitlines()
    assert lines[0].startswith("::error file=copy/one%2C two.txt,line=1,")
    notice = next(line for line in lines if line.startswith("::notice"))
    assert "%250A::error" in notice
    assert "100%25 odd:%0Amay go" in notice


def test_what_to_write_is_a_sentence_of_its_own() -> None:
    assert "another sense. Write: front" in reports.render(report(), "github")
    assert "another sense. Write: front" in reports.render(report(), "xliff")
    assert view.advice(finding("a", "b", "b", message="Is it?", suggestions=("",))) == (
        "Is it? Write: (nothing)"
    )


def test_one_is_no_plural() -> None:
    assert [view.counted(n, "word") for n in (0, 1, 1200)] == ["0 words", "1 word", "1,200 words"]
    one = replace(_found("a.txt", b"One", "One", "Two"), words=1)
    assert "· 1 word" in reports.render(Report((one,), {}), "text")


def test_html_has_no_script_no_outside_resource_and_a_strict_policy() -> None:
    page = reports.render(report(), "html")
    tree = lxml_html.document_fromstring(page)
    assert not tree.xpath("//script | //link | //img | //iframe | //@onclick | //@src")
    assert "default-src 'none'" in tree.xpath("//meta[@http-equiv]/@content")[0]
    assert "&lt;script&gt;" in page
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in tree.xpath("//a/@href")} <= set(ids)
    assert set(" ".join(tree.xpath("//mark/@aria-describedby")).split()) <= set(ids)


def test_html_shows_stray_spaces_and_explains_marks_only_where_there_are_some() -> None:
    tree = lxml_html.document_fromstring(reports.render(report(), "html"))
    marks = {m.text: m.get("class") for m in tree.xpath("//ol[@class='findings']//mark")}
    assert (marks[" ."], marks["forehead"]) == ("minor spaced", "major")
    legends = [len(a.xpath(".//p[@class='legend']")) for a in tree.xpath("//article")]
    assert legends == [2, 0]
    assert tree.xpath("//p[not(@class)]/span[@class='faint']/text()") == ["Nothing"]


def test_html_shows_controls_in_a_path_as_codes() -> None:
    page = reports.render(report(), "html")
    assert "\x1b" not in page
    assert "b\\u001b[31m.txt" in page


def test_language_stated_in_the_file_is_no_guess() -> None:
    row = b'{"text": "One.", "language": "en", "source_language": "fr"}'
    (document,) = formats.read("a.jsonl", row)
    document = replace(document, language="en")
    result = replace(_found("a.txt", b"One", "One", "Two"), document=document)
    assert view.languages(result) == "en, from fr (stated in the file)"


def test_html_shows_the_copy_whole_and_cuts_crossing_marks() -> None:
    tree = lxml_html.document_fromstring(reports.render(report(), "html"))
    copy = tree.xpath("//article[@id='d1']//div[@class='copy']//p")
    for number in tree.xpath("//a[contains(@class, 'number')]"):
        number.text = ""
    assert [p.text_content().strip() for p in copy] == FIRST.split("\n")
    assert not tree.xpath("//mark//mark")


def test_xliff_holds_every_issue_and_the_text_whole() -> None:
    tree = etree.fromstring(reports.render(report(), "xliff").encode())
    its = "{http://www.w3.org/2005/11/its}"
    targets = tree.findall(".//{*}target")
    assert ["".join(t.itertext()) for t in targets] == [*FIRST.split("\n"), "Es regnet."]
    inline = tree.findall(".//{*}mrk")
    apart = tree.findall(f".//{its}locQualityIssue")
    assert len(inline) + len(apart) == 5
    names = {n.get("{http://www.w3.org/XML/1998/namespace}id") for n in tree.iter() if n.tag}
    for target in targets:
        reference = target.get(f"{its}locQualityIssuesRef")
        assert reference is None or reference[1:] in names
    assert targets[0].get(f"{its}locQualityRatingScore") == "31"


def test_sarif_has_what_the_standard_requires() -> None:
    log = json.loads(reports.render(report(), "sarif"))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    run = log["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "copy/one,%20two.txt"
        region = place["region"]
        line = FIRST.split("\n")[region["startLine"] - 1]
        cut = line[region["startColumn"] - 1 : region["endColumn"] - 1]
        assert cut == region["snippet"]["text"]
        for fix in result.get("fixes", ()):
            assert fix["artifactChanges"][0]["replacements"][0]["deletedRegion"]
    marks = [r["partialFingerprints"]["tqcheck/v1"] for r in run["results"]]
    assert len(set(marks)) == len(marks)


@pytest.mark.parametrize(
    ("name", "content", "what", "write", "fixed"),
    [
        ("a.html", "<p>One ,two.</p>", " ,", ",", "<p>One,two.</p>"),
        ("a.html", "<p>One <b>,</b> two.</p>", " ,", ",", None),
        ("a.html", "<p>One &amp; two.</p>", "&", "and", None),
        ("a.html", "<p>One and two.</p>", "and", "&", None),
        ("a.json", '{"text": "One and two."}', "and", '"and"', None),
        ("a.json", '{"text": "One and two."}', "and", "or", '{"text": "One or two."}'),
        ("a.txt", "One and two.", "and", "&", "One & two."),
    ],
)
def test_sarif_offers_only_fixes_that_leave_the_file_whole(
    name: str, content: str, what: str, write: str, fixed: str | None
) -> None:
    result = _found(name, content.encode(), what, write)
    log = json.loads(reports.render(Report((result,), {}), "sarif"))
    fixes = log["runs"][0]["results"][0].get("fixes", [])
    made = []
    for fix in fixes:
        (change,) = fix["artifactChanges"][0]["replacements"]
        region = change["deletedRegion"]
        before, after = content[: region["startColumn"] - 1], content[region["endColumn"] - 1 :]
        made.append(before + change["insertedContent"]["text"] + after)
    assert made == ([] if fixed is None else [fixed])


def test_sarif_offers_no_fix_for_a_zipped_file() -> None:
    content = (Path(__file__).parents[2] / "seeds" / "feed" / "ferry.docx").read_bytes()
    result = _found("ferry.docx", content, " ,", ",")
    assert '"fixes"' not in reports.render(Report((result,), {}), "sarif")


def test_github_columns_end_after_an_entity() -> None:
    result = _found("a.html", b"<p>life &amp; work</p>", "&", "and")
    assert ",col=9,endColumn=14," in reports.render(Report((result,), {}), "github")


def _found(name: str, content: bytes, what: str, write: str) -> Result:
    """A file with one finding, made up."""
    (document,) = formats.read(name, content)
    at = document.text.index(what)
    made_up = Finding(
        rule="made-up",
        category="accuracy/mistranslation",
        severity="minor",
        span=Span(at, at + len(what)),
        text=what,
        message="may be wrong",
        suggestions=(write,),
    )
    return Result(
        document=document,
        findings=(made_up,),
        skipped=(),
        verdict="pass",
        score=Score("quality", None, "no score"),
        penalty_per_1000_words=0.0,
        words=2,
    )


@pytest.mark.parametrize("form", ["text", "github", "html"])
def test_documents_of_one_file_are_told_apart(form: str) -> None:
    rows = b"".join(b'{"id": "%s", "text": "One."}\n' % name for name in (b"u1", b"", b"x", b"x"))
    all_four = tuple(
        Result(document, (), (), "pass", Score("quality", None, "no score"), 0.0, 1)
        for document in formats.read("a.jsonl", rows)
    )
    text = reports.render(Report(all_four, {}), form)
    for name in ("u1", "2", "x, line 3", "x, line 4"):
        assert f"a.jsonl ({name})" in text
    assert "(u1)" not in reports.render(Report(all_four[:1], {}), form)


def test_riskiest_segments_are_those_with_the_lowest_score() -> None:
    assert [s.id for s in view.riskiest(report().documents[0])] == ["1", "2"]


def test_runs_cover_the_text_once() -> None:
    result = report().documents[0]
    runs = view.runs(0, len(FIRST), result.findings)
    assert "".join(FIRST[run.start : run.end] for run in runs) == FIRST


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name in FORMS:
        (GOLDEN / name).write_bytes(made(name).encode())
    (GOLDEN / "report.summary.md").write_bytes(summary().encode())
