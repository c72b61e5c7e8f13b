"""Exact posteriors by pyAgrum's lazy propagation.

    python pyagrum_exact.py [FOLDER] [--cases N] [--repetitions N]

A case's network holds the recorded findings only, as noisy-OR nodes, and the sites that they touch.
On `random` a case may take seconds to minutes: name a small number of cases.
"""

import argparse

import numpy as np
import pyagrum as gum

from problem import Case, Problem, read
from timing import measure


class LazyPropagation:
    """Answers the cases of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.priors = problem.priors.tolist()
        self.leaks = problem.leaks.tolist()
        self.parents = [[(site, float(row[site])) for site in np.flatnonzero(row).tolist()] for row in problem.links]

    def marginals(self, case: Case) -> np.ndarray:
        """The posterior of every site; building the network is part of it."""
        answer = self.problem.priors.copy()
        values = {finding: 1 for finding in case.present.tolist()} | {finding: 0 for finding in case.absent.tolist()}
        network = gum.BayesNet()
        nodes: dict[int, int] = {}
        evidence: dict[int, int] = {}
        for finding, value in values.items():
            # The "net" form: its weights leave the leak out, as the links do.
            node = network.addNoisyORNet(gum.LabelizedVariable(f"f{finding}", "", 2), self.leaks[finding])
            evidence[node] = value
            for site, weight in self.parents[finding]:
                if site not in nodes:
                    nodes[site] = network.add(gum.LabelizedVariable(f"s{site}", "", 2))
                    network.cpt(nodes[site]).fillWith([1 - self.priors[site], self.priors[site]])
                network.addWeightedArc(nodes[site], node, weight)
        inference = gum.LazyPropagation(network)
        inference.setEvidence(evidence)
        inference.setTargets(set(nodes.values()))
        inference.makeInference()
        for site, node in nodes.items():
            answer[site] = inference.posterior(node)[1]
        return answer


def main() -> None:
    """Time the cases of a problem and compare them with the stored answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default="local")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--repetitions", type=int, default=1)
    arguments = parser.parse_args()
    problem = read(arguments.folder)
    timing = measure(LazyPropagation(problem).marginals, problem.cases[: arguments.cases], arguments.repetitions)
    print(f"{problem.name}, pyAgrum {gum.__version__}: {timing}")
    known = min(len(problem.exact), len(timing.answers))
    errors = np.abs(np.array(timing.answers[:known]) - problem.exact[:known]).max(axis=1)
    print(f"largest error of {known} cases: {errors.max():.1e}")


if __name__ == "__main__":
    main()
