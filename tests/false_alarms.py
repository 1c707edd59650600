"""How often the rules speak up over clean, human-written text.

    python tests/false_alarms.py TEXT... --language en [--words 100000] [--every 1] [--offset 0]
        [--select RULE] [--worst 10]

A TEXT is plain text, one paragraph a line, or a TSV with `--column` (from 0); `.xz` is unpacked.
Lines are grouped into documents, so document rules have something to compare. Where a file has one
sentence a line, as WMT News, quotations and names run on over the lines; a document ends before the
next headline, a short line with no stop at its end, or after 25 lines, or up to eight more where a
quotation stands open: so it holds one article, and no quotation is cut in two. `--every 20` takes
each twentieth document, so that a large corpus is sampled from its beginning to its end, and
`--offset 7` the eighth, twenty-eighth and so on. Documents most of whose lines end in ` .` are left
out: WMT News has a run of tokenized text that nobody wrote so. `--speed` times each rule instead,
one after the other over the same segmented documents. `--write CORPUS` notes the rates in
tqcheck/rules/measured.toml under the language and that name.

News that people wrote has faults. `--judged tests/judged/en.tsv` holds what a reader said
of each finding, `fault` or `false` (house style is `false`), under a key made of the finding and
what stands around it; then false alarms are counted apart, and what nobody has read. The documents
are then those that were read, as `tests/judged/en.lines` beside it lists them, so that no change to
a rule changes them; that file is made where it is not there. `--unread` prints the findings
without a verdict, with their keys, for reading.
"""

from __future__ import annotations

import argparse
import hashlib
import lzma
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

from tqcheck import manual
from tqcheck.check import Gate, check, count_words
from tqcheck.lang import Pack, load, load_pair
from tqcheck.records import Document, Finding, LanguageGuess
from tqcheck.rules import chosen
from tqcheck.rules.marks import quotations
from tqcheck.rules.rule import Context, Rule, findings
from tqcheck.segment import segments

LINES_A_DOCUMENT = 25
# As far as a quotation is followed over paragraphs (tqcheck/rules/marks.py).
MOST_LINES_MORE = 8
MOST_WORDS_OF_HEADLINE = 15
# Control characters that no writer types: lines damaged when the corpus was made are not clean.
_DAMAGED = re.compile("[\x80-\x9f\ufffd]")

# A quotation that a line ends with and does not begin with.
_QUOTED_END = re.compile(r"(?<=.)[\"“„«]([^\"“”„«»]+)[\"”“»]$")


def _is_tokenized(text: str) -> bool:
    """Whether a machine has put a space before the marks: most lines end in ` .`."""
    ends = [line[-2:] for line in text.splitlines()]
    return 2 * sum(end[:1] == " " and end[1:] in ".?!" for end in ends) > len(ends)


def lines(path: Path, column: int | None) -> Iterator[str]:
    """The non-empty, undamaged lines of a file, or of one column of it."""
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            text = line.rstrip("\r\n")
            if column is not None:
                cells = text.split("\t")
                text = cells[column] if column < len(cells) else ""
            if text.strip() and not _DAMAGED.search(text):
                yield text


def _is_headline(line: str) -> bool:
    end = _QUOTED_END.sub(r"\1", line)[-1]
    return end.isalnum() and len(line.split()) <= MOST_WORDS_OF_HEADLINE


def _is_open(taken: list[str], pack: Pack) -> bool:
    """Whether a quotation that began in the last lines has not ended."""
    text = "\n".join(taken[-MOST_LINES_MORE:])
    return any(mark.role != "close" for mark in quotations(text, pack).unpaired)


def texts(source: Iterator[str], pack: Pack) -> Iterator[str]:
    """The lines in documents: articles, or parts of some 25 lines where they are longer.

    A line in lower case that goes on from one without a full stop is of the same document.
    """
    held = ""
    for text in _parts(source, pack):
        first, _, rest = text.partition("\n")
        while held and first[:1].islower() and (held[-1].isalnum() or held[-1] in ",;:"):
            held += "\n" + first
            first, _, rest = rest.partition("\n")
        if held:
            yield held
        held = f"{first}\n{rest}" if rest else first
    if held:
        yield held


def _parts(source: Iterator[str], pack: Pack) -> Iterator[str]:
    taken: list[str] = []
    for line in source:
        starts = taken and _is_headline(line) and not _is_headline(taken[-1])
        more = len(taken) - LINES_A_DOCUMENT
        if starts or more >= MOST_LINES_MORE or (more >= 0 and not _is_open(taken, pack)):
            yield "\n".join(taken)
            taken = []
        taken.append(line)
    if taken:
        yield "\n".join(taken)


def documents(
    paths: list[Path],
    column: int | None,
    language: str,
    max_words: int,
    every: int = 1,
    offset: int = 0,
) -> Iterator[tuple[Document, int]]:
    """Each `every`-th document from `offset` on and its words, until there are `max_words`."""
    total = first = 0
    for path in paths:
        for number, text in enumerate(texts(lines(path, column), load(language))):
            if total >= max_words:
                break
            line, first = first, first + text.count("\n") + 1
            if number % every != offset or _is_tokenized(text):
                continue
            words = count_words(text)
            total += words
            yield Document(f"{path.name}#{line}", text, language=language), words


def judged_documents(
    place: Path, found: Iterator[tuple[Document, int]], source: Callable[[], Iterator[str]]
) -> Iterator[tuple[Document, int]]:
    """The documents that a reader has read, whatever the rules now make of quotations.

    The file has the first line of each, from 0, and how many there are; without it, it is made of
    the documents found.
    """
    if not place.exists():
        every = list(found)
        place.write_text(
            "".join(f"{d.path.split('#')[1]}\t{d.text.count(chr(10)) + 1}\n" for d, _ in every),
            encoding="utf-8",
        )
        yield from every
        return
    text = list(source())
    for row in place.read_text(encoding="utf-8").splitlines():
        first, count = map(int, row.split("\t"))
        document = "\n".join(text[first : first + count])
        yield (
            Document(f"{place.stem}#{first}", document, language=place.stem),
            count_words(document),
        )


def shown(finding: Finding, text: str, width: int = 50) -> str:
    """A finding in its surroundings, on one line."""
    start, end = finding.span.start, finding.span.end
    before, after = text[max(0, start - width) : start], text[end : end + width]
    line = f"{before}⟦{text[start:end]}⟧{after}".replace("\n", "⏎")
    hint = f"  → {finding.suggestions[0]!r}" if finding.suggestions else ""
    return f"[{finding.severity}] {line}{hint}  ({finding.message})"


def key(finding: Finding, text: str) -> str:
    """What a finding is known by, whatever comes before and after its surroundings."""
    start, end = finding.span.start, finding.span.end
    parts = (finding.rule, text[max(0, start - 40) : start], text[start:end], text[end : end + 40])
    return hashlib.sha1("\0".join(parts).encode(), usedforsecurity=False).hexdigest()[:10]


def verdicts(path: Path | None) -> dict[str, str]:
    """`fault` or `false` by key; lines are key, rule, verdict."""
    if path is None:
        return {}
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, verdict = line.split("\t")
        assert verdict in ("fault", "false"), line
        found[name] = verdict
    return found


def read(
    found: list[tuple[str, str]], judged: Mapping[str, str], words: int
) -> Counter[str] | None:
    """Print how many findings (key, rule) are faults, false alarms and unread.

    Gives back the false alarms by rule, None when some are unread.
    """
    said = Counter(judged.get(name, "unread") for name, _ in found)
    wrong = Counter(rule for name, rule in found if judged.get(name) == "false")
    print(
        f"read: {said['fault']} faults of the text, {said['false']} false alarms, "
        f"{1000 * said['false'] / max(words, 1):.3f} per 1,000 words; {said['unread']} unread"
    )
    for rule, count in wrong.most_common():
        print(f"    {rule:32} {count:4} false")
    return None if said["unread"] else wrong


def measure(
    documents_: Iterator[tuple[Document, int]],
    rules: tuple[Rule, ...],
    worst: int,
    judged: Mapping[str, str] | None = None,
    unread: bool = False,
) -> tuple[Counter[str], int, Counter[str] | None]:
    """Print findings and findings per 1,000 words, for each rule and for all.

    Gives back the findings by rule, neutral ones included, the words, and the false alarms by rule
    where all findings have a verdict.
    """
    counts: Counter[str] = Counter()
    majors: Counter[str] = Counter()
    seen: dict[str, list[str]] = defaultdict(list)
    keys: list[tuple[str, str]] = []
    words = 0
    for document, size in documents_:
        words += size
        for finding in check(document, rules=rules, engine_for=None, gate=Gate("never")).findings:
            if finding.severity == "neutral":
                counts[f"{finding.rule} (neutral)"] += 1
            else:
                counts[finding.rule] += 1
                majors[finding.rule] += finding.severity in ("major", "critical")
            seen[finding.rule].append(shown(finding, document.text))
            if finding.severity != "neutral":
                keys.append((key(finding, document.text), finding.rule))
                if unread and keys[-1][0] not in (judged or {}):
                    print("\t".join((*keys[-1], shown(finding, document.text, 160))))
    budgets = {rule.id: rule.budget for rule in rules}
    for name, count in counts.most_common():
        rate = 1000 * count / max(words, 1)
        over = "  OVER BUDGET" if rate > budgets.get(name, 0.5) else ""
        print(f"{name:32} {count:7} {rate:8.3f} {1000 * majors[name] / max(words, 1):8.3f}{over}")
        every = seen[name.removesuffix(" (neutral)")]
        for line in every[:: max(1, len(every) // worst)][:worst] if worst else ():
            print("   ", line)
    every_one: Counter[str] = Counter()
    for name, count in counts.items():
        every_one[name.removesuffix(" (neutral)")] += count
    said = sum(n for name, n in counts.items() if not name.endswith("(neutral)"))
    print(
        f"{'all (without neutral)':32} {said:7} {1000 * said / max(words, 1):8.3f}"
        f" {1000 * sum(majors.values()) / max(words, 1):8.3f}   in {words:,} words"
    )
    return every_one, words, read(keys, judged, words) if judged else None


def note(
    key: str,
    corpus: str,
    rules: Iterable[Rule],
    counts: Mapping[str, int],
    words: int,
    false: Mapping[str, int] | None = None,
) -> None:
    """Put the rates of the rules into measured.toml under a key: a language, or `fr-en`."""
    every = {name: dict(entry) for name, entry in manual.measured().items()}
    for rule in rules:
        entry = {"rate": round(1000 * counts.get(rule.id, 0) / max(words, 1), 4)}
        if false is not None:
            entry["false"] = round(1000 * false.get(rule.id, 0) / max(words, 1), 4)
        every.setdefault(rule.id, {})[key] = {**entry, "words": words, "corpus": corpus}
    known = {rule.id for rule in chosen()}
    lines = [
        "# Findings per 1,000 words of human text, by rule and language of the text, or by pair,"
    ]
    lines += [
        "# and how many are false. Written by tests/false_alarms.py and false_alarms_source.py."
    ]
    for name in sorted(known & set(every)):
        lines += ["", f"[{name}]"]
        for code, entry in sorted(every[name].items()):
            false_rate = f"false = {entry['false']}, " if "false" in entry else ""
            lines.append(
                f"{code} = {{ rate = {entry['rate']}, {false_rate}words = {entry['words']}, "
                f'corpus = "{entry["corpus"]}" }}'
            )
    place = Path(manual.__file__).parent / "rules" / "measured.toml"
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")


def speed(
    documents_: Iterator[tuple[Document, int]], rules: tuple[Rule, ...], language: str
) -> None:
    """Print words a second for segmentation and for each rule, and for all of them together."""
    taken: defaultdict[str, float] = defaultdict(float)
    words = 0
    pack = load(language)
    for document, size in documents_:
        words += size
        start = time.process_time()
        cut = replace(document, segments=segments(document.text, pack))
        taken["(segmentation)"] += time.process_time() - start
        guess = LanguageGuess("fr", 1.0, ("given",)) if language != "fr" else None
        context = Context(
            document=replace(cut, source_language=guess),
            pack=pack,
            source_pack=load("fr") if guess else None,
            pair=load_pair("fr", language) if guess else None,
        )
        within = [replace(context, segment=segment) for segment in cut.segments]
        for rule in rules:
            if rule.needs or not rule.applies(context):
                continue
            start = time.process_time()
            if rule.scope == "document":
                findings(rule, cut.text, 0, context)
            else:
                for segment, here in zip(cut.segments, within, strict=True):
                    findings(rule, segment.text, segment.span.start, here)
            taken[rule.id] += time.process_time() - start
    for name, seconds in sorted(taken.items(), key=lambda pair: -pair[1]):
        print(f"{name:32} {words / seconds:14,.0f} words/s {1e6 * seconds / words:8.3f} µs/word")
    every = sum(seconds for name, seconds in taken.items() if name != "(segmentation)")
    print(f"{'all rules':32} {words / every:14,.0f} words/s over {words:,} words")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path, metavar="TEXT")
    parser.add_argument("--language", required=True, help="language of the text")
    parser.add_argument("--from", dest="source", help="take it as translated from this language")
    parser.add_argument("--column", type=int, help="column of a TSV, from 0")
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each Nth document only")
    parser.add_argument("--offset", type=int, default=0, metavar="N", help="from the Nth, from 0")
    parser.add_argument("--select", action="append", default=[], metavar="RULE")
    parser.add_argument("--ignore", action="append", default=[], metavar="RULE")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="show N of each rule")
    parser.add_argument("--judged", type=Path, metavar="FILE", help="what a reader said of them")
    parser.add_argument("--unread", action="store_true", help="show those without a verdict")
    parser.add_argument("--speed", action="store_true", help="time the rules")
    parser.add_argument("--write", metavar="CORPUS", help="note the rates in measured.toml")
    asked = parser.parse_args()
    rules = tuple(
        r for r in chosen(asked.select, asked.ignore) if not {"model", "source"} & set(r.needs)
    )
    found = documents(
        asked.paths, asked.column, asked.language, asked.words, asked.every, asked.offset
    )
    if asked.judged:
        found = judged_documents(
            asked.judged.with_suffix(".lines"),
            found,
            lambda: chain.from_iterable(lines(path, asked.column) for path in asked.paths),
        )
    if asked.source:
        guess = LanguageGuess(asked.source, 1.0, ("given",))
        found = ((replace(d, source_language=guess), n) for d, n in found)
    if asked.speed:
        speed(found, rules, asked.language)
        return
    counts, words, false = measure(
        found, rules, asked.worst, verdicts(asked.judged), unread=asked.unread
    )
    if asked.write:
        shell = Context(
            document=Document("", ""),
            pack=load(asked.language),
            source_pack=load(asked.source) if asked.source else None,
        )
        about = [r for r in rules if r.applies(shell)]
        note(asked.language, asked.write, about, counts, words, false)


if __name__ == "__main__":
    main()
