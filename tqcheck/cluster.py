"""Judging a feed on a Ray cluster: Ray Data with a pool of actors, the same rows.

The driver reads the feed and writes the rows, so exactly-once holds as on one machine: the
output file is the checkpoint. A window that dies with its node is done again by Ray elsewhere.
Set RAY_ADDRESS to use a running cluster.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from tqcheck.batch import Item
from tqcheck.errors import ConfigError
from tqcheck.judge import Job, Judge

# Windows handed to Ray at a time: enough to keep a cluster busy, few enough for the driver.
WINDOWS_A_ROUND = 256


class _Actor:
    """A judge in a Ray actor; one batch is one window."""

    def __init__(self, job: Job) -> None:
        self._judge = Judge(job)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        # Windows are pickled by the driver of this very run, never read from outside.
        rows = [self._judge(pickle.loads(window)) for window in batch["window"]]
        return {"number": batch["number"], "rows": [json.dumps(row) for row in rows]}


def on_ray(
    job: Job, workers: int | None
) -> Callable[[Iterator[list[Item]]], Iterator[list[dict[str, Any]]]]:
    """Judge on Ray, `workers` actors (default: one a processor of the cluster).

    Raises:
        ConfigError: ray is not installed.
    """
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise ConfigError("--engine ray needs more packages: pip install 'tqcheck[ray]'") from error

    def judged(windows: Iterator[list[Item]]) -> Iterator[list[dict[str, Any]]]:
        ray.init(
            address=os.environ.get("RAY_ADDRESS"),
            ignore_reinit_error=True,
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
        ray.data.DataContext.get_current().enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        actors = workers or int(ray.cluster_resources().get("CPU", 1))
        while part := list(islice(windows, WINDOWS_A_ROUND)):
            numbered = [
                {"number": number, "window": pickle.dumps(window)}
                for number, window in enumerate(part)
            ]
            done = ray.data.from_items(numbered, override_num_blocks=len(numbered)).map_batches(
                _Actor,
                fn_constructor_args=(job,),
                compute=ray.data.ActorPoolStrategy(size=min(actors, len(part))),
                batch_size=1,
                num_cpus=1,
            )
            # Windows come as they are done; rows go out in order, as early as they can.
            early: dict[int, str] = {}
            due = 0
            for row in done.iter_rows():
                early[row["number"]] = row["rows"]
                while due in early:
                    yield json.loads(early.pop(due))
                    due += 1

    return judged
