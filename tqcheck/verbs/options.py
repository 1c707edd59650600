"""Options that several verbs share, and where their values come from besides the flags."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from tqcheck import config, reports
from tqcheck.gates import Gate, read_baseline

# ISO 639-1, for spelling mistakes; three-letter codes are taken as they are.
_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy"
    " da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu"
    " hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb"
    " lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om"
    " or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw"
    " ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)


class Language(click.ParamType[str]):
    """A BCP 47 code: `fr`, `pt-BR`."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        code = str(value).strip()
        primary = code.split("-")[0].lower()
        if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) and (
            len(primary) == 3 or f" {primary} " in f" {_CODES} "
        ):
            return code
        return self.fail(f"no language has the code {code}{_code_meant(code)}", param, ctx)


def _code_meant(name: str) -> str:
    from tqcheck.lang import available, load

    names = {load(code).name.casefold(): code for code in available()}
    near = get_close_matches(name.casefold(), [*names, *available()], n=1)
    return f"; did you mean {names.get(near[0], near[0])}?" if near else " (use fr, en, pt-BR, ...)"


def _configured(ctx: click.Context, _: click.Parameter, value: str | None) -> config.Config:
    """The configuration; its values become the defaults of the options of the same name."""
    found = config.load(Path(value) if value else None)
    known = {
        (max(p.opts, key=len).removeprefix("--")): p.name
        for p in ctx.command.params
        if isinstance(p, click.Option)
    }
    ctx.default_map = {known[k]: v for k, v in found.values.items() if k in known}
    return found


def _option(
    name: str, *more: str, env: bool = True, **kinds: Any
) -> tuple[str, Callable[[Any], Any]]:
    variable = "TQCHECK_" + name.removeprefix("--").upper().replace("-", "_")
    return name, click.option(name, *more, envvar=variable if env else None, **kinds)


#: The options of a verb that judges documents, in the order of its help.
_JUDGING = (
    _option("--from", "source_language", type=Language(), metavar="LANG",
            help="Language it was translated from; guessed when left out."),
    _option("--to", "target_language", type=Language(), metavar="LANG",
            help="Language of the text; guessed when left out."),
    _option("--model", default="auto", metavar="NAME|PATH|off", show_default=True,
            help="Translation model; auto is the embedded one of the pair."),
    _option("--format", "format_", type=click.Choice(list(reports.FORMATS)), default="text",
            show_default=True, help="Form of the report."),
    _option("--output", "-o", env=False, metavar="FILE", help="Write the report here."),
    _option("--select", multiple=True, metavar="RULE", help="Only these rules; `number-*` too."),
    _option("--ignore", multiple=True, metavar="RULE", help="Not these rules."),
    _option("--fail-on", type=click.Choice(config.FAIL_ON), default="major", show_default=True,
            help="Lowest severity that fails a document."),
    _option("--fail-under", type=click.FloatRange(0, 100), metavar="SCORE",
            help="Lowest score (0-100) that passes."),
    _option("--max-findings", type=click.IntRange(0), metavar="N",
            help="Most findings a document may have."),
    _option("--baseline", metavar="FILE", help="Leave out the findings that FILE holds."),
    _option("--write-baseline", env=False, metavar="FILE",
            help="Write all findings to FILE for --baseline, and pass."),
    _option("--config", "settings", env=True, is_eager=True, metavar="FILE",
            callback=_configured, help="Settings, instead of the nearest tqcheck.toml."),
    _option("--no-cache", is_flag=True, help="Keep no model answers on disk."),
    _option("--offline", is_flag=True, help="Never use the network (only `models pull` does)."),
    _option("--quiet", is_flag=True, help="Only the verdict, a line a document; no progress."),
)  # fmt: skip


def judging(*, without: Collection[str] = ()) -> Callable[[Callable[..., Any]], Any]:
    """A decorator that gives a command the shared options, but for those named."""

    def decorated(command: Callable[..., Any]) -> Any:
        for name, option in reversed(_JUDGING):
            if name not in without:
                command = option(command)
        return command

    return decorated


def from_environment(ctx: click.Context) -> dict[str, Any]:
    """The settings that TQCHECK_ variables give, by key, read and judged as `check` does.

    Raises:
        click.BadParameter: a variable holds what its option does not take.
    """
    found: dict[str, Any] = {}
    for option in judging()(click.Command("check")).params:
        key = max(option.opts, key=len).removeprefix("--")
        given = option.value_from_envvar(ctx) if key in config.KEYS else None
        if given is not None:
            value = option.type_cast_value(ctx, given)
            found[key] = list(value) if option.multiple else value
    return found


def gate(
    settings: config.Config,
    *,
    fail_on: str,
    fail_under: float | None,
    max_findings: int | None,
    baseline: str | None,
) -> Gate:
    """The gate of these options and of the settings that have no option.

    Raises:
        ConfigError: the baseline cannot be read.
    """
    values = settings.values
    return Gate(
        fail_on=fail_on,
        fail_under=fail_under,
        max_findings=max_findings,
        severities=values.get("severity", {}),
        file_ignores=values.get("per-file-ignores", {}),
        accepted=tuple(values.get("accepted-terms", ())),
        baseline=read_baseline(Path(baseline)) if baseline else {},
    )
