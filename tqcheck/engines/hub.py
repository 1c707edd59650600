"""Hub models made ours: described, fetched at a pinned revision, converted once.

Marian, NLLB and M2M100 translation models with safetensors; a folder holds what the hub holds
of them. Nothing pickled is loaded and no code of a repository is run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tqcheck import models
from tqcheck.engines import ct2_weights
from tqcheck.engines.languages import by_bcp47, to_bcp47
from tqcheck.engines.tokens import M2M100, MARIAN, MULTILINGUAL_PIECES, NLLB
from tqcheck.errors import InputError, ModelError
from tqcheck.models import Model

_NEEDED = {
    MARIAN: ("source.spm", "target.spm", "vocab.json"),
    NLLB: (MULTILINGUAL_PIECES,),
    M2M100: (MULTILINGUAL_PIECES, "vocab.json"),
}
# What is fetched: settings, pieces, licence, and weights that cannot run code.
_FETCHED = re.compile(
    r"(?:[\w.-]+\.(?:json|spm)|sentencepiece\.bpe\.model|README\.md|[\w.-]+\.safetensors)"
)
_LICENCE = re.compile(r"^license:\s*(\S+)", re.MULTILINE)


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: cannot be read: {error}") from error
    return content if isinstance(content, dict) else {}


def family(folder: Path) -> str:
    """Family of the model whose `config.json` and tokenizer settings lie in a folder.

    Raises:
        ModelError: it is of none that tqcheck runs.
    """
    config, settings = _json(folder / "config.json"), _json(folder / "tokenizer_config.json")
    kind = config.get("model_type")
    if kind == "marian":
        return MARIAN
    if kind == "m2m_100":
        named = str(settings.get("tokenizer_class") or config.get("tokenizer_class"))
        return NLLB if named.startswith("Nllb") else M2M100
    raise ModelError(
        f"{folder.name}: architecture {kind!r}; tqcheck runs Marian, NLLB and M2M100 models only"
    )


def vocabulary(folder: Path, kind: str) -> dict[str, int]:
    """Token to id of a hub folder, as many tokens as the weights have rows.

    NLLB is numbered by its `tokenizer.json`, or where there is none by fairseq's rule: four
    special tokens, pieces, languages, mask. Rows without a token are named `madeupwordN`.
    """
    own = {str(token): int(i) for token, i in _json(folder / "vocab.json").items()}
    if kind == MARIAN:
        return own
    if kind == M2M100:
        from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES as CODES

        tokens = [*sorted(own, key=own.__getitem__)]
        tokens += [f"__{code}__" for code in CODES["m2m100"]]
        found = {token: i for i, token in enumerate(tokens)}
    elif (folder / "tokenizer.json").exists():
        content = _json(folder / "tokenizer.json")
        found = dict(content["model"]["vocab"])
        found |= {token["content"]: token["id"] for token in content.get("added_tokens", ())}
    else:
        from sentencepiece import SentencePieceProcessor
        from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES

        pieces = SentencePieceProcessor(str(folder / MULTILINGUAL_PIECES))
        tokens = ["<s>", "<pad>", "</s>", "<unk>"]
        tokens += [pieces.id_to_piece(i) for i in range(3, pieces.vocab_size())]
        found = {token: i for i, token in enumerate([*tokens, *FAIRSEQ_LANGUAGE_CODES, "<mask>"])}
    rows = int(_json(folder / "config.json")["vocab_size"])
    taken = set(found.values())
    return found | {f"madeupword{i}": i for i in range(rows) if i not in taken}


def describe(folder: Path, given: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """The card of a hub folder, without files and version.

    Args:
        given: directions, where the folder does not say them.

    Raises:
        ModelError: it is not a model that tqcheck runs, or does not say what it translates.
    """
    kind = family(folder)
    missing = [name for name in _NEEDED[kind] if not (folder / name).exists()]
    if missing:
        raise ModelError(f"{folder}: not a whole {kind} model: no {', '.join(missing)}")
    card: dict[str, Any] = {"name": folder.name, "version": "-", "family": kind}
    readme = folder / "README.md"
    licence = _LICENCE.search(readme.read_text("utf-8", "replace")) if readme.exists() else None
    card["licence"] = licence.group(1) if licence else "not stated"
    languages = by_bcp47(vocabulary(folder, kind))
    if languages:
        card["languages"] = languages
    if kind == MARIAN or given:
        pairs = sorted(set(given)) or _marian_directions(folder, languages)
        card["directions"] = [{"source": s, "target": t} for s, t in pairs]
    return card


def _marian_directions(folder: Path, targets: dict[str, str]) -> list[tuple[str, str]]:
    """Directions of a Marian folder: its own two languages, or its target tags.

    A tag for the source language as well means that the model runs both ways.
    """
    settings = _json(folder / "tokenizer_config.json")
    source = to_bcp47(str(settings.get("source_lang") or ""))
    target = to_bcp47(str(settings.get("target_lang") or ""))
    if source and targets:
        pairs = {(source, t) for t in targets if t != source}
        return sorted(pairs | ({(t, s) for s, t in pairs} if source in targets else set()))
    if source and target:
        return [(source, target)]
    raise ModelError(f"{folder.name}: does not say what it translates; give --directions fr-en,...")


def _safetensors(names: Sequence[str], where: str) -> None:
    if not any(name.endswith(".safetensors") for name in names):
        raise ModelError(
            f"{where}: has no safetensors weights; pickled ones can run code and are not loaded"
        )


def convert(
    folder: Path,
    *,
    name: str | None = None,
    version: str | None = None,
    precision: str = "int8",
    given: Sequence[tuple[str, str]] = (),
) -> Model:
    """A hub folder as a CTranslate2 model in the user's cache folder, made only once.

    Args:
        folder: holds safetensors, settings and the tokenizer.
        name: how the model is called; else like its folder.
        version: its commit; else the beginning of its weights' sha256.
        precision: int8, int16 or float32.
        given: directions, where the folder does not say them.

    Raises:
        ModelError: it is not a model that tqcheck runs, or torch is missing.
    """
    if not (folder / "config.json").is_file():
        raise InputError(f"{folder}: not a model folder: no config.json")
    card = describe(folder, given)
    weights = sorted(folder.glob("*.safetensors"))
    _safetensors([w.name for w in weights], str(folder))
    version = version or str(models.file_facts(weights[0])["sha256"])[:12]
    card |= {"name": name or folder.resolve().name, "version": version, "precision": precision}
    home = models.cache_folder() / "models"
    out = home / f"{card['name'].replace('/', '--')}@{version[:12]}-{precision}"
    if (out / "card.json").exists():
        return models.read(out)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, prefix=".making-") as made_in:
            made = Path(made_in) / "model"
            write(folder, made, card)
            with suppress(FileExistsError):
                made.rename(out)
    except OSError as error:
        raise ModelError(f"{out}: cannot be written: {error}") from error
    return models.read(out)


def write(folder: Path, made: Path, card: dict[str, Any]) -> None:
    """Write `made`: weights of a hub folder in CTranslate2's form, tokenizer and card.

    Raises:
        ModelError: torch is missing or CTranslate2 cannot convert the model.
    """
    kind = card["family"]
    words = vocabulary(folder, kind)
    try:
        from tqcheck.engines.converter import to_ct2
    except ImportError as error:
        raise ModelError("converting a model needs torch: pip install 'tqcheck[torch]'") from error
    to_ct2(folder, made, words, card)
    if card.get("precision", "int8") == "int8":
        ct2_weights.narrow(made / "model.bin")
    (made / "vocab.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    for name in _NEEDED[kind]:
        own = folder / name
        same = name == "target.spm" and own.read_bytes() == (made / "source.spm").read_bytes()
        if name != "vocab.json" and not same:
            shutil.copyfile(own, made / name)
    write_card(made, card)


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """`card.json` of a model folder, with sha256 and size of every other file in it."""
    files = {
        path.name: models.file_facts(path)
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != "card.json"
    }
    whole = card | {"bytes": sum(f["bytes"] for f in files.values()), "files": files}
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    (folder / "card.json").write_text(text + "\n", encoding="utf-8")


def pull(
    name: str, *, precision: str = "int8", given: Sequence[tuple[str, str]] = (), offline: bool
) -> Model:
    """A hub model `ID` or `ID@REVISION` as a CTranslate2 model, fetched and converted once.

    Raises:
        ModelError: it cannot be fetched, is not a model that tqcheck runs, or has only pickled
            weights. With `offline`, one that is not here yet.
    """
    model_id, _, revision = name.partition("@")
    for model in models.converted():
        same = model.name == model_id and model.card.get("precision") == precision
        if same and revision and model.version.startswith(revision):
            return model
    if offline or os.environ.get("HF_HUB_OFFLINE") == "1":
        raise ModelError(f"{name}: is not here, and offline means that it is not fetched")
    commit, names = _list(model_id, revision or None)
    wanted = [n for n in names if _FETCHED.fullmatch(n)]
    _safetensors(wanted, model_id)
    home = models.cache_folder()
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, prefix=".fetching-") as fetched:
            folder = Path(fetched)
            weights = [n for n in wanted if n.endswith(".safetensors")]
            _fetch(model_id, commit, [n for n in wanted if n not in weights], folder)
            describe(folder, given)  # Refuses what does not fit before the large files come.
            _fetch(model_id, commit, weights, folder)
            return convert(folder, name=model_id, version=commit, precision=precision, given=given)
    except OSError as error:
        raise ModelError(f"{model_id}: cannot be kept in {home}: {error}") from error


def _list(model_id: str, revision: str | None) -> tuple[str, list[str]]:
    """Commit of a revision and the names of its files."""
    from huggingface_hub import HfApi

    try:
        info = HfApi().model_info(model_id, revision=revision)
    except Exception as error:  # Its network errors have no common class.
        raise ModelError(f"{model_id}: the hub does not answer for it: {error}") from error
    return str(info.sha), [s.rfilename for s in info.siblings or []]


def _fetch(model_id: str, commit: str, names: Sequence[str], folder: Path) -> None:
    """Download files of one commit into a folder."""
    from huggingface_hub import hf_hub_download

    for name in names:
        try:
            hf_hub_download(model_id, name, revision=commit, local_dir=folder)
        except Exception as error:  # Its network errors have no common class.
            raise ModelError(f"{model_id}: {name} cannot be fetched: {error}") from error


def remove(model: Model) -> None:
    """Delete a converted model.

    Raises:
        ModelError: it is not one of the user's cache folder.
    """
    if not model.folder.resolve().is_relative_to((models.cache_folder() / "models").resolve()):
        raise ModelError(f"{model.name}: comes with tqcheck or lies elsewhere; not removed")
    try:
        shutil.rmtree(model.folder)
    except OSError as error:
        raise ModelError(f"{model.folder}: cannot be removed: {error}") from error
