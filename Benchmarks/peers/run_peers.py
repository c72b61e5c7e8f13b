"""Run every peer on both problems, print a table and write what was measured.

    python run_peers.py [--output FOLDER] [--repetitions N] [--cases N] [--problems NAME...] [--networks FILE...]
                        [--cables FILE] [--batch FOLDER] [--no-levels-table]

FOLDER (default: ../results) receives peers.json and, for every task, a CSV file with the answers that were timed
(the first 1,000 cases), so that another engine can be checked against them before it is timed. A time is the best
of the repetitions of a case, and the median is over the cases. Everything but dgemm on two threads runs on one.
--no-levels-table leaves out the tables with three levels, which need 2 GB.
"""

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # read when NumPy is loaded
    os.environ[_name] = "1"

import argparse
import csv
import json
import platform
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyagrum
import scipy

import batch_atlas
import blas
import cable
import nnls
import pyagrum_network
from enumerate_network import Pairs
from gather import Gather
from network import read as read_network
from problem import Problem
from problem import read as read_problem
from pyagrum_exact import LazyPropagation
from quickscore import Quickscore
from timing import Timing, measure

KEPT_CASES = 1000
# Lazy propagation takes seconds to minutes a case where parents lie anywhere.
LAZY_CASES = {"local": 200, "random": 3}
RESULTS = Path(__file__).resolve().parent.parent / "results"


class Report:
    """Collects results, and prints each as it comes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.results: list[dict[str, Any]] = []
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{'task':<24} {'problem':<12} {'n':>5} {'median ms':>10} {'total s':>9} {'load':>5}  notes", flush=True)

    def add(self, task: str, problem: str, timing: Timing, **notes: float) -> None:
        """Note a timed task."""
        result = {"task": task, "problem": problem, "median_ms": timing.median, "n": len(timing.milliseconds),
                  "total_s": timing.total / 1000, "load": os.getloadavg()[0]} | notes
        self.results.append(result)
        text = ", ".join(f"{name} {value:.4g}" for name, value in notes.items())
        print(f"{task:<24} {problem:<12} {result['n']:>5} {timing.median:>10.3f} {result['total_s']:>9.3f} "
              f"{result['load']:>5.2f}  {text}", flush=True)

    def keep(self, task: str, problem: Problem, answers: list[np.ndarray]) -> None:
        """Write the answers to the first cases."""
        with (self.folder / f"{task}-{problem.name}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["case", *problem.sites])
            for case, answer in enumerate(answers[:KEPT_CASES]):
                writer.writerow([case, *(repr(float(value)) for value in answer)])


def largest_error(problem: Problem, answers: list[np.ndarray]) -> float:
    """The largest difference from the stored exact answers."""
    known = min(len(problem.exact), len(answers))
    return float(np.abs(np.array(answers[:known]) - problem.exact[:known]).max())


def run_problem(report: Report, problem: Problem, count: int, repetitions: int, levels_table: bool) -> None:
    """Time every method on one problem."""
    cases = problem.cases[:count]
    for levels in (False, True):
        task = f"quickscore-{'levels' if levels else 'binary'}"
        timing = measure(Quickscore(problem, levels).marginals, cases, repetitions)
        report.add(task, problem.name, timing,
                   **({} if levels else {"largest_error": largest_error(problem, timing.answers)}))
        report.keep(task, problem, timing.answers)

    for levels in (False, True) if levels_table else (False,):
        for dtype, width in ((np.float64, "f64"), (np.float32, "f32")):
            start = time.perf_counter()
            engine = Gather(problem, levels, dtype)
            table_ms = (time.perf_counter() - start) * 1000
            task = f"gather-{'levels' if levels else 'binary'}-{width}"
            timing = measure(engine.marginals, cases, repetitions)
            report.add(task, problem.name, timing, table_ms=table_ms, table_mb=engine.table.nbytes / 1e6)
            report.keep(task, problem, timing.answers)
            del engine  # two large tables need not be there at once

    for recorded in (False, True):
        for prior in (False, True):
            task = f"nnls-{'recorded' if recorded else 'all'}{'-prior' if prior else ''}"
            timing, share = nnls.run(problem, recorded, prior, count, repetitions)
            report.add(task, problem.name, timing, top_site_true=share)
            report.keep(task, problem, timing.answers)

    lazy = problem.cases[: min(count, LAZY_CASES[problem.name])]
    timing = measure(LazyPropagation(problem).marginals, lazy)
    report.add("pyagrum-exact", problem.name, timing, largest_error=largest_error(problem, timing.answers))
    report.keep("pyagrum-exact", problem, timing.answers)


def run_network(report: Report, file: str, repetitions: int) -> None:
    """Time the sums over one compiled network, and keep their answers in a JSON file."""
    network = read_network(file)
    timing = measure(Pairs.answer, [Pairs(network)], repetitions)
    answers = {"enumerate-network": timing.answers[0]}
    report.add("enumerate-network", network.name, timing, states=len(network.log_weights), factors=len(network.factors))
    try:
        timing = measure(pyagrum_network.solve, [network], repetitions)
        answers["pyagrum-network"] = timing.answers[0]
        report.add("pyagrum-network", network.name, timing)
    except ValueError as refusal:
        print(f"pyagrum-network left out: {refusal}")
    document = {task: {"log_evidence": answer.log_evidence, "marginals": dict(zip(network.sites, answer.marginals.tolist()))}
                for task, answer in answers.items()}
    (report.folder / f"network-{network.name}.json").write_text(json.dumps(document, indent=1) + "\n")


def run_cables(report: Report, file: Path, repetitions: int) -> None:
    """Time one posture of the nerve, and keep the displacements."""
    leg = cable.read(file)
    timing = measure(leg.newton, leg.movements, max(20, repetitions))
    report.add("cable-newton", "leg", timing, nodes=len(leg.parents), band=leg.band)
    with (report.folder / "cable-newton-leg.csv").open("w", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(["case", *range(len(leg.parents))])
        for case, answer in enumerate(timing.answers):
            writer.writerow([case, *(repr(float(value)) for value in answer)])
    report.add("cable-banded", "leg", measure(leg.linear, leg.movements, max(20, repetitions)))


def run_batch(report: Report, folder: Path) -> None:
    """Time many cases on the atlas, and keep their answers."""
    timing, best, _ = batch_atlas.run(folder, KEPT_CASES)
    report.add("batch-atlas", "atlas", timing, sparse=float(best == "sparse"))
    batch_atlas.keep(report.folder / "batch-atlas-atlas.csv", batch_atlas.Tables(folder).sites, timing.answers)


def main() -> None:
    """Run everything that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=RESULTS)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--problems", nargs="*", default=["local", "random"])
    parser.add_argument("--networks", nargs="*", default=[])
    parser.add_argument("--cables", type=Path)
    parser.add_argument("--batch", type=Path)
    parser.add_argument("--no-levels-table", action="store_true")
    arguments = parser.parse_args()

    loads = [os.getloadavg()[0]]
    report = Report(arguments.output)
    rates = {threads: blas.measure_threads(threads) for threads in (1, 2)}
    for threads, rate in rates.items():
        print(f"{threads} thread(s): " + ", ".join(f"{name} {value:.1f}" for name, value in rate.items()))
    for name in arguments.problems:
        run_problem(report, read_problem(name), arguments.cases, arguments.repetitions, not arguments.no_levels_table)
        loads.append(os.getloadavg()[0])
    for file in arguments.networks:
        run_network(report, file, arguments.repetitions)
    if arguments.cables:
        run_cables(report, arguments.cables, arguments.repetitions)
    if arguments.batch:
        run_batch(report, arguments.batch)
    loads.append(os.getloadavg()[0])

    document = {
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
                     "pyAgrum": pyagrum.__version__},
        "simd": np.show_config(mode="dicts")["SIMD Extensions"]["found"],
        "load": loads,
        "repetitions": arguments.repetitions,
        "rates": {f"{threads} threads": rate for threads, rate in rates.items()},
        "results": report.results,
    }
    (arguments.output / "peers.json").write_text(json.dumps(document, indent=1) + "\n")
    print(f"load {' '.join(f'{value:.2f}' for value in loads)}; wrote {arguments.output}")


if __name__ == "__main__":
    main()
