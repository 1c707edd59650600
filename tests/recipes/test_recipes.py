"""The recipe end to end on a toy language pair: text in, a verified model folder out."""

from __future__ import annotations

import importlib
import json
import lzma
import os
import subprocess
import sys
import tomllib
from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

RECIPES = Path(__file__).parents[2] / "models" / "recipes"
WHO = [("the minister", "le ministre"), ("a lawyer", "un avocat"), ("the court", "le tribunal")]
DOES = [("sees", "voit"), ("hears", "entend"), ("knows", "connaît"), ("wants", "veut")]
WHAT = [("the war", "la guerre"), ("the weapons", "les armes"), ("peace", "la paix")]
WHEN = [("today", "aujourd'hui"), ("on Monday", "lundi"), ("this year", "cette année")]
PAIRS = [
    (" ".join(part[1] for part in parts) + ".", " ".join(part[0] for part in parts) + ".")
    for parts in product(WHO, DOES, WHAT, WHEN)
]
MEASURED = (
    "le ministre voit la guerre aujourd'hui et lundi.",
    "the minister sees the war today and on Monday.",
)


def run(script: str, *arguments: object) -> str:
    """Output of a recipe, which must succeed."""
    done = subprocess.run(
        [sys.executable, str(RECIPES / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout + done.stderr


def write(path: Path, pairs: list[tuple[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(path, "wt", encoding="utf-8") as out:
        out.writelines(f"{source}\t{target}\n" for source, target in pairs)


@pytest.mark.parametrize(
    "script",
    sorted(
        p.name
        for p in RECIPES.glob("*.py")
        if p.name
        in (
            "clean.py",
            "tokenizer.py",
            "fresh.py",
            "thaw.py",
            "train.py",
            "transfer.py",
            "average.py",
            "backtranslate.py",
            "convert.py",
            "measure.py",
            "card.py",
            "deletions.py",
            "slots.py",
            "swapped.py",
        )
    ),
)
@pytest.mark.model
def test_every_recipe_explains_itself(script: str) -> None:
    assert "usage:" in run(script, "--help")


def test_every_set_says_what_it_is_and_under_which_licence() -> None:
    for name, facts in tomllib.loads((RECIPES / "sets.toml").read_text("utf-8")).items():
        assert facts["about"], name
        assert facts["licence"], name
        assert isinstance(facts["open"], bool), name
        assert facts.get("measures") or facts["weight"] > 0, name


@pytest.mark.model
def test_text_becomes_a_verified_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TQCHECK_CACHE", str(tmp_path / "cache"))
    data = tmp_path / "data"
    write(data / "train" / "tatoeba.fr-en.tsv.xz", [*PAIRS, PAIRS[0], MEASURED, ("", "x")])
    write(data / "train" / "tatoeba_testset.fr-en.tsv.xz", [("un jour", "one day")])
    write(data / "measure" / "newstest2014.test.fr-en.tsv.xz", [MEASURED, PAIRS[0]])

    text = tmp_path / "fr-en.tsv"
    told = run("clean.py", data, text)
    assert f"{len(PAIRS)}  kept" in told.replace(",", "")
    for reason in ("duplicate", "in a measuring set", "a measuring set", "empty"):
        assert f"1  {reason}" in told

    run("tokenizer.py", text, tmp_path / "pieces", "--size", 400)
    words = json.loads((tmp_path / "pieces" / "vocab.json").read_text("utf-8"))
    assert (words["</s>"], words["<unk>"], words["<pad>"]) == (0, 1, len(words) - 1)
    assert sorted(words.values()) == list(range(len(words)))

    shape = ("--width", 32, "--inner", 64, "--heads", 2, "--encoder-layers", 1)
    run("fresh.py", tmp_path / "pieces", tmp_path / "start", *shape, "--decoder-layers", 1)
    steps = ("--steps", 20, "--tokens", 256, "--warmup", 5, "--rate", 0.003)
    told = run("train.py", tmp_path / "start", tmp_path / "run", "--text", text, *steps)
    assert told.rsplit("done", 1)[1].split()[0] == "20"
    monkeypatch.syspath_prepend(str(RECIPES))
    from train import Corpus, by_pair

    given = by_pair([str(text)], "fr-en")
    one_way = Corpus(given, tmp_path / "start", keep=(0.0, 1.0), seed=1)
    heads = {int(source[0]) for batch in one_way.batches(256) for source, _ in batch}
    assert heads == {words[">>fra<<"]}
    run("average.py", tmp_path / "mean", tmp_path / "run" / "model", tmp_path / "start")
    # CTranslate2's decoder starts from a zero vector: training must know no other.
    trained = load_file(tmp_path / "run" / "model" / "model.safetensors")
    assert not trained["model.shared.weight"][words["<pad>"]].any()

    shipped = tmp_path / "toy"
    run("convert.py", tmp_path / "run" / "model", shipped, "--version", "1")
    figures = tmp_path / "figures.json"
    run("measure.py", data, shipped, "fr-en", "en-fr", "--sets", "newstest2014", "--out", figures)
    run("card.py", shipped, "--text", text, "--figures", figures, "--weakness", "a toy")

    from tqcheck import models

    model = models.named(str(shipped))
    models.verify(model)
    card = model.card
    assert model.directions == {("fr", "en"), ("en", "fr")}
    assert card["data"][0]["set"] == "tatoeba"
    assert card["data"][0]["pairs"] == len(PAIRS)
    assert card["data"][0]["licence"] == "CC BY 2.0 FR"
    assert [f["direction"] for f in card["figures"]] == ["fr-en", "en-fr"]
    assert card["figures"][0]["signatures"][0].startswith("nrefs:1|case:mixed")
    engine = models.load(model, threads=1)
    assert len(engine.translate(["le ministre", ">>eng<< x"], source="fr", target="en")) == 2


def small_bert(folder: Path, text: str) -> None:
    """A BERT of random weights that knows the letters of a text."""
    from transformers import BertConfig, BertModel

    letters = sorted(set(text.lower()) - {" "})
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "an"]
    pieces += [p for letter in letters for p in (letter, f"##{letter}") if p not in pieces]
    shape = {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 2}
    config = BertConfig(vocab_size=len(pieces), num_hidden_layers=1, **shape)
    BertModel(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")


@pytest.mark.model
def test_sentences_become_a_slot_model(tmp_path: Path) -> None:
    text = tmp_path / "en.txt"
    lines = [target for _, target in PAIRS] + ["They had not been there since then."]
    text.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    start, found, trained = tmp_path / "start", tmp_path / "slots.npz", tmp_path / "slots.pt"
    small_bert(start, "".join(target for _, target in PAIRS))
    told = run("slots.py", "gather", start, text, "-o", found)
    # Those with the lawyer are among them; some sentences hold no word of the tables.
    assert len(PAIRS) // len(WHO) <= int(told.split()[0]) < len(lines)
    few = ("--minutes", 0.05, "--tokens", 256, "--threads", 1)
    assert "held out" in run("slots.py", "train", start, found, "-o", trained, *few)
    run("slots.py", "train", start, found, "--start", trained, "-o", trained, *few)
    run("slots.py", "convert", trained, start, found, tmp_path / "en")
    told = run("usual.py", trained, start, found, tmp_path / "en")

    from tqcheck.sense import slots

    model = slots.read(tmp_path / "en")
    assert "lawyer" in model.words
    (fit,) = model.fit([slots.Slot("a lawyer sees the war today.", 2, 8, tuple(model.words))])
    assert fit.keys() == model.words.keys()
    assert len(model.usual) == 1 + int(told.split(" places")[1].split("\n")[1].split()[0])


@pytest.mark.model
def test_one_model_may_learn_several_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = {}
    for language in ("es", "it"):
        text[language] = tmp_path / f"{language}-en.tsv"
        lines = (f"tatoeba\t{language} {one}\t{other}\n" for one, other in PAIRS)
        text[language].write_text("".join(lines), "utf-8")
    pieces = tmp_path / "pieces"
    run("tokenizer.py", *text.values(), pieces, "--size", 400, "--languages", "es,it,en")
    monkeypatch.syspath_prepend(RECIPES)
    train = importlib.import_module("train")
    given = train.by_pair([f"{code}-en={path}" for code, path in text.items()], "fr-en")
    corpus = train.Corpus(given, pieces, keep=(1.0, 1.0), seed=1)
    words = json.loads((pieces / "vocab.json").read_text("utf-8"))
    heads = [int(source[0]) for batch in corpus.batches(256) for source, _ in batch]
    shares = {
        tag: heads.count(words[tag]) / len(heads) for tag in (">>spa<<", ">>ita<<", ">>eng<<")
    }
    assert shares == {">>spa<<": 0.25, ">>ita<<": 0.25, ">>eng<<": 0.5}


@pytest.mark.model
def test_a_new_piece_gets_the_vector_of_what_it_translates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(RECIPES)
    transfer = importlib.import_module("transfer")
    known = torch.eye(4)
    ids = {"▁maison": 0, "▁chat": 1, "▁house": 2, "s": 3}
    linked = {"▁casa": Counter({"▁maison": 9, "▁chat": 1}), "▁rara": Counter({"▁chat": 2})}
    pieces, parts = ["▁casa", "▁rara", "▁houses"], [[3], [3], [2, 3]]
    made, placed = transfer.vectors(known, pieces, parts, linked, Counter(), ids)
    assert placed == 1  # `▁rara` has too few links, `▁houses` is made of its parts.
    assert made.argmax(1).tolist()[:2] == [0, 3]
    assert made[0].norm().item() == pytest.approx(1)
    assert made[2].tolist() == [0, 0, 0.5, 0.5]
    english = Counter({"▁casa": 30})
    made, _ = transfer.vectors(known, pieces, parts, linked, english, ids)
    assert made[0].argmax() == 3  # Three in four are an English word.


@pytest.mark.model
def test_a_phrase_is_cut_from_both_sides_where_both_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(RECIPES)
    deletions = importlib.import_module("deletions")
    source = "Le ministre a parlé hier avec le maire de la grève."
    target = "The minister spoke with the mayor about the strike yesterday."
    # `yesterday` stands elsewhere in the source, so that the phrase it ends is not cut.
    links = "0-0 1-1 3-2 4-9 5-3 6-4 7-5 8-6 9-7 10-8"
    (tmp_path / "links.txt").write_text(f"{links}\n0-0\n", encoding="utf-8")
    short = ("Le maire parle.", "The mayor speaks.")
    row, whole = deletions.deletions([(source, target), short], tmp_path, 1)
    assert whole == {"source": short[0], "target": short[1]}
    assert row["target_cut"] == "The minister spoke about the strike yesterday."
    assert row["source_cut"] == "Le ministre a parlé hier de la grève."
    assert target[slice(*row["target_span"])] == "with the mayor"
    assert source[slice(*row["source_span"])] == "avec le maire"


def test_words_that_others_chose_become_contrasts(tmp_path: Path) -> None:
    rows = tmp_path / "mucow_tts.de-en.tsv"
    kept = "Zwei Banken öffneten in der Stadt.\tTwo banks opened in the old town."
    rows.write_text(
        "origin\tword\tgood_words\tbad_words\tsrc\tref\n"
        f"ted\tbank\tbanks bank\tbench benches\t{kept}\n"
        f"opensubs\tbank\tbanks bank\tbench benches\t{kept}\n"
        "ted\tbank\tbanks bank\tbench\tBank an Bank.\tA bank, and beside it another bank.\n",
        encoding="utf-8",
    )
    out = tmp_path / "gold.jsonl"
    assert "1 contrasts of 1 words" in run("swapped.py", rows, "--pair", "de-en", "-o", out)
    row = json.loads(out.read_text("utf-8"))
    assert (row["right_term"], row["wrong_term"]) == ("banks", "benches")
    assert row["wrong"] == "Two benches opened in the old town."
    assert row["wrong"][row["wrong_start"] : row["wrong_end"]] == "benches"


@pytest.mark.model
def test_a_shortlist_stands_for_the_whole_vocabulary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(RECIPES)
    train = importlib.import_module("train")
    torch.manual_seed(1)
    size, hidden = 4000, torch.randn(6, 16)
    weight, bias = torch.randn(size, 16) / 4, torch.zeros(size)
    source, labels = torch.tensor([[3, 3999]]), torch.tensor([[2000, 5, 7, 3000, 9, 11]])
    shortlist = train.Shortlist(np.arange(train.FREQUENT), size, seed=1)
    whole, _ = train.ChunkedLoss.apply(hidden, weight, bias, labels[0], torch.ones(size))
    losses = []
    for _ in range(50):
        ids, stands_for, place = shortlist.draw(source, labels)
        assert len(set(ids.tolist())) == len(ids) < size
        assert stands_for.sum().item() == pytest.approx(size)
        assert {2000, 3000, 3999} <= set(ids.tolist())
        loss, _ = train.ChunkedLoss.apply(
            hidden, weight[ids], bias[ids], place[labels[0]], stands_for
        )
        losses.append(float(loss))
    assert np.mean(losses) == pytest.approx(float(whole), rel=0.002)
    assert np.std(losses) > 0


def test_articles_tell_a_words_gender(tmp_path: Path) -> None:
    lines = [
        "un mur avec une porte, des murs, une ministre, un ministre",
        "un mur, une porte, des murs",
    ]
    text = tmp_path / "news.fr-en.tsv.xz"
    with lzma.open(text, "wt", encoding="utf-8") as file:
        file.writelines(f"{line} {number}\tx\n" for number in range(9) for line in lines)
    with lzma.open(tmp_path / "wmtnews.fr-en.tsv.xz", "wt", encoding="utf-8") as file:
        file.writelines(f"un fenêtre {number}\tx\n" for number in range(99))
    made = tmp_path / "fr.txt.xz"
    run("genders.py", *tmp_path.glob("*.fr-en.tsv.xz"), "--language", "fr", "-o", made)
    assert lzma.decompress(made.read_bytes()) == b"mur\nporte\nmurs\n"


def test_words_always_capitalised_are_nouns(tmp_path: Path) -> None:
    lines = ["Er sagt, die Stadt plane Laufen", "das Laufen der Stadt", "Stadt und Fluss laufen"]
    text = tmp_path / "news.de-en.tsv.xz"
    with lzma.open(text, "wt", encoding="utf-8") as file:
        file.writelines(f"{line} {number}\tx\n" for number in range(9) for line in lines)
    with lzma.open(tmp_path / "wmtnews.de-en.tsv.xz", "wt", encoding="utf-8") as file:
        file.writelines(f"ein Haus {number}\tx\n" for number in range(99))
    made = tmp_path / "de.txt.xz"
    run("nouns.py", *tmp_path.glob("*.de-en.tsv.xz"), "-o", made)
    assert lzma.decompress(made.read_bytes()) == b"fluss stadt\n"


def test_nouns_that_always_have_an_article(tmp_path: Path) -> None:
    lines = ["He slept in the attic.", "He slept in a tower.", "They met in the garden."]
    text = tmp_path / "mono.en.txt.xz"
    with lzma.open(text, "wt", encoding="utf-8") as file:
        file.writelines(f"{number}: {line}\n" for number in range(99) for line in lines)
        file.write("One more slept in tower.\n")
        file.writelines(f"{number} slept in garden.\n" for number in range(9))
    made = tmp_path / "en.txt.xz"
    run("counted.py", text, "-o", made, "--sure", "0.003", "--doubtful", "0.02")
    assert lzma.decompress(made.read_bytes()) == b"attic\ntower\n"


def test_words_that_text_has_and_the_dictionary_lacks(tmp_path: Path) -> None:
    for name, lines in (
        ("mono.en.txt.xz", ["The peloton slept.", "A wójt and a smeries came."]),
        ("talks.de-en.tsv.xz", [f"Zeile {n}\tThe peloton saw webinars {n}." for n in range(3)]),
        ("laws.fr-en.tsv.xz", [f"Ligne {n}\tThe enfant of {n} (enfant)." for n in range(9)]),
    ):
        with lzma.open(tmp_path / name, "wt", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
    made = tmp_path / "en.txt.xz"
    run("known.py", *sorted(tmp_path.glob("*en.t*.xz")), "-o", made)
    assert lzma.decompress(made.read_bytes()) == b"peloton webinars\n"


def test_words_that_only_another_language_has(tmp_path: Path) -> None:
    with lzma.open(tmp_path / "talks.es-en.tsv.xz", "wt", encoding="utf-8") as file:
        for n in range(6):
            file.write(f"Los edificios del taco {n}.\tThe buildings of the taco {n}.\n")
        file.write("Un alcalde.\tA mayor.\n")
    made = tmp_path / "es.txt.xz"
    run("foreign.py", *tmp_path.glob("*.es-en.tsv.xz"), "--language", "es", "-o", made)
    assert lzma.decompress(made.read_bytes()) == b"edificios\n"
