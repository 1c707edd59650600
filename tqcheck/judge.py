"""Judging windows of a feed: in this process, in worker processes, or on Ray."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any, TypeVar

from tqcheck.batch import Item, error_row
from tqcheck.check import EngineFor, Gate, check, model_pair, prepare
from tqcheck.errors import TqcheckError
from tqcheck.records import Document, LanguageGuess, Segment
from tqcheck.reports.json import document as document_row
from tqcheck.rules import chosen

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Job:
    """Everything a worker needs to judge documents; can be sent to another process.

    `model` is `auto`, `off`, a name or a path. Languages, where given, overrule the feed's.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    model: str = "auto"
    source_language: str | None = None
    language: str | None = None
    gate: Gate = field(default_factory=Gate)
    threads: int = 0
    cache: str | None = None


class Judge:
    """A loaded job: rules chosen, engines loaded on first use."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._rules = chosen(job.select, job.ignore)
        self._engine_for: EngineFor | None = None
        if job.model != "off":
            from tqcheck.models import engines

            self._engine_for = engines(
                job.model, threads=job.threads, cache=Path(job.cache or ":memory:")
            )

    def __call__(self, items: Sequence[Item]) -> list[dict[str, Any]]:
        """Rows of n items, in order; what goes wrong with one is its row."""
        documents = [self._known(item) for item in items]
        if self._engine_for:
            self._warm([d for d in documents if isinstance(d, Document)], self._engine_for)
        return [self._row(item, document) for item, document in zip(items, documents, strict=True)]

    def _known(self, item: Item) -> Document | str:
        """The item's document, for the model with languages and segments, or why there is none."""
        document = item.document
        if document is None:
            return item.error or "could not be read"
        if self._job.language:
            document = replace(document, language=self._job.language)
        if self._job.source_language:
            guess = LanguageGuess(self._job.source_language, 1.0, ("given",))
            document = replace(document, source_language=guess)
        # Only the model is asked about a whole window before each document is judged.
        return _kept(lambda: prepare(document)[0]) if self._engine_for else document

    def _warm(self, documents: list[Document], engine_for: EngineFor) -> None:
        """Ask the model about all segments of the window; its store then answers one by one."""
        from tqcheck.metrics.roundtrip import back_translated

        by_pair: dict[tuple[str, str], list[Segment]] = {}
        for document in documents:
            if pair := model_pair(document):
                by_pair.setdefault(pair, []).extend(document.segments)
        for (source, target), segments in by_pair.items():
            engine = engine_for(source, target)
            if not isinstance(engine, str):
                back_translated(segments, engine, source=source, target=target)

    def _row(self, item: Item, document: Document | str) -> dict[str, Any]:
        if isinstance(document, str):
            return error_row(item, document)
        result = _kept(
            lambda: check(
                document, rules=self._rules, engine_for=self._engine_for, gate=self._job.gate
            )
        )
        if isinstance(result, str):
            return error_row(item, result)
        head = {"key": item.key, "id": item.id, "status": "ok", "error": None}
        return head | document_row(result)


def _kept(judge: Callable[[], Answer]) -> Answer | str:
    """The answer, or what went wrong: one bad document must not end a feed of millions."""
    try:
        return judge()
    except (TqcheckError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # A panic of a library in Rust is no Exception.
        return f"{type(error).__name__}: {error}"


_worker: Judge | None = None


def _start(job: Job) -> None:
    global _worker
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Ctrl-C reaches every process of the terminal; the parent alone says so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = Judge(job)


def _end_with_parent() -> None:
    """Ends this process when the one that started it is gone, however it went."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(items: list[Item]) -> list[dict[str, Any]]:
    if _worker is None:
        raise RuntimeError("the worker was not started")
    return _worker(items)


def here(job: Job) -> Callable[[Iterator[list[Item]]], Iterator[list[dict[str, Any]]]]:
    """Judge in this process."""
    return lambda windows: map(Judge(job), windows)


def in_processes(
    job: Job, workers: int
) -> Callable[[Iterator[list[Item]]], Iterator[list[dict[str, Any]]]]:
    """Judge in worker processes, a few windows ahead, rows in order.

    Raises:
        TqcheckError: a worker died.
    """

    def judged(windows: Iterator[list[Item]]) -> Iterator[list[dict[str, Any]]]:
        ahead: deque[Future[list[dict[str, Any]]]] = deque()
        with ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=_start, initargs=(job,)
        ) as pool:
            try:
                for window in windows:
                    ahead.append(pool.submit(_work, window))
                    if len(ahead) > 2 * workers:
                        yield ahead.popleft().result()
                while ahead:
                    yield ahead.popleft().result()
            except BrokenProcessPool as error:
                raise TqcheckError("a worker process died; go on with --resume") from error
            finally:
                for future in ahead:
                    future.cancel()

    return judged


def local(
    job: Job, workers: int | None
) -> Callable[[Iterator[list[Item]]], Iterator[list[dict[str, Any]]]]:
    """Judge on this machine: the model's own threads with a model, processes without one."""
    count = workers or os.cpu_count() or 1
    if job.model != "off":
        return here(replace(job, threads=job.threads or count))
    return here(job) if count == 1 else in_processes(job, count)
