"""Ray gives the rows of one machine, also when a node dies on the way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("ray.data")

from tests.test_batch import feed

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.cluster]


def batch(*arguments: object, **environment: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tqcheck", "batch", *map(str, arguments), "--model", "off"]
    return subprocess.Popen([*command, "--quiet"], env=os.environ | environment)


def test_rows_survive_the_death_of_a_node(tmp_path: Path) -> None:
    from ray.cluster_utils import Cluster

    source = feed(tmp_path / "feed.jsonl", 6000, words=120)
    assert batch(source, "-o", tmp_path / "local.jsonl", "--workers", 1).wait() in (0, 1)
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 2})
    try:
        doomed = cluster.add_node(num_cpus=2)
        out = tmp_path / "ray.jsonl"
        running = batch(
            source, "-o", out, "--engine", "ray", "--workers", 3, RAY_ADDRESS=cluster.address
        )
        while running.poll() is None and not (out.exists() and out.stat().st_size):
            time.sleep(0.1)
        assert running.poll() is None, "it ended before its node could die"
        cluster.remove_node(doomed, allow_graceful=False)
        assert running.wait() in (0, 1)
        assert out.read_bytes() == (tmp_path / "local.jsonl").read_bytes()
    finally:
        cluster.shutdown()
