"""Where models are, what they say of themselves, and whether they are what their card says.

A model folder holds `card.json` beside its files:

    name, version   how it is called; the version of a hub model is its commit
    family          marian, nllb or m2m100: how text becomes tokens (`fake`: a dictionary)
    directions      [{"source": "fr", "target": "en"}, ...], BCP 47
    languages       or {"fr": "fra_Latn", ...}: every pair of them is a direction
    precision       what the weights were quantised to
    licence, about, data, figures
                    what it was made of and how it measures, for people
    files           {"model.bin": {"sha256": "...", "bytes": 21960855}, ...}

Embedded models come with tqcheck; converted ones lie in the user's cache folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path
from typing import Any

from tqcheck.engines.engine import Engine
from tqcheck.errors import ModelError

_PACKAGE = Path(__file__).parent
# In a wheel the models lie inside the package; in a checkout beside it.
_EMBEDDED = (_PACKAGE / "embedded", _PACKAGE.parent / "models")
# Files up to this size are hashed at every load (22 MB take 15 ms); larger ones, once for each
# size and time of change.
_ALWAYS_HASHED_BYTES = 64_000_000
FAKE = "fake"
# `hf:NAME` runs a model in transformers instead of CTranslate2.
REFERENCE = "hf:"


@dataclass(frozen=True, slots=True)
class Model:
    """A model folder and its card; `engine` is `ct2`, `hf` or `fake`."""

    name: str
    folder: Path
    card: dict[str, Any] = field(repr=False)
    engine: str = "ct2"

    @property
    def directions(self) -> frozenset[tuple[str, str]]:
        """The (source, target) languages it translates."""
        return directions(self.card)

    @property
    def version(self) -> str:
        """The card's version, or a dash."""
        return str(self.card.get("version", "-"))


def directions(card: dict[str, Any]) -> frozenset[tuple[str, str]]:
    """The (source, target) languages of a card."""
    if "directions" in card:
        return frozenset((d["source"], d["target"]) for d in card["directions"])
    return frozenset(permutations(card.get("languages", ()), 2))


def cache_folder() -> Path:
    """Where converted models are kept: $TQCHECK_CACHE, or the user's cache folder."""
    root = os.environ.get("TQCHECK_CACHE")
    if root:
        return Path(root)
    base = os.environ.get("XDG_CACHE_HOME")
    if base:
        return Path(base) / "tqcheck"
    try:
        return Path.home() / ".cache" / "tqcheck"
    except RuntimeError:  # No home at all, as in some containers.
        return Path(tempfile.gettempdir()) / "tqcheck"


def read(folder: Path) -> Model:
    """The model in a folder: one with a card, or a transformers folder as it comes from the hub.

    Raises:
        ModelError: it is neither.
    """
    if not (folder / "card.json").exists() and (folder / "config.json").exists():
        from tqcheck.engines.hub import describe

        return Model(folder.name, folder, describe(folder), "hf")
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        directions(card)
        return Model(card["name"], folder, card, card.get("engine", "ct2"))
    except OSError as error:
        raise ModelError(f"{folder}: not a model folder: no card.json ({error})") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{folder / 'card.json'}: not a model's card: {error!r}") from error


def embedded() -> list[Model]:
    """The models that come with tqcheck, by name."""
    for root in _EMBEDDED:
        if root.is_dir():
            return [read(card.parent) for card in sorted(root.glob("*/card.json"))]
    return []


def converted() -> list[Model]:
    """The models in the user's cache folder, by name; a folder that is damaged is left out."""
    found = []
    for card in sorted((cache_folder() / "models").glob("*/card.json")):
        with contextlib.suppress(ModelError):
            found.append(read(card.parent))
    return found


def fake() -> Model:
    """The dictionary engine as a model."""
    from tqcheck.engines.fake import demo

    pairs = [{"source": s, "target": t} for s, t in sorted(demo().directions)]
    card = {"name": FAKE, "version": "1", "family": FAKE, "directions": pairs, "files": {}}
    return Model(FAKE, Path(), card, FAKE)


def default(source: str, target: str) -> Model | None:
    """The embedded model that translates target into source and back, or None."""
    wanted = {(source, target), (target, source)}
    return next((m for m in embedded() if wanted <= m.directions), None)


def for_direction(source: str, target: str) -> Model:
    """The first model, embedded ones before converted ones, that translates source into target.

    Raises:
        ModelError: there is none.
    """
    known = [*embedded(), *converted()]
    for model in known:
        if (source, target) in model.directions:
            return model
    there = ", ".join(sorted({f"{s}-{t}" for m in known for s, t in m.directions})[:20]) or "none"
    raise ModelError(
        f"no model here translates {source} into {target}; there is: {there}."
        " Get one with `tqcheck models pull ID`"
    )


def named(name: str) -> Model:
    """The model of that name or at that path; `hf:` before it asks for the reference engine.

    Raises:
        ModelError: there is none.
    """
    if name.startswith(REFERENCE):
        found = named(name.removeprefix(REFERENCE))
        return Model(found.name, found.folder, found.card, "hf")
    if name == FAKE:
        return fake()
    for model in [*embedded(), *converted()]:
        if name in (model.name, f"{model.name}@{model.version}"):
            return model
    if Path(name).is_dir():
        return read(Path(name))
    known = ", ".join(m.name for m in [*embedded(), *converted()]) or "none"
    raise ModelError(f"no model named {name}; here are: {known} (see `tqcheck models list`)")


def file_facts(path: Path) -> dict[str, Any]:
    """sha256 and size of a file, as cards list them."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"sha256": digest, "bytes": path.stat().st_size}


def verify(model: Model, *, thorough: bool = False) -> None:
    """Check every file of a model against its card.

    Args:
        thorough: hash large files even if they have not changed since the last time.

    Raises:
        ModelError: a file is missing or not the one the card was written for.
    """
    remedy = (
        "install tqcheck again"
        if any(model.folder.is_relative_to(root) for root in _EMBEDDED)
        else f"`tqcheck models rm {model.name}` and get it again"
    )
    for name, facts in model.card.get("files", {}).items():
        path = model.folder / name
        try:
            size = path.stat().st_size
            same = size == facts["bytes"] and _digest(path, thorough) == facts["sha256"]
        except OSError as error:
            raise ModelError(f"{path}: missing or unreadable ({error}); {remedy}") from error
        except (KeyError, TypeError) as error:
            raise ModelError(f"{model.folder}: the card lists {name} wrongly; {remedy}") from error
        if not same:
            raise ModelError(f"{path}: damaged: it is not the file of the card; {remedy}")


def _digest(path: Path, thorough: bool) -> str:
    """sha256 of a file; of a large one perhaps as remembered for its size and time of change."""
    status = path.stat()
    if status.st_size <= _ALWAYS_HASHED_BYTES:
        return str(file_facts(path)["sha256"])
    notes_file = cache_folder() / "verified.json"
    mark = f"{status.st_size}:{status.st_mtime_ns}:{status.st_ino}"
    notes: dict[str, list[str]] = {}
    with contextlib.suppress(OSError, ValueError):
        content = json.loads(notes_file.read_text(encoding="utf-8"))
        notes = content if isinstance(content, dict) else {}
    key = str(path.resolve())
    noted = notes.get(key)
    if not thorough and isinstance(noted, list) and len(noted) == 2 and noted[0] == mark:
        return noted[1]
    digest = str(file_facts(path)["sha256"])
    with contextlib.suppress(OSError):  # A cache that cannot be written only costs time.
        notes_file.parent.mkdir(parents=True, exist_ok=True)
        new = notes_file.with_suffix(f".{os.getpid()}")
        new.write_text(json.dumps({**notes, key: [mark, digest]}), encoding="utf-8")
        new.replace(notes_file)
    return digest


def load(model: Model, *, threads: int = 0) -> Engine:
    """The engine of a model, its files verified.

    Raises:
        ModelError: it is damaged or cannot be loaded.
    """
    if model.engine == FAKE:
        from tqcheck.engines.fake import demo

        return demo()
    verify(model)
    if model.engine == "hf":
        try:
            from tqcheck.engines.hf import HfEngine
        except ImportError as error:
            raise ModelError(
                f"{model.name}: the reference engine needs torch: pip install 'tqcheck[torch]'"
            ) from error
        return HfEngine(model.folder, model.card, threads=threads)
    from tqcheck.engines.ct2 import Ct2Engine

    return Ct2Engine(model.folder, threads=threads)


def engines(
    name: str, *, threads: int = 0, cache: Path | None = None
) -> Callable[[str, str], Engine | str]:
    """A function that gives the engine for a (source, target) pair, or why there is none.

    Each model is loaded once, when it is first asked for.

    Args:
        name: `auto` for the embedded model of the pair, or a model's name or path.
        threads: processor threads, 0 for one a core.
        cache: SQLite file to keep answers in; None keeps none.

    Raises:
        ModelError: no model has that name.
    """
    given = None if name == "auto" else named(name)
    loaded: dict[str, Engine] = {}

    def engine_for(source: str, target: str) -> Engine | str:
        model = given or default(source, target)
        if model is None:
            return f"no embedded model translates between {source} and {target}"
        if not {(source, target), (target, source)} <= model.directions:
            return f"{model.name} does not translate between {source} and {target}"
        if model.name not in loaded:
            engine = load(model, threads=threads)
            if cache is not None:
                from tqcheck.store import Store, StoredEngine

                engine = StoredEngine(engine, Store(cache))
            loaded[model.name] = engine
        return loaded[model.name]

    return engine_for
