"""The mean of several model folders of one run, often better than its last: OUT.

Copy RUN/model aside a few times near the end of a run, then average the copies.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file


def mean(folders: list[Path]) -> dict[str, torch.Tensor]:
    """Mean of each weight, summed in float32, in the type it is stored in."""
    first = load_file(folders[0] / "model.safetensors")
    total = {name: weight.float() for name, weight in first.items()}
    for folder in folders[1:]:
        for name, weight in load_file(folder / "model.safetensors").items():
            total[name] += weight.float()
    return {n: (w / len(folders)).to(first[n].dtype).contiguous() for n, w in total.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("folders", nargs="+", type=Path)
    arguments = parser.parse_args()
    shutil.copytree(arguments.folders[0], arguments.out)
    save_file(
        mean(arguments.folders), arguments.out / "model.safetensors", metadata={"format": "pt"}
    )


if __name__ == "__main__":
    main()
