"""Language codes of models to BCP 47: `fra`, `fra_Latn`, `__fr__` and `>>fra<<` are all `fr`."""

from __future__ import annotations

import re
from collections.abc import Iterable

# ISO 639-3, as models name languages, to the two-letter code BCP 47 prefers. The second line
# are the members of a group that stand for it in NLLB (Standard Arabic for Arabic).
_PAIRS = """
    afr:af aka:ak amh:am ara:ar asm:as aze:az bak:ba bam:bm bel:be ben:bn bod:bo bos:bs bre:br
    bul:bg cat:ca ces:cs cym:cy dan:da deu:de dzo:dz ell:el eng:en epo:eo est:et eus:eu ewe:ee
    fao:fo fas:fa fij:fj fin:fi fra:fr fry:fy ful:ff gla:gd gle:ga glg:gl glv:gv grn:gn guj:gu
    hat:ht hau:ha heb:he hin:hi hrv:hr hun:hu hye:hy ibo:ig ind:id isl:is ita:it jav:jv jpn:ja
    kan:kn kas:ks kat:ka kaz:kk khm:km kik:ki kin:rw kir:ky kon:kg kor:ko lao:lo lat:la lav:lv
    lim:li lin:ln lit:lt ltz:lb lug:lg mal:ml mar:mr mkd:mk mlg:mg mlt:mt mon:mn mri:mi msa:ms
    mya:my nep:ne nld:nl nno:nn nob:nb nor:no nya:ny oci:oc ori:or orm:om pan:pa pol:pl por:pt
    pus:ps ron:ro run:rn rus:ru sag:sg san:sa sin:si slk:sk slv:sl smo:sm sna:sn snd:sd som:so
    sot:st spa:es sqi:sq srd:sc srp:sr ssw:ss sun:su swa:sw swe:sv tam:ta tat:tt tel:te tgk:tg
    tgl:tl tha:th tir:ti tsn:tn tso:ts tuk:tk tur:tr twi:tw uig:ug ukr:uk urd:ur uzb:uz vie:vi
    wol:wo xho:xh yid:yi yor:yo zho:zh zul:zu
    arb:ar als:sq ayr:ay azj:az cmn:zh fuv:ff gaz:om khk:mn kmr:ku knc:kr lvs:lv npi:ne ory:or
    pbt:ps pes:fa plt:mg quy:qu swh:sw uzn:uz ydd:yi zsm:ms
"""
_SHORT = dict(pair.split(":") for pair in _PAIRS.split())
_CODE = re.compile(r"(?:__|>>)?([a-z]{2,3})(?:[_-]([A-Za-z]{2,4}))?(?:__|<<)?")
_LANGUAGE_TOKEN = re.compile(r"__[a-z]{2,3}__|[a-z]{3}_[A-Z][a-z]{3}|>>[\w-]+<<")


def is_language_token(token: str) -> bool:
    """Whether a token of a vocabulary names a language."""
    return _LANGUAGE_TOKEN.fullmatch(token) is not None


def to_bcp47(code: str) -> str:
    """The BCP 47 code of a model's language code; the script is left out.

    What is not of a known shape is returned as it is.
    """
    match = _CODE.fullmatch(code)
    return _SHORT.get(match.group(1), match.group(1)) if match else code


def by_bcp47(tokens: Iterable[str]) -> dict[str, str]:
    """BCP 47 code to token, for the language tokens among those given.

    The first script of a language, as a model lists them, has the plain code (`zh` for
    `zho_Hans`); further ones carry theirs (`zh-Hant`).
    """
    found: dict[str, str] = {}
    for token in tokens:
        if is_language_token(token):
            code = to_bcp47(token)
            match = _CODE.fullmatch(token)
            if code in found and match and match.group(2):
                code = f"{code}-{match.group(2)}"
            found.setdefault(code, token)
    return found
