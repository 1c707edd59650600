"""Markdown (CommonMark and tables): prose without its marks.

markdown-it-py says what is what; its inline rules are wrapped to note where each visible
character stood, since its tokens only know lines. Front matter, code blocks, link targets and
pictures are not copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tqcheck.formats.file import About, File, document
from tqcheck.formats.limits import MAX_MARKDOWN_BLOCK_CHARS
from tqcheck.formats.mapped import Mapped, TextBuilder, joined, part, stripped, whole
from tqcheck.formats.markup import hypertext
from tqcheck.formats.prose import DIRECTIVE, prose
from tqcheck.records import Document

# It begins with a fact or a comment; other text between two rules is copy.
_FRONT_MATTER = re.compile(
    r"""(---|\+\+\+)[ \t]*\n(?=\s*(?:#|\1|[\w."'-]+[ \t]*[:=](?:\s|$)))(?:.*\n)*?\1[ \t]*(?:\n|$)"""
)
_FRONT_FACT = re.compile(r"""^(title|lang|language)\s*[:=]\s*["']?(.+?)["']?\s*$""", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_Rule = Callable[[Any, bool], bool]


def read(file: File) -> Iterator[Document]:
    """The prose of a Markdown file."""
    lines = _lines(file.raw)
    # markdown-it counts lines by line feeds and replaces what is not; offsets come from `lines`.
    text = _LINE_END.sub("\n", file.raw)
    about = About()
    front = _FRONT_MATTER.match(text)
    if front:
        facts = dict(_FRONT_FACT.findall(front.group()))
        about.title = facts.get("title")
        about.language = facts.get("lang") or facts.get("language")
        gone = front.group().count("\n")
        text = "\n" * gone + text[front.end() :]
    blocks = []
    source = whole(file.raw)
    cursor: tuple[int, int] = (-1, 0)
    row = (0, 0)
    env: dict[str, Any] = {}
    for token in _parser().parse(text, env):
        if token.type == "tr_open" and token.map:
            row = (token.map[0], token.map[1])
        if token.type == "html_block" and token.map:
            start, end = lines[token.map[0]][0], lines[token.map[1] - 1][1]
            content = part(source, start, end)
            if token.level:  # in a list or quotation, whose marks are no text
                inside = token.content.removesuffix("\n")
                content, _ = _content(source, inside, lines[slice(*token.map)], start)
            blocks.append(stripped(prose(hypertext(content))))
        elif token.type == "inline":
            first, last = token.map or row
            if cursor[0] != first:
                cursor = (first, lines[first][0])
            content, at = _content(source, token.content, lines[first:last], cursor[1])
            cursor = (first, at)
            if len(content.text) > MAX_MARKDOWN_BLOCK_CHARS:
                about.notes.append(
                    f"line {first + 1}: a paragraph of over {MAX_MARKDOWN_BLOCK_CHARS:,}"
                    " characters was read as it is, Markdown marks and all"
                )
                blocks.append(stripped(content))
            else:
                blocks.append(stripped(_inline(content, env)))
    kept = [block for block in blocks if block.text or block.marks]
    found = document(file, [("body", _body(kept))], about) if kept else None
    if found is not None:
        yield found


def _body(blocks: list[Mapped]) -> Mapped:
    """The blocks a blank line apart; a block that is only a comment adds no blank line."""
    parts: list[Mapped] = []
    for block in blocks:
        if parts and (not block.text or not parts[-1].text):
            parts[-1], _ = joined([parts[-1], block], "")
        else:
            parts.append(block)
    return joined(parts, "\n\n")[0]


def _lines(raw: str) -> list[tuple[int, int]]:
    """Start and end (without the line end) of each line."""
    found = []
    start = 0
    for match in _LINE_END.finditer(raw):
        found.append((start, match.start()))
        start = match.end()
    return [*found, (start, len(raw)), (len(raw), len(raw))]


def _content(
    source: Mapped, content: str, lines: list[tuple[int, int]], at: int
) -> tuple[Mapped, int]:
    """A block's inline content with its way back, and where in the file it ends.

    Each line of it stands in its line of the file, behind list, quote or heading marks.
    """
    builder = TextBuilder(source)
    raw = source.text
    rows = iter(lines)
    for number, wanted in enumerate(content.split("\n")):
        start, end = next(rows, lines[-1])
        start = max(start, at)
        if number:
            builder.replace("\n", start - 1 if start else 0, start)
        found = raw.find(wanted, start, end)
        if found >= 0:
            builder.copy(found, found + len(wanted))
            at = found + len(wanted)
            continue
        # A table cell with `\|`, a tab in the indentation, a NUL: character by character.
        for char in wanted:
            found = raw.find(char, start, end)
            if found < 0:
                builder.replace(char, start, start)
            else:
                builder.copy(found, found + 1)
                start = found + 1
        at = start
    return builder.mapped(), at


@dataclass(slots=True)
class _Run:
    """A visible run of inline content: `shown` stands for it, or None when it is verbatim.

    `token` is a mark such as `*` that is visible only if it turns out to mean nothing. A `mark` of
    `mapped.Mark` alone shows nothing.
    """

    start: int
    end: int
    shown: str | None = None
    token: Any = None
    mark: str = ""


@dataclass(slots=True)
class _Seen:
    """What the inline rules saw in the content being read (not in that of a picture)."""

    state: Any = None
    runs: list[_Run] = field(default_factory=list)


def _inline(content: Mapped, env: dict[str, Any]) -> Mapped:
    """Inline content as a reader sees it."""
    seen = _Seen()
    parser = _parser()
    parser.inline.parse(content.text, parser, {**env, "tqcheck": seen}, [])
    builder = TextBuilder(content)
    shown_to = 0
    for run in seen.runs:
        if run.mark:
            builder.mark(run.mark)
            continue
        if run.token is not None and not (run.token.type == "text" and run.token.content):
            continue
        if run.shown is None:
            start = run.start
            # What vanished between two spaces leaves one, as on the rendered page.
            if (
                shown_to not in {0, start}
                and content.text[start] == " " == content.text[shown_to - 1]
            ):
                start += 1
            builder.copy(start, run.end)
            shown_to = run.end
        elif run.shown:
            builder.replace(run.shown, run.start, run.end)
            shown_to = run.end
        else:
            directive = DIRECTIVE.match(content.text, run.start, run.end)
            if directive:
                builder.mark(directive.group(1), directive.group(2))
    return builder.mapped()


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.inline.ruler.push("char", _char)
    # Inline content is parsed here, block by block, with its way back.
    parser.core.ruler.disable(["inline", "text_join"])
    # It would move the content of marks from one token to another.
    parser.inline.ruler2.disable("fragments_join")
    ruler = parser.inline.ruler
    for name, rule in zip(ruler.get_active_rules(), ruler.getRules(""), strict=True):
        ruler.at(name, _watched(name, rule))
    return parser


def _char(state: Any, silent: bool) -> bool:
    """The character no other rule wants."""
    if silent:
        return False
    state.pending += state.src[state.pos]
    state.pos += 1
    return True


def _watched(name: str, rule: _Rule) -> _Rule:
    """An inline rule that also notes what it made visible."""

    def watched(state: Any, silent: bool) -> bool:
        seen: _Seen | None = state.env.get("tqcheck")
        if seen is None or silent:
            return rule(state, silent)
        if seen.state is None:
            seen.state = state
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if seen.state is state and name in _NOTE:
            new = [t for t in state.tokens[before:] if t.type != "text" or name in _MARKS]
            _NOTE[name](seen.runs, state.src, start, state.pos, new)
        return True

    return watched


def _verbatim(runs: list[_Run], src: str, start: int, end: int, new: list[Any]) -> None:
    runs.append(_Run(start, end))


def _newline(runs: list[_Run], src: str, start: int, end: int, new: list[Any]) -> None:
    if runs and runs[-1].shown is None and runs[-1].end == start:
        last = runs[-1]
        while last.end > last.start and src[last.end - 1] == " ":
            last.end -= 1
    runs.append(_Run(start, end, "\n" if new and new[-1].type == "hardbreak" else " "))


def _special(runs: list[_Run], src: str, start: int, end: int, new: list[Any]) -> None:
    runs.append(_Run(start, end, new[-1].content if new[-1].content else "\n"))


def _code(runs: list[_Run], src: str, start: int, end: int, new: list[Any]) -> None:
    code = next((t for t in new if t.type == "code_inline"), None)
    if code is None:
        runs.append(_Run(start, end))
        return
    # markdown-it makes line ends spaces and takes one space off both ends.
    width = len(code.markup)
    at = start + width + (end - start - 2 * width - len(code.content)) // 2
    runs.append(_Run(at, at, mark="code"))
    for line in src[at : at + len(code.content)].split("\n"):
        runs.append(_Run(at, at + len(line)))
        at += len(line) + 1
        if at <= end - width:
            runs.append(_Run(at - 1, at, " "))
    runs.append(_Run(end, end, mark="prose"))


def _marks(runs: list[_Run], src: str, start: int, end: int, new: list[Any]) -> None:
    new = [t for t in new if t.content and set(t.content) <= set("*_~")]
    width = sum(len(t.content) for t in new)
    at = end - width
    for token in new:
        runs.append(_Run(at, at + len(token.content), None, token))
        at += len(token.content)


def _autolink(runs: list[_Run], src: str, start: int, end: int, new: list[Any]) -> None:
    runs.append(_Run(start + 1, end - 1))


def _html(runs: list[_Run], src: str, start: int, end: int, new: list[Any]) -> None:
    runs.append(_Run(start, end, "\n" if src[start : start + 3].lower() == "<br" else ""))


# Inline rules that make something visible, and how.
_NOTE = {
    "text": _verbatim,
    "newline": _newline,
    "escape": _special,
    "backticks": _code,
    "strikethrough": _marks,
    "emphasis": _marks,
    "autolink": _autolink,
    "html_inline": _html,
    "entity": _special,
    "char": _verbatim,
}
_MARKS = frozenset({"strikethrough", "emphasis"})
