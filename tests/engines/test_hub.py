"""Hub models of three families: described, converted, pulled, refused, removed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from tqcheck import models
from tqcheck.cli import main
from tqcheck.engines import ct2_weights, hub
from tqcheck.engines.ct2 import Ct2Engine
from tqcheck.errors import ModelError

FAMILIES = ["marian", "m2m100", "nllb"]
SOURCES = ["Le ministre a parlé hier.", "Les prix ont augmenté de deux pour cent", "é 日本", ""]
TARGETS = ["The minister spoke.", "Prices rose by two", "front", "war"]
PAIR = {"source": "fr", "target": "en"}
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def family(request: pytest.FixtureRequest, tiny_folders: dict[str, Path]) -> Path:
    return tiny_folders[request.param]


@pytest.fixture
def a_hub(monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """A hub of local folders in place of the network."""
    there: dict[str, Path] = {}

    def listed(model_id: str, revision: str | None) -> tuple[str, list[str]]:
        return COMMIT, sorted(p.name for p in there[model_id].iterdir())

    def fetched(model_id: str, commit: str, names: list[str], folder: Path) -> None:
        assert commit == COMMIT
        for name in names:
            shutil.copyfile(there[model_id] / name, folder / name)

    monkeypatch.setattr(hub, "_list", listed)
    monkeypatch.setattr(hub, "_fetch", fetched)
    return there


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        main(["models", *arguments])
    return int(stopped.value.code or 0)


@pytest.mark.parametrize("family", FAMILIES, indirect=True)
def test_a_converted_model_says_what_transformers_says(family: Path, cache: Path, short) -> None:  # type: ignore[no-untyped-def]
    model = hub.convert(family, precision="float32")
    ours = models.load(model, threads=1)
    theirs = models.load(models.read(family), threads=1)
    again = models.load(models.named(f"hf:{model.name}"), threads=1)
    written = ours.translate(SOURCES, **PAIR, beam_size=1)
    assert any(written)
    for reference in (theirs, again):
        assert reference.translate(SOURCES, **PAIR, beam_size=1) == written
        expected = reference.score(SOURCES, TARGETS, **PAIR)
        for one, other in zip(ours.score(SOURCES, TARGETS, **PAIR), expected, strict=True):
            assert one.tokens == other.tokens
            assert one.log_probs == pytest.approx(other.log_probs, abs=1e-5)
        rows = zip(
            ours.distributions(SOURCES, TARGETS, **PAIR),
            reference.distributions(SOURCES, TARGETS, **PAIR),
            strict=True,
        )
        for mine, own in rows:
            assert [d.entropy for d in mine] == pytest.approx([d.entropy for d in own], abs=1e-4)
            assert [d.best[0][0] for d in mine] == [d.best[0][0] for d in own]
        for mine_rows, own_rows in zip(
            ours.align(SOURCES, TARGETS, **PAIR),
            reference.align(SOURCES, TARGETS, **PAIR),
            strict=True,
        ):
            for row, own_row in zip(mine_rows, own_rows, strict=True):
                assert row == pytest.approx(own_row, abs=1e-4)


@pytest.mark.parametrize("family", FAMILIES, indirect=True)
def test_eight_bits_move_log_probabilities_little(family: Path, cache: Path) -> None:
    # Computed in float32: the rounding of the weights alone, whatever the processor makes of int8.
    ours = Ct2Engine(hub.convert(family).folder, threads=1, precision="float32")
    theirs = models.load(models.read(family), threads=1)
    pairs = [
        (a, b)
        for one, other in zip(
            ours.score(SOURCES, TARGETS, **PAIR),
            theirs.score(SOURCES, TARGETS, **PAIR),
            strict=True,
        )
        for a, b in zip(one.log_probs, other.log_probs, strict=True)
    ]
    # Measured 0.03 at most on these 16-wide models; a wrong row or scale gives over 1.
    assert max(abs(a - b) for a, b in pairs) < 0.1


@pytest.mark.parametrize("family", FAMILIES, indirect=True)
def test_languages_are_bcp47_whatever_the_family_calls_them(family: Path) -> None:
    card = hub.describe(family)
    assert {("fr", "en"), ("en", "fr")} <= models.directions(card)
    tokens = {"marian": ">>fra<<", "m2m100": "__fr__", "nllb": "fra_Latn"}
    assert card["languages"]["fr"] == tokens[family.name]
    assert card["family"] == family.name


def test_conversion_happens_once_for_each_precision(
    tiny_folders: dict[str, Path], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = hub.convert(tiny_folders["marian"])
    monkeypatch.setattr(hub, "write", None)
    assert hub.convert(tiny_folders["marian"]) == first
    with pytest.raises(TypeError):
        hub.convert(tiny_folders["marian"], precision="float32")


def test_pull_records_the_commit_and_fetches_only_once(
    tiny_folders: dict[str, Path],
    cache: Path,
    a_hub: dict[str, Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    a_hub["someone/tiny"] = tiny_folders["nllb"]
    assert run("pull", "someone/tiny") == 0
    assert COMMIT in capsys.readouterr().out
    model = models.named("someone/tiny")
    assert model.card["version"] == COMMIT
    assert model.card["precision"] == "int8"
    assert set(model.card["files"]) == {
        p.name for p in model.folder.iterdir() if p.name != "card.json"
    }
    a_hub.clear()
    assert run("pull", f"someone/tiny@{COMMIT[:8]}") == 0
    assert run("pull", f"someone/tiny@{COMMIT}", "--offline") == 0
    assert sorted(p.name for p in cache.iterdir()) == ["models"]


def test_offline_refuses_what_is_not_here(
    cache: Path, a_hub: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("pull", "someone/absent", "--offline") == 3
    assert "offline" in capsys.readouterr().err


def test_pickled_weights_are_refused(
    tiny_folders: dict[str, Path],
    cache: Path,
    a_hub: dict[str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "pickled"
    shutil.copytree(tiny_folders["marian"], folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    a_hub["someone/pickled"] = folder
    assert run("pull", "someone/pickled") == 3
    assert "safetensors" in capsys.readouterr().err
    assert run("convert", str(folder)) == 3
    assert "safetensors" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["t5", "llama", None])
def test_another_architecture_is_refused_before_its_weights_are_fetched(
    kind: str | None,
    tiny_folders: dict[str, Path],
    cache: Path,
    a_hub: dict[str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "other"
    shutil.copytree(tiny_folders["marian"], folder)
    (folder / "config.json").write_text(json.dumps({"model_type": kind}))
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").symlink_to("/nonexistent")
    a_hub["someone/other"] = folder
    assert run("pull", "someone/other") == 3
    assert "Marian, NLLB and M2M100" in capsys.readouterr().err


def test_a_folder_that_does_not_say_its_languages_needs_them(
    tiny_folders: dict[str, Path], cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "silent"
    shutil.copytree(tiny_folders["marian"], folder)
    (folder / "tokenizer_config.json").write_text("{}")
    assert run("convert", str(folder)) == 3
    assert "--directions" in capsys.readouterr().err
    assert run("convert", str(folder), "--directions", "en-fr,en-fr") == 0
    assert models.named("silent").directions == {("en", "fr")}
    assert run("convert", str(folder), "--directions", "enfr") == 2


def test_a_marian_model_whose_decoder_starts_from_a_learned_vector_is_refused(
    tiny_folders: dict[str, Path], cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "learned"
    shutil.copytree(tiny_folders["marian"], folder)
    weights = load_file(folder / "model.safetensors")
    weights["model.shared.weight"][-1] = 0.1
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    assert run("convert", str(folder)) == 3
    assert "starts Marian from zero" in capsys.readouterr().err


def test_weights_cut_short_are_refused(
    tiny_folders: dict[str, Path], cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "short"
    shutil.copytree(tiny_folders["marian"], folder)
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[:-100])
    assert run("convert", str(folder)) == 3
    assert str(folder) in capsys.readouterr().err


def test_a_damaged_model_is_found_before_it_is_loaded(
    tiny_folders: dict[str, Path], cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = hub.convert(tiny_folders["marian"])
    assert run("verify", "marian") == 0
    weights = model.folder / "model.bin"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelError, match="damaged"):
        models.load(models.named("marian"))
    assert run("verify", "marian") == 3
    assert "models rm marian" in capsys.readouterr().err
    (model.folder / "source.spm").unlink()
    assert run("verify") == 3


def test_large_files_are_hashed_again_only_when_they_change(
    tiny_folders: dict[str, Path], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = hub.convert(tiny_folders["marian"])
    monkeypatch.setattr(models, "_ALWAYS_HASHED_BYTES", 0)
    models.verify(model)
    hashed: list[str] = []
    real = models.file_facts
    monkeypatch.setattr(models, "file_facts", lambda p: hashed.append(p.name) or real(p))
    models.verify(model)
    assert hashed == []
    (model.folder / "vocab.json").touch()
    models.verify(model)
    assert hashed == ["vocab.json"]
    models.verify(model, thorough=True)
    assert len(hashed) == 1 + len(model.card["files"])


def test_rm_deletes_converted_models_and_no_others(
    tiny_folders: dict[str, Path], cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = hub.convert(tiny_folders["marian"])
    assert run("rm", "marian") == 0
    assert not model.folder.exists()
    assert run("rm", "en-fr") == 3
    assert run("rm", str(tiny_folders["marian"])) == 3
    assert tiny_folders["marian"].exists()


def test_list_show_and_path_tell_of_a_model(
    tiny_folders: dict[str, Path], cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = hub.convert(tiny_folders["m2m100"], name="own/tiny")
    assert run("list") == 0
    out = capsys.readouterr().out
    assert "own/tiny" in out
    assert "en-fr fr-en" in out
    assert "9,896 more" in out
    assert run("show", "own/tiny") == 0
    assert json.loads(capsys.readouterr().out)["family"] == "m2m100"
    assert run("path", "own/tiny") == 0
    assert capsys.readouterr().out.strip() == str(model.folder)
    assert run("show", "nowhere") == 3


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("{", "card"),
        ("[]", "card"),
        ('{"name": "x"}', "family|loaded|model"),
        ('{"name": 1, "directions": 3}', "card"),
    ],
)
def test_a_broken_card_is_refused(broken: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text(broken)
    with pytest.raises(ModelError, match=said):
        models.load(models.named(str(tmp_path)))


@pytest.mark.parametrize("cut", [0, 3, 40, 500, -1])
def test_the_weights_reader_refuses_a_file_cut_short(
    cut: int, tiny_folders: dict[str, Path], cache: Path, tmp_path: Path
) -> None:
    from tqcheck.engines import ct2_weights

    whole = (hub.convert(tiny_folders["marian"]).folder / "model.bin").read_bytes()
    (tmp_path / "model.bin").write_bytes(whole[:cut])
    with pytest.raises(ModelError, match=r"model\.bin"):
        ct2_weights.read(tmp_path / "model.bin")


def test_an_engine_refuses_a_folder_that_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        Ct2Engine(tmp_path)


@pytest.mark.parametrize("family", FAMILIES, indirect=True)
def test_no_weight_is_large_enough_to_saturate(family: Path, cache: Path) -> None:
    variables = ct2_weights.read(hub.convert(family).folder / "model.bin")
    rows = [variables[n.removesuffix("_scale")] for n in variables if n.endswith("_scale")]
    assert rows
    assert {int(np.abs(row).max()) for row in rows} == {ct2_weights.MAX_WEIGHT}


def test_models_without_a_verb_are_listed(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    bare = capsys.readouterr().out
    assert run("list") == 0
    assert capsys.readouterr().out == bare
    assert "en-fr" in bare
