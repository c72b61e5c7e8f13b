"""An independent answer for small compiled networks, by pyAgrum.

    python pyagrum_network.py FILE... [--output FILE]

Sites need one state each, and there may be at most eight. A site is a binary node whose odds are its weight.
A factor with a second term is a present finding, 1 - lower_leak * product of lower, and one without is an absent
finding, upper_leak * product of upper: both are noisy-OR nodes. The number of sites and the pair affinities enter
as observed binary nodes above the sites. Networks of another form are refused.
"""

import argparse
import json
import math
from itertools import product
from pathlib import Path

import numpy as np
import pyagrum as gum

from network import Answer, Factor, Network, read, show

MOST_SITES = 8


class Builder:
    """A Bayesian network that grows with its evidence."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.bayes_net = gum.BayesNet()
        self.evidence: dict[int, int] = {}
        self.log_constant = 0.0  # log evidence = log P(evidence of the Bayesian network) + this
        self.nodes = [self._site(site, log_weight) for site, log_weight in zip(network.sites, network.log_weights)]
        for number, factor in enumerate(network.factors):
            self._factor(number, factor)
        for (first, second), value in network.affinity.items():
            self._soft(f"affinity {first} {second}", [self.nodes[first], self.nodes[second]],
                       [value if count == 2 else 1.0 for count in range(3)])
        scales = [network.log_scale(size) for size in range(len(self.nodes) + 1)]
        top = max(scales)
        self.log_constant += top
        self._soft("count", self.nodes, [math.exp(scale - top) for scale in scales])

    def _site(self, name: str, log_weight: float) -> int:
        weight = math.exp(log_weight)
        node = self.bayes_net.add(gum.LabelizedVariable(f"site {name}", "", 2))
        self.bayes_net.cpt(node).fillWith([1 / (1 + weight), weight / (1 + weight)])
        self.log_constant += math.log1p(weight)
        return node

    def _factor(self, number: int, factor: Factor) -> None:
        present = factor.lower is not None
        if present and (factor.upper_leak != 1 or (factor.upper is not None and (factor.upper != 1).any())):
            raise ValueError(f"{factor.label}: upper is not all ones beside lower")
        survivals = factor.lower if present else factor.upper
        leak = factor.lower_leak if present else factor.upper_leak
        variable = gum.LabelizedVariable(f"factor {number}", "", 2)
        # The "net" form: its weights leave the leak out, as the factor does.
        node = self.bayes_net.addNoisyORNet(variable, 1 - leak)
        for site, survival in zip(self.nodes, [] if survivals is None else survivals.tolist()):
            if survival != 1:  # otherwise the site does not cause the finding
                self.bayes_net.addWeightedArc(site, node, 1 - survival)
        self.evidence[node] = int(present)

    def _soft(self, name: str, parents: list[int], values: list[float]) -> None:
        """Weigh the parents by how many of them are on: an observed node of which P(1) is in proportion to a value."""
        top = max(values)
        self.log_constant += math.log(top)
        node = self.bayes_net.add(gum.LabelizedVariable(name, "", 2))
        for parent in parents:
            self.bayes_net.addArc(parent, node)
        table = self.bayes_net.cpt(node)
        names = [self.bayes_net.variable(parent).name() for parent in parents]
        for states in product((0, 1), repeat=len(parents)):
            chance = values[sum(states)] / top
            table[dict(zip(names, states))] = [1 - chance, chance]
        self.evidence[node] = 1


def solve(network: Network) -> Answer:
    """Build the Bayesian network and infer."""
    if len(network.sites) > MOST_SITES or any(len(span) != 1 for span in network.spans):
        raise ValueError(f"{network.name}: needs at most {MOST_SITES} sites of one state each")
    builder = Builder(network)
    inference = gum.LazyPropagation(builder.bayes_net)
    inference.setEvidence(builder.evidence)
    inference.makeInference()
    marginals = np.array([inference.posterior(node)[1] for node in builder.nodes])
    return Answer(marginals, math.log(inference.evidenceProbability()) + builder.log_constant)


def main() -> None:
    """Answer every network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--output", help="write the answers of all files to this JSON file")
    arguments = parser.parse_args()
    answers = []
    for file in arguments.files:
        network = read(file)
        answer = solve(network)
        show(network, answer)
        answers.append({"name": network.name, "log_evidence": answer.log_evidence,
                        "marginals": dict(zip(network.sites, answer.marginals.tolist()))})
    if arguments.output:
        document = {"versions": {"pyAgrum": gum.__version__}, "networks": answers}
        Path(arguments.output).write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
