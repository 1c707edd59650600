"""The service under load: `python tests/server/measure_load.py [--clients 50] [--seconds 60]`.

Starts `tqcheck serve` on a free port of this machine. First the latency of one client: the seed
article by rules and with the model, warm, and with one sentence changed. Then so many clients at
once, each sending paragraphs of the seed article that no cache has seen, most by rules and every
tenth with the model; each answer must carry the finding planted in its text at the right place.
A 429 or 503 is tried again after its Retry-After and counted. Last, how long a stop takes.
"""

from __future__ import annotations

import argparse
import http.client
import json
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

SEED = (Path(__file__).parents[2] / "seeds" / "seoul-weapons-ukraine.en.txt").read_text("utf-8")
PARAGRAPHS = [line for line in SEED.splitlines() if len(line) > 200]
# Every so many requests ask the model.
PICKY_EVERY = 10
REPEATS = 30
WAIT_S = 90


def post(port: int, text: str, level: str) -> tuple[int, float, bytes, str]:
    """Status, seconds, body and Retry-After of one check."""
    begun = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_S)
    try:
        body = urlencode({"text": text, "language": "en", "motherTongue": "fr", "level": level})
        connection.request(
            "POST", "/v2/check", body, {"Content-Type": "application/x-www-form-urlencoded"}
        )
        answer = connection.getresponse()
        content = answer.read()
        wait = answer.headers.get("Retry-After", "0")
        return answer.status, time.perf_counter() - begun, content, wait
    finally:
        connection.close()


def megabytes(pid: int) -> float:
    """Resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def alone(port: int) -> None:
    """Print the latencies of a client that is alone."""
    words = len(SEED.split())
    for level in ("default", "picky"):
        first = post(port, SEED, level)[1]
        times = [post(port, SEED, level)[1] for _ in range(REPEATS)]
        print(f"{words} words, level={level}: first {first:.3f} s", end=", warm ")
        print(f"median {statistics.median(times):.3f} s, slowest {max(times):.3f} s")
    changed = [
        post(port, SEED.replace("I think he", f"I think in {year} he"), "picky")[1]
        for year in range(2000, 2010)
    ]
    print(f"one sentence changed, level=picky: median {statistics.median(changed):.3f} s")


def together(port: int, pid: int, clients: int, seconds: float) -> None:
    """Print what became of the requests of many clients, and the memory meanwhile."""
    until = time.monotonic() + seconds
    lock = threading.Lock()
    times: dict[str, list[float]] = {"default": [], "picky": []}
    counts = {"right": 0, "wrong": 0, "lost": 0, "busy": 0}

    def client(number: int) -> None:
        turn = 0
        while time.monotonic() < until:
            turn += 1
            level = "default" if turn % PICKY_EVERY else "picky"
            paragraph = PARAGRAPHS[(number + turn) % len(PARAGRAPHS)]
            text = f"🎉 Client {number} said {turn} , then left. {paragraph}"
            try:
                status, passed, content, wait = post(port, text, level)
            except OSError:
                status, passed, content, wait = 0, 0.0, b"", "0"
            right = False
            if status == 200:
                right = any(
                    m["rule"]["id"] == "space-before-comma"
                    and m["offset"] == len(f"🎉 Client {number} said {turn} ")
                    for m in json.loads(content)["matches"]
                )
            kind = (
                "right" if right else {200: "wrong", 429: "busy", 503: "busy"}.get(status, "lost")
            )
            with lock:
                counts[kind] += 1
                if right:
                    times[level].append(passed)
            time.sleep(float(wait))

    threads = [threading.Thread(target=client, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    memory = []
    while any(thread.is_alive() for thread in threads):
        memory.append(megabytes(pid))
        time.sleep(seconds / 12)
    print(f"{clients} clients, {seconds:.0f} s:", ", ".join(f"{v} {k}" for k, v in counts.items()))
    for level, passed in times.items():
        if passed:
            slow = statistics.quantiles(passed, n=20)[-1] if len(passed) > 1 else passed[0]
            middle = statistics.median(passed)
            print(f"level={level}: {len(passed)} answers, median {middle:.2f} s, p95 {slow:.2f} s")
    print("memory, MB:", " ".join(f"{m:.0f}" for m in memory))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tqcheck", "serve", "--port", str(port)]
    server = subprocess.Popen(command)
    try:
        for _ in range(200):
            try:
                post(port, "Warm.", "default")
                break
            except OSError:
                time.sleep(0.1)
        time.sleep(5)  # The models load behind the first answers.
        alone(port)
        together(port, server.pid, options.clients, options.seconds)
    finally:
        begun = time.monotonic()
        server.send_signal(signal.SIGINT)
        code = server.wait(timeout=60)
        print(f"stopped with {code} after {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    main()
