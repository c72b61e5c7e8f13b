"""The posterior of many cases on the real atlas, over all sets of at most two sites, in NumPy.

    python batch_atlas.py FOLDER [--cases N] [--output FILE]

FOLDER is what `sciatic-benchmark networks` writes: the columns of every finding and value, and for each case which of
them it has, its leaks and its prior, in each latent state. So the peer neither reads findings nor works out what they
mean; it folds, sums and normalises.

A factor is upper_leak · Π upper − lower_leak · Π lower. The upper products are folded into the weights; what is left of
a factor is 1 − rho · Π lambda. Two ways to multiply these over all pairs of states are timed, and the faster counts:
`dense` works on whole matrices, in place; `sparse` starts from the product of what each state does alone, and corrects
the pairs of states that both touch a factor.
"""

import argparse
import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from timing import Timing, measure

ROWS = 48  # in a block
LEAST = 1e-14  # below this a likelihood counts as this


@dataclass(frozen=True)
class State:
    """A case in one latent state."""

    log_probability: float
    prior: int
    columns: np.ndarray
    upper_leaks: np.ndarray
    lower_leaks: np.ndarray


class Tables:
    """What all cases share."""

    def __init__(self, folder: Path) -> None:
        document = json.loads((folder / "atlas-batch.json").read_text())
        self.sites: list[str] = document["sites"]
        self.owner = np.array(document["owner"])
        self.unexplained: int = document["unexplained"]
        count = len(self.owner)
        table = np.fromfile(folder / "atlas-batch.f64").reshape(-1, 2, count)
        self.is_split = np.array(document["split"], bool)
        with np.errstate(divide="ignore"):
            self.log_upper = np.log(table[:, 0])
        self.spared = np.divide(table[:, 1], table[:, 0], out=np.ones_like(table[:, 0]), where=table[:, 0] > 0)
        self.touched = [np.flatnonzero(row != 1) for row in self.spared]
        affinity = np.ones((len(self.sites), len(self.sites)))
        for a, b, value in document["affinity"]:
            affinity[a, b] = value
        # state x state, zero unless the site of the first comes before that of the second
        self.affinity = np.triu(affinity, 1)[self.owner][:, self.owner]
        none = -np.inf
        self.log_weights = [np.array([none if w is None else w for w in p["log_weights"]]) for p in document["priors"]]
        self.log_scales = [np.array([none if w is None else w for w in p["log_scale"]]) for p in document["priors"]]
        self.cases = [
            [State(s["log_probability"], s["prior"], np.array(s["columns"]), np.array(s["upper_leaks"]),
                   np.array(s["lower_leaks"])) for s in case]
            for case in document["cases"]
        ]


class Batch:
    """Answers the cases, one after the other."""

    def __init__(self, tables: Tables, sparse: bool) -> None:
        self.tables = tables
        self.sparse = sparse
        count = len(tables.owner)
        self.product = np.zeros((count, count))
        self.term = np.empty((count, count))

    def marginals(self, case: list[State]) -> np.ndarray:
        """The posterior of every site, and the log evidence behind it."""
        parts = [self._sums(state) for state in case]
        top = max(unit for unit, _, _ in parts)
        none = sum(np.exp(unit - top) * alone for unit, alone, _ in parts)
        masses = np.sum([np.exp(unit - top) * states for unit, _, states in parts], axis=0)
        # a set is in the mass of each of its states; what it begins counts it once
        total = none + masses[1].sum()
        tables = self.tables
        answer = np.bincount(tables.owner, masses[0], len(tables.sites)) / total
        answer[tables.unexplained] = none / total
        return np.append(answer, np.log(total) + top)

    def _sums(self, state: State) -> tuple[float, float, np.ndarray]:
        """ln of the unit, the mass of no lesion, and per state its mass and that of the sets that it begins."""
        tables = self.tables
        split = tables.is_split[state.columns]
        log_weights = tables.log_weights[state.prior] + tables.log_upper[state.columns].sum(axis=0)
        log_leak = np.log(state.upper_leaks).sum()
        columns = state.columns[split]
        rho = state.lower_leaks[split] / state.upper_leaks[split]
        spared = tables.spared[columns]
        lost = rho[:, None] * spared
        alone = np.maximum(1 - lost, LEAST)
        base = alone.prod(axis=0)
        top = log_weights.max()
        weights = np.exp(log_weights - top)
        log_scale = tables.log_scales[state.prior][:3] + log_leak + top * np.arange(3)
        unit = log_scale.max()
        scale = np.exp(log_scale - unit)
        unit += state.log_probability

        singles = scale[1] * weights * base
        pairs = self._sparse(columns, spared, lost / alone, base) if self.sparse else self._dense(spared, rho)
        pairs *= tables.affinity
        first = scale[2] * weights * (pairs @ weights)
        second = scale[2] * weights * (weights @ pairs)
        none = scale[0] * float(np.maximum(1 - rho, LEAST).prod())
        return unit, none, np.array([singles + first + second, singles + first])

    def _dense(self, spared: np.ndarray, rho: np.ndarray) -> np.ndarray:
        count = len(self.product)
        lost = -rho[:, None] * spared
        for start in range(0, count, ROWS):
            rows = slice(start, min(count, start + ROWS))
            product, term = self.product[rows, start:], self.term[rows, start:]
            product[...] = 1
            for left, right in zip(spared, lost):
                np.multiply(left[rows, None], right[start:], out=term)
                term += 1
                product *= term
        return self.product

    def _sparse(self, columns: np.ndarray, spared: np.ndarray, odds: np.ndarray, base: np.ndarray) -> np.ndarray:
        product = self.product
        product[...] = base
        for column, row, odd in zip(columns, spared, odds):
            touched = self.tables.touched[column]
            product[touched] *= 1 + np.multiply.outer(1 - row[touched], odd)
        return product


def run(folder: Path, count: int) -> tuple[Timing, str, int]:
    """The timing of the faster way, its name and the number of cases."""
    tables = Tables(folder)
    cases = tables.cases[:count]
    timings = {name: measure(Batch(tables, name == "sparse").marginals, cases) for name in ("dense", "sparse")}
    difference = np.abs(np.array(timings["dense"].answers) - np.array(timings["sparse"].answers)).max()
    if not difference < 1e-9:
        raise SystemExit(f"the two ways differ by {difference}")
    for name, timing in timings.items():
        print(f"  atlas batch, {name}: {timing}")
    best = min(timings, key=lambda name: timings[name].total)
    return timings[best], best, len(cases)


def keep(file: Path, sites: list[str], answers: list[np.ndarray]) -> None:
    """Write the answers."""
    with file.open("w", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(["case", *sites, "log_evidence"])
        for case, answer in enumerate(answers):
            writer.writerow([case, *(repr(float(value)) for value in answer)])


def main() -> None:
    """Answer and time the cases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    timing, best, count = run(arguments.folder, arguments.cases)
    print(f"{count} cases, {best}: {timing}")
    if arguments.output:
        keep(arguments.output, Tables(arguments.folder).sites, timing.answers)


if __name__ == "__main__":
    main()
