"""Non-negative least squares: explain the findings of a case by a sum of lesions.

    python nnls.py [FOLDER] [--cases N] [--repetitions N]

In log-survivals a noisy-OR is linear: -log P(absent) = -log(1 - leak) + sum over lesions of -log(1 - p).
A finding is a row of -log(1 - p). Its right-hand side is 1 when it is present and 0 when it is absent;
any other positive number would scale the answer and rank alike. The leak is left out.
The prior row is `mu * cost` with right-hand side 0, where cost is minus the log odds of a site's prior.
Two systems are solved a case: all findings (taken as examined) and the recorded ones alone, each with and
without the prior row.
"""

import argparse

import numpy as np
from scipy.optimize import nnls

from problem import Problem, read
from timing import Timing, measure

MU = 0.3


class LeastSquares:
    """The systems of one problem."""

    def __init__(self, problem: Problem, recorded: bool, prior: bool) -> None:
        self.problem = problem
        self.recorded = recorded
        self.rows = -np.log1p(-problem.links)
        cost = np.log((1 - problem.priors) / problem.priors)
        self.extra = [MU * cost] if prior else []
        self.all_rows = np.vstack([self.rows, *self.extra])

    def solve(self, index: int) -> np.ndarray:
        """The amount of lesion of every site in one case."""
        if self.recorded:
            case = self.problem.cases[index]
            system = np.vstack([self.rows[case.present], self.rows[case.absent], *self.extra])
            target = np.zeros(len(system))
            target[: len(case.present)] = 1
        else:
            system = self.all_rows
            target = np.zeros(len(system))
            target[: len(self.rows)] = self.problem.full[index]
        return nnls(system, target)[0]


def top_share(answers: list[np.ndarray], truth: list[set[int]]) -> float:
    """The share of cases whose largest site is a true lesion."""
    return float(np.mean([int(np.argmax(answer)) in lesions for answer, lesions in zip(answers, truth)]))


def run(problem: Problem, recorded: bool, prior: bool, cases: int, repetitions: int) -> tuple[Timing, float]:
    """Time one of the four systems, and score it."""
    system = LeastSquares(problem, recorded, prior)
    timing = measure(system.solve, range(min(cases, len(problem.cases))), repetitions)
    return timing, top_share(timing.answers, problem.truth)


def main() -> None:
    """Time the four systems."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default="local")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--repetitions", type=int, default=3)
    arguments = parser.parse_args()
    problem = read(arguments.folder)
    for recorded in (False, True):
        for prior in (False, True):
            timing, share = run(problem, recorded, prior, arguments.cases, arguments.repetitions)
            title = f"{'25' if recorded else '300'} x 45{' + prior row' if prior else ''}"
            print(f"{problem.name}, {title}: top site a lesion {share:.1%}, {timing}")


if __name__ == "__main__":
    main()
