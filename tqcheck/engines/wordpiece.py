"""WordPiece: how BERT and its kin cut text into pieces (Devlin et al. 2019)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

UNKNOWN, FIRST, LAST, MASK = "[UNK]", "[CLS]", "[SEP]", "[MASK]"


def tokenizer(pieces: Sequence[str]) -> Any:
    """A `tokenizers.Tokenizer` of an uncased vocabulary, its pieces in the order of their ids."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    ids = {piece: number for number, piece in enumerate(pieces)}
    found = Tokenizer(models.WordPiece(ids, unk_token=UNKNOWN))
    found.normalizer = normalizers.BertNormalizer(lowercase=True)
    found.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return found
