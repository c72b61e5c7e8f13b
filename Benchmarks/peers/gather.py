"""Enumerate all sets of at most three sites by adding rows of a table.

    python gather.py [FOLDER] [--levels] [--single] [--cases N] [--repetitions N]

The table has a row per finding and value, with its log likelihood under every hypothesis, and is built once.
A case adds its rows to the log prior. With --levels a site of a set is at one of three levels, which makes
392,176 hypotheses and a table of 1.9 GB (half of it with --single).
"""

import argparse
import time
from itertools import combinations

import numpy as np
from scipy.sparse import csr_matrix

from problem import Case, Problem, read
from timing import load, measure

class Gather:
    """Answers the cases of one problem over the sets of at most `most` sites."""

    def __init__(self, problem: Problem, levels: bool = False, dtype: type = np.float64, most: int = 3) -> None:
        shares = problem.shares if levels else np.ones(1)
        exponents = problem.exponents if levels else np.ones(1)
        self.level_count = len(shares)
        odds = (problem.priors / (1 - problem.priors))[:, None] * shares
        log_odds = np.log(odds)  # site x level
        # finding x site x level: the log of the chance that a lesion does not cause the finding
        log_survivals = np.log1p(-problem.links)[:, :, None] * exponents

        sites = range(len(problem.sites))
        self.sets = [np.array(list(combinations(sites, size)), dtype=int) for size in range(most + 1)]
        self.spans = []  # the hypotheses of every size
        start = 0
        for size, sets in enumerate(self.sets):
            self.spans.append(slice(start, start + len(sets) * self.level_count**size))
            start = self.spans[-1].stop
        self.prior = np.empty(start, dtype)
        self.table = np.empty((2 * len(problem.findings), start), dtype)  # row 2 f + value
        self._fill(self.prior, log_odds, 0)
        logs = np.empty(start)
        for finding, quiet in enumerate(np.log1p(-problem.leaks)):
            self._fill(logs, log_survivals[finding], quiet)
            self.table[2 * finding] = logs
            self.table[2 * finding + 1] = np.log1p(-np.exp(logs))
        self.log_likelihood = np.empty(start, dtype)
        self.ones = [np.ones(self.level_count**size, dtype) for size in range(most + 1)]
        members = np.concatenate([sets.ravel() for sets in self.sets])
        owners = np.repeat(np.arange(sum(map(len, self.sets))),
                           np.repeat(range(most + 1), [len(sets) for sets in self.sets]))
        self.membership = csr_matrix((np.ones(len(members), dtype), (members, owners)))

    def _fill(self, out: np.ndarray, values: np.ndarray, constant: float) -> None:
        """Sum a value per site and level over the members of every hypothesis."""
        for size, (sets, span) in enumerate(zip(self.sets, self.spans)):
            block = out[span].reshape(len(sets), *[self.level_count] * size)
            block[...] = constant
            for position in range(size):
                shape = [1] * size
                shape[position] = self.level_count
                block += values[sets[:, position]].reshape(len(sets), *shape)

    def marginals(self, case: Case) -> np.ndarray:
        """The posterior of every site."""
        rows = np.concatenate((2 * case.absent, 2 * case.present + 1)).tolist()
        total = self.log_likelihood
        np.add(self.prior, self.table[rows[0]], out=total)
        for row in rows[1:]:
            np.add(total, self.table[row], out=total)
        total -= total.max()
        np.exp(total, out=total)
        if self.level_count == 1:
            masses = total
        else:
            # a product with ones is a faster sum over the levels than a reduction of short rows
            masses = np.concatenate([total[span].reshape(len(sets), -1) @ ones
                                     for sets, span, ones in zip(self.sets, self.spans, self.ones)])
        return self.membership @ masses / masses.sum()


def main() -> None:
    """Time the cases of a problem."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default="local")
    parser.add_argument("--levels", action="store_true")
    parser.add_argument("--single", action="store_true", help="float32 rather than float64")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--repetitions", type=int, default=3)
    arguments = parser.parse_args()
    problem = read(arguments.folder)
    start = time.perf_counter()
    engine = Gather(problem, arguments.levels, np.float32 if arguments.single else np.float64)
    seconds = time.perf_counter() - start
    timing = measure(engine.marginals, problem.cases[: arguments.cases], arguments.repetitions)
    title = f"{problem.name}, {'3 levels' if arguments.levels else 'binary'}, {engine.table.dtype}"
    print(f"{title}: table {seconds:.2f} s, {engine.table.nbytes / 1e6:.0f} MB, load {load()}")
    print(f"{title}: {timing}")


if __name__ == "__main__":
    main()
