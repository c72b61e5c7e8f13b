"""Quickscore (Heckerman 1989): exact posteriors of all sites of a noisy-OR network.

    python quickscore.py [FOLDER] [--levels] [--cases N] [--repetitions N]

The present findings are summed over by inclusion and exclusion: 2^m terms, each a product over the sites.
With --levels a site is off or on at one of three levels, so that the sum runs over 4^45 states.
"""

import argparse

import numpy as np

from problem import Case, Problem, read
from timing import measure


class Quickscore:
    """Answers the cases of one problem."""

    def __init__(self, problem: Problem, levels: bool = False) -> None:
        shares = problem.shares if levels else np.ones(1)
        exponents = problem.exponents if levels else np.ones(1)
        # level x site: the odds of a lesion at a level against none
        self.odds = shares[:, None] * problem.priors / (1 - problem.priors)
        # finding x level x site: the chance that a lesion does not cause a finding
        self.survivals = (1 - problem.links)[:, None, :] ** exponents[:, None]
        self.linked = problem.links > 0
        self.quiet = 1 - problem.leaks

    def marginals(self, case: Case) -> np.ndarray:
        """The posterior of every site, over all sets of sites."""
        odds = self.odds * np.multiply.reduce(self.survivals[case.absent], axis=0)
        total = np.add.reduce(odds, axis=0)
        answer = total / (1 + total)  # right for the sites that no present finding touches
        touched = np.flatnonzero(np.logical_or.reduce(self.linked[case.present], axis=0))
        if len(touched) == 0:
            return answer

        # States: level x site x subset of the present findings, doubled with every finding.
        count = 1 << len(case.present)
        survivals = self.survivals[case.present][:, :, touched, None]
        states = np.empty((*odds.shape[:1], len(touched), count))
        signs = np.empty(count)
        states[:, :, 0] = odds[:, touched]
        signs[0] = 1
        size = 1
        for survival, quiet in zip(survivals, self.quiet[case.present].tolist()):
            np.multiply(states[:, :, :size], survival, out=states[:, :, size : 2 * size])
            np.multiply(signs[:size], -quiet, out=signs[size : 2 * size])
            size *= 2

        lesion = np.add.reduce(states, axis=0) if len(states) > 1 else states[0]
        either = lesion + 1
        signs *= np.multiply.reduce(either, axis=0)
        np.divide(lesion, either, out=lesion)
        answer[touched] = (lesion @ signs) / np.add.reduce(signs)
        return answer


def main() -> None:
    """Time the cases of a problem and compare them with the stored answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default="local")
    parser.add_argument("--levels", action="store_true")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--repetitions", type=int, default=3)
    arguments = parser.parse_args()
    problem = read(arguments.folder)
    engine = Quickscore(problem, arguments.levels)
    timing = measure(engine.marginals, problem.cases[: arguments.cases], arguments.repetitions)
    print(f"{problem.name}, {'3 levels' if arguments.levels else 'binary'}: {timing}")
    if not arguments.levels:
        known = min(len(problem.exact), len(timing.answers))
        errors = np.abs(np.array(timing.answers[:known]) - problem.exact[:known]).max(axis=1)
        print(f"largest error of {known} cases: {errors.max():.1e}, median {np.median(errors):.1e}")


if __name__ == "__main__":
    main()
