"""CTranslate2's `model.bin` as the weights of a transformers model.

So that the reference engine runs the very weights of the embedded models, of which only the
int8 file is shipped. Layout of the file (little-endian; `ModelSpec._serialize` of CTranslate2):

    uint32 version, string specification, uint32 revision,
    uint32 n, n x (string name, uint8 rank, rank x uint32 dimension, uint8 type, uint32 bytes, data)
    uint32 m, m x (string alias, string name)

A string is uint16 length, the text and a NUL. An int8 matrix has one scale a row beside it
(`..._scale`): the value is the integer divided by the scale.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Any

import numpy as np

from tqcheck.engines.tokens import MARIAN
from tqcheck.errors import ModelError

_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
_VERSION = 6
#: The largest 8-bit weight whose products no processor saturates.
MAX_WEIGHT = 63
_ACTIVATIONS = {0: "relu", 1: "gelu_new", 2: "swish", 3: "gelu"}

Variables = dict[str, np.ndarray]


def read(path: Path) -> Variables:
    """The variables of a model.bin by name, aliases included, as they are stored.

    Raises:
        ModelError: the file is cut short or of another version.
    """
    return _read(path, path.read_bytes())


def _read(path: Path, content: bytes | bytearray) -> Variables:
    """The variables as views of the content."""
    place = 0

    def number(code: str) -> int:
        nonlocal place
        (value,) = struct.unpack_from("<" + code, content, place)
        place += struct.calcsize(code)
        return int(value)

    def string() -> str:
        nonlocal place
        length = number("H")
        place += length
        if place > len(content):
            raise ValueError("cut short")
        return bytes(content[place - length : place - 1]).decode()

    found: Variables = {}
    try:
        version = number("I")
        if version != _VERSION:
            raise ModelError(f"{path}: format {version}; this reader knows {_VERSION}")
        string()
        number("I")
        for _ in range(number("I")):
            name = string()
            shape = [number("I") for _ in range(number("B"))]
            kind = np.dtype(_TYPES[number("B")])
            size = number("I")
            flat = np.frombuffer(content, kind, size // kind.itemsize, place)
            found[name] = flat.reshape(shape)
            place += size
        for _ in range(number("I")):
            alias = string()
            found[alias] = found[string()]
    except (struct.error, ValueError, IndexError, KeyError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: not a whole CTranslate2 model: {error}") from error
    return found


def narrow(path: Path) -> None:
    """Rewrite a model.bin with its int8 weights within `MAX_WEIGHT`, scales to match.

    Processors without VNNI add products of 8-bit numbers in pairs, in 16 bits: 2 * 255 * 127 is
    too much for them and saturates, so that scores change with the processor and the batch;
    2 * 255 * 63 is not.

    Raises:
        ModelError: the file is cut short or of another version.
    """
    content = bytearray(path.read_bytes())
    variables = _read(path, content)
    done: set[int] = set()
    for name, value in variables.items():
        scale = variables.get(f"{name}_scale")
        if value.dtype != np.int8 or scale is None or id(value) in done:
            continue
        done.add(id(value))
        weights = value.astype(np.float32) / scale[:, None]
        largest = np.abs(weights).max(axis=1)
        scale[:] = MAX_WEIGHT / np.where(largest > 0, largest, 1.0)
        value[:] = np.rint(weights * scale[:, None])
    path.write_bytes(content)


def _matrix(variables: Variables, name: str) -> np.ndarray:
    """A variable in float32, its scale taken out."""
    value = variables[name]
    if value.dtype == np.int8:
        scale = variables.get(f"{name}_scale")
        if scale is None:  # An alias of the one matrix that all embeddings share.
            scale = next(
                variables[f"{n}_scale"]
                for n, v in variables.items()
                if v is value and f"{n}_scale" in variables
            )
        return value.astype(np.float32) / scale[:, None]
    return value.astype(np.float32)


def configuration(variables: Variables, family: str) -> dict[str, Any]:
    """Arguments of the transformers configuration of these weights."""

    def layers(side: str) -> int:
        layer = re.compile(rf"{side}/layer_(\d+)/")
        return 1 + max(int(m.group(1)) for m in map(layer.match, variables) if m)

    rows, width = variables["decoder/embeddings/weight"].shape
    sizes: dict[str, Any] = {}
    for side in ("encoder", "decoder"):
        sizes[f"{side}_layers"] = layers(side)
        sizes[f"{side}_attention_heads"] = int(variables[f"{side}/num_heads"])
        sizes[f"{side}_ffn_dim"] = variables[f"{side}/layer_0/ffn/linear_0/weight"].shape[0]
    positions = variables.get("decoder/position_encodings/encodings")
    sizes |= {
        "d_model": width,
        "vocab_size": rows + 1 if family == MARIAN else rows,
        "activation_function": _ACTIVATIONS[int(variables["encoder/activation"])],
        "max_position_embeddings": 1024 if positions is None else positions.shape[0],
        "scale_embedding": float(variables["encoder/scale_embeddings"]) != 1.0,
    }
    return sizes


def state(variables: Variables, family: str) -> dict[str, np.ndarray]:
    """The transformers state dictionary of these weights, float32.

    Marian gets its row of `<pad>` back: zeros, with which its decoder starts.
    """

    def embeddings(name: str) -> np.ndarray:
        matrix = _matrix(variables, name)
        return np.pad(matrix, ((0, 1), (0, 0))) if family == MARIAN else matrix

    found = {
        "model.shared.weight": embeddings("decoder/embeddings/weight"),
        "model.encoder.embed_tokens.weight": embeddings("encoder/embeddings_0/weight"),
        "model.decoder.embed_tokens.weight": embeddings("decoder/embeddings/weight"),
        "lm_head.weight": embeddings("decoder/projection/weight"),
    }
    bias = variables.get("decoder/projection/bias")
    if family == MARIAN:
        rows = found["lm_head.weight"].shape[0]
        own_bias = np.zeros(rows - 1) if bias is None else bias
        found["final_logits_bias"] = np.pad(own_bias.astype(np.float32), (0, 1))[None]

    def layer_norm(name: str, to: str) -> None:
        found[f"{to}.weight"] = variables[f"{name}/gamma"].astype(np.float32)
        found[f"{to}.bias"] = variables[f"{name}/beta"].astype(np.float32)

    def linear(name: str, *to: str) -> None:
        weights = np.split(_matrix(variables, f"{name}/weight"), len(to))
        biases = np.split(variables[f"{name}/bias"].astype(np.float32), len(to))
        for part, weight, added in zip(to, weights, biases, strict=True):
            found[f"{part}.weight"], found[f"{part}.bias"] = weight, added

    sizes = configuration(variables, family)
    for side in ("encoder", "decoder"):
        if f"{side}/layer_norm/gamma" in variables:
            layer_norm(f"{side}/layer_norm", f"model.{side}.layer_norm")
        if family == MARIAN:
            found[f"model.{side}.embed_positions.weight"] = variables[
                f"{side}/position_encodings/encodings"
            ].astype(np.float32)
        for number in range(sizes[f"{side}_layers"]):
            here, there = f"{side}/layer_{number}", f"model.{side}.layers.{number}"
            own = f"{there}.self_attn"
            linear(
                f"{here}/self_attention/linear_0", f"{own}.q_proj", f"{own}.k_proj", f"{own}.v_proj"
            )
            linear(f"{here}/self_attention/linear_1", f"{own}.out_proj")
            layer_norm(f"{here}/self_attention/layer_norm", f"{there}.self_attn_layer_norm")
            if side == "decoder":
                other = f"{there}.encoder_attn"
                linear(f"{here}/attention/linear_0", f"{other}.q_proj")
                linear(f"{here}/attention/linear_1", f"{other}.k_proj", f"{other}.v_proj")
                linear(f"{here}/attention/linear_2", f"{other}.out_proj")
                layer_norm(f"{here}/attention/layer_norm", f"{there}.encoder_attn_layer_norm")
            linear(f"{here}/ffn/linear_0", f"{there}.fc1")
            linear(f"{here}/ffn/linear_1", f"{there}.fc2")
            layer_norm(f"{here}/ffn/layer_norm", f"{there}.final_layer_norm")
    return found
