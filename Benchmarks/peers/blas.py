"""How fast this machine's NumPy multiplies matrices and takes exponentials.

    python blas.py [--size N] [--repetitions N]

Prints dgemm in GFLOP/s on one and two threads and exp and log in millions a second (float64, one thread).
The library reads its number of threads when it is loaded, so every number is measured in a process of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from timing import load

THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def best_seconds(function: Callable[[], object], repetitions: int) -> float:
    """The time of the best of several calls, after one to warm up."""
    function()
    times = []
    for _ in range(repetitions):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def rates(size: int, repetitions: int) -> dict[str, float]:
    """Measure in this process."""
    random = np.random.default_rng(1)
    left, right, out = random.random((size, size)), random.random((size, size)), np.empty((size, size))
    gemm = best_seconds(lambda: np.matmul(left, right, out=out), repetitions)
    values = random.random(100_000) + 0.5  # stays in the cache
    target = np.empty_like(values)
    exp = best_seconds(lambda: np.exp(values, out=target), 20 * repetitions)
    log = best_seconds(lambda: np.log(values, out=target), 20 * repetitions)
    return {
        "dgemm_gflops": 2 * size**3 / gemm / 1e9,
        "exp_millions": len(values) / exp / 1e6,
        "log_millions": len(values) / log / 1e6,
    }


def measure_threads(threads: int, size: int = 2048, repetitions: int = 5) -> dict[str, float]:
    """Measure in a new process with a number of threads."""
    environment = os.environ | {name: str(threads) for name in THREAD_VARIABLES}
    command = [sys.executable, __file__, "--here", "--size", str(size), "--repetitions", str(repetitions)]
    return json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Measure with one and with two threads."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=2048)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.here:
        print(json.dumps(rates(arguments.size, arguments.repetitions)))
        return
    one, two = (measure_threads(threads, arguments.size, arguments.repetitions) for threads in (1, 2))
    print(f"dgemm n = {arguments.size}: {one['dgemm_gflops']:.1f} GFLOP/s on 1 thread, {two['dgemm_gflops']:.1f} on 2")
    print(f"exp {one['exp_millions']:.0f} M/s, log {one['log_millions']:.0f} M/s on 1 thread; load {load()}")


if __name__ == "__main__":
    main()
