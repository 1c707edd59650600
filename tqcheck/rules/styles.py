"""What a document writes in two styles, and which of them it is used to.

A family is one thing that can be written in several ways, `5%` and `5 per cent`. Packs state
families as `[[styles.KIND]]`, a list of tables:

    words    where the forms begin; without it they begin at a figure
    before   words, without which the family is not looked for; its forms begin at a figure or at
             the word before it
    forms    a list of tables:
      find     a regular expression; its named groups are what the forms have in common
      write    how this form is written: `{name}` for a group, `[name?...]` for what stands only
               where the group does; absent where there is no telling
      near     texts, one of which stands in any text that has the form
      own      true where it is the language's usual form, which is then right among others

Passages between quotation marks, links, and lines without an end mark, which are headlines and
tables with a style of their own, neither count nor are flagged.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from tqcheck.errors import ConfigError
from tqcheck.lang import Pack
from tqcheck.records import Span
from tqcheck.rules.marks import has_digit, in_link, matches_of_words, quotations
from tqcheck.rules.rule import Context, Hit

# A rival a third as frequent makes two habits, and neither is the document's.
MIN_RATIO = 3
# Where the rarer style is no single slip, so much is clear enough.
_MIN_RATIO_OF_MANY = 2
# The longest word that a form begins with before a figure, with its space.
_WORD_CHARS = 16
# A line that goes on for longer is no headline.
_TITLE_CHARS = 300
_FIGURE = re.compile(r"\d+")
_SIGNS = frozenset("$£€")
_INSIDE = frozenset(".,:/")
TOKEN = re.compile(r"[\w-]+")
_OPTIONAL = re.compile(r"\[(\w+)\?([^]]*)\]")
_GROUP = re.compile(r"\{(\w+)\}")
_ENDS = frozenset(".!?…:;,»”“\"’')]")


@dataclass(frozen=True, slots=True)
class Use:
    """A place where a style is used; `match` where a pattern found it."""

    start: int
    end: int
    style: str
    match: re.Match[str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Form:
    find: str
    write: str | None
    near: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Family:
    words: frozenset[str]
    before: frozenset[str]
    forms: tuple[_Form, ...]

    def possible(self, text: str) -> list[int]:
        """The numbers of the forms that a text may have; none where it cannot have two."""
        needed = self.words or self.before
        if needed and needed.isdisjoint(tokens(text)):
            return []
        return [
            number
            for number, form in enumerate(self.forms)
            if not form.near or any(one in text for one in form.near)
        ]


@cache
def _families(pack: Pack, kind: str) -> tuple[_Family, ...]:
    found = []
    for table in pack.fact("styles", kind, ()):
        forms = tuple(
            _Form(
                form["find"], form.get("write"), tuple(form.get("near", ())), form.get("own", False)
            )
            for form in table["forms"]
        )
        words, before = (frozenset(table.get(key, ())) for key in ("words", "before"))
        found.append(_Family(words, before, forms))
    return tuple(found)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled when a text may have it, since a run meets few of them.

    Raises:
        ConfigError: the pattern is wrong.
    """
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ConfigError(f"{error} in {pattern!r}") from error


@lru_cache(maxsize=8)
def tokens(text: str) -> frozenset[str]:
    """The different runs of letters, digits and hyphens in a text, as written."""
    return frozenset(TOKEN.findall(text))


@lru_cache(maxsize=8)
def _figures(text: str) -> tuple[int, ...]:
    """Where numbers begin, with the sign of a currency before them."""
    found = []
    for match in _FIGURE.finditer(text):
        at = match.start()
        before = text[at - 1] if at else " "
        if before in _SIGNS:
            found.append(at - 1)
        elif before in "-–":
            if not text[at - 2 : at - 1].isalnum():
                found.append(at)
        elif before not in _INSIDE and not before.isalnum():
            found.append(at)
    return tuple(found)


def _with_words_before(text: str, figures: Iterable[int]) -> Iterator[int]:
    """Numbers, and the words right before them, each in its place."""
    for at in figures:
        if text[at - 1 : at] == " ":
            first = max(0, at - _WORD_CHARS)
            yield max(text.rfind(mark, first, at - 1) for mark in " \n") + 1 or first
        yield at


def mixed(text: str, context: Context, kind: str) -> Iterator[Hit]:
    """The first use of a rarer style in each family of a kind; its others are named beside."""
    for family in _families(context.pack, kind):
        if (family.words or has_digit(text)) and len(possible := family.possible(text)) > 1:
            uses = _uses(text, family, possible)
            own = {str(number) for number, form in enumerate(family.forms) if form.own}
            yield from outvoted(text, context.pack, uses, partial(_said, family), own=own)


def _uses(text: str, family: _Family, possible: Sequence[int]) -> Iterator[Use]:
    if family.words:
        sites: Iterable[int] = (at for at, _ in matches_of_words(text, family.words))
    else:
        sites = _figures(text)
    if family.before:
        sites = _with_words_before(text, sites)
    patterns = [(str(number), compiled(family.forms[number].find)) for number in possible]
    end = 0
    for at in sites:
        if at < end:
            continue
        for style, pattern in patterns:
            match = pattern.match(text, at)
            if match:
                yield Use(at, match.end(), style, match)
                end = match.end()
                break


def _said(family: _Family, use: Use, style: str) -> str | None:
    """A use written in another style, or None where there is no telling."""
    write = family.forms[int(style)].write
    if write is None or use.match is None:
        return None
    groups = {name: value or "" for name, value in use.match.groupdict().items()}
    write = _OPTIONAL.sub(lambda m: m[2] if groups.get(m[1]) else "", write)
    return _GROUP.sub(lambda m: groups.get(m[1], ""), write)


def outvoted(
    text: str,
    pack: Pack,
    uses: Iterable[Use],
    write: Callable[[Use, str], str | None],
    *,
    ratio: float = MIN_RATIO,
    own: Collection[str] = (),
) -> Iterator[Hit]:
    """The first use of what is not the usual style, where one style is clearly usual.

    `write` gives a use in another style. The usual style has `ratio` times the uses of the others.
    Among `own` styles, which are the language's, others may be usual but say nothing against them.
    """
    counted = list(uses)
    if len({use.style for use in counted}) < 2:
        return
    counted = own_words(text, pack, counted)
    if not counted:
        return
    usual, most = Counter(use.style for use in counted).most_common(1)[0]
    if usual not in own:
        counted = [use for use in counted if use.style not in own]
    rest = len(counted) - most
    if rest and most >= (ratio if rest == 1 else _MIN_RATIO_OF_MANY) * rest:
        yield odd_one(text, counted, usual, write)


def odd_one(
    text: str, uses: Sequence[Use], usual: str, write: Callable[[Use, str], str | None]
) -> Hit:
    """A hit at the first use of another style than the usual; the others are its related places."""
    rare = [use for use in uses if use.style != usual]
    first, others = rare[0], rare[1:]
    model = next((use for use in uses if use.style == usual), None)
    message = None
    if model:
        shown = " ".join(text[model.start : model.end].split())
        counts = f"{len(uses) - len(rare)} to {len(rare)}"
        message = f"elsewhere this text writes as in “{shown}” ({counts})"
    better = write(first, usual)
    return Hit(
        first.start,
        first.end,
        message,
        (better,) if better else (),
        related=tuple(Span(use.start, use.end) for use in others),
    )


def own_words(text: str, pack: Pack, uses: Iterable[Use]) -> list[Use]:
    """The uses outside quotations, links and headlines."""
    quoted = _quoted(text, pack)
    return [
        use
        for use in uses
        if not _is_within(use.start, quoted)
        and not in_link(text, use.start)
        and not _in_title(text, use.start)
    ]


@lru_cache(maxsize=8)
def _quoted(text: str, pack: Pack) -> tuple[tuple[int, int], ...]:
    """Where quotations begin and end, in text order."""
    return tuple((q.opening.at, q.closing.at) for q in quotations(text, pack).pairs if not q.depth)


def _is_within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    place = bisect_right(spans, (at, at))
    return place > 0 and at < spans[place - 1][1]


def _in_title(text: str, at: int) -> bool:
    """Whether a place is in a line without an end mark."""
    rest, _, after = text[at : at + _TITLE_CHARS].partition("\n")
    is_whole = after or len(rest) < _TITLE_CHARS
    return bool(is_whole) and rest.rstrip()[-1:] not in _ENDS
