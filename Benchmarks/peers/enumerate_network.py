"""Sum over all sets of at most two sites of compiled networks, in NumPy.

    python enumerate_network.py FILE... [--repetitions N] [--output FILE]

Factors without a second term are folded into the weights. The others are, over all pairs of states, a product of
matrices of rank two, so that a block of rows is one small matrix product a factor. Every factor is divided by its
value at the likeliest single state, which keeps the product in range.
"""

import argparse
import json

import numpy as np

from network import Answer, Network, read, show
from timing import measure

BLOCK = 1 << 18  # numbers in a block of rows, all factors together


class Pairs:
    """A network laid out for the sum; what depends on the findings is done in `answer`."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.owner = np.repeat(np.arange(len(network.sites)), [len(span) for span in network.spans])
        affinity = np.ones((len(network.sites), len(network.sites)))
        for pair, value in network.affinity.items():
            affinity[pair] = value
        self.affinity = np.triu(affinity, 1)  # site x site, zero unless the first comes before the second

    def answer(self) -> Answer:
        """The marginals of the sites and the log evidence."""
        network = self.network
        count = len(network.log_weights)
        ones = np.ones(count)
        folded = [factor for factor in network.factors if factor.lower is None]
        split = [factor for factor in network.factors if factor.lower is not None]

        log_weights = network.log_weights.copy()
        with np.errstate(divide="ignore"):
            for factor in folded:
                if factor.upper is not None:
                    log_weights += np.log(factor.upper)
            log_constant = float(np.log([factor.upper_leak for factor in folded]).sum())

        # factor x term x state, with the leaks and the sign of the second term kept apart
        terms = np.array([[ones if f.upper is None else f.upper, f.lower] for f in split]).reshape(-1, 2, count)
        leaks = np.array([[f.upper_leak, -f.lower_leak] for f in split]).reshape(-1, 2)
        singles = np.maximum((leaks[:, None, :] @ terms)[:, 0, :], 0)
        with np.errstate(divide="ignore"):
            log_singles = log_weights + np.log(singles).sum(axis=0)
        best = int(np.argmax(log_singles))
        scale = np.where(singles[:, best] > 0, singles[:, best], 1)
        log_constant += float(np.log(scale).sum())
        leaks /= scale[:, None]

        top = float(log_weights.max())
        weights = np.exp(log_weights - top)
        # what is summed is divided by exp(log_constant + 2 top + scale of pairs); the others are brought to it
        log_scales = [network.log_scale(size) for size in range(3)]
        log_unit = max(log_scales[size] + size * top for size in range(3))
        units = [np.exp(log_scales[size] + size * top - log_unit) for size in range(3)]

        with np.errstate(over="raise"):
            none = units[0] * float(np.prod(np.maximum(leaks.sum(axis=1), 0)))
            masses = units[1] * weights * np.prod(singles / scale[:, None], axis=0)
            pairs = self._pairs(terms, leaks, weights) if units[2] > 0 else np.zeros(2 * count)
        total = none + masses.sum() + units[2] * pairs[:count].sum()
        masses += units[2] * (pairs[:count] + pairs[count:])
        marginals = np.bincount(self.owner, masses, len(network.sites)) / total
        return Answer(marginals, float(np.log(total)) + log_constant + log_unit)

    def _pairs(self, terms: np.ndarray, leaks: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """The mass of every state as the first of a pair, then as the second."""
        count = len(weights)
        sums = np.zeros(2 * count)
        left = (terms * leaks[:, :, None]).transpose(0, 2, 1)  # factor x state x term
        rows = max(1, BLOCK // (max(1, len(terms)) * count))
        for start in range(0, count, rows):
            stop = min(count, start + rows)
            values = np.matmul(left[:, start:stop], terms[:, :, start:])
            block = np.multiply.reduce(np.maximum(values, 0, out=values), axis=0)
            block *= self.affinity[self.owner[start:stop]][:, self.owner[start:]]
            first = block @ weights[start:]
            second = weights[start:stop] @ block
            sums[start:stop] += first * weights[start:stop]
            sums[count + start :] += second * weights[start:]
        return sums


def main() -> None:
    """Sum over every network, and time it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--output", help="write the answers of all files to this JSON file")
    arguments = parser.parse_args()
    written = []
    networks = [read(file) for file in arguments.files]
    timing = measure(Pairs.answer, [Pairs(network) for network in networks], arguments.repetitions)
    for network, answer, milliseconds in zip(networks, timing.answers, timing.milliseconds):
        show(network, answer)
        print(f"  {len(network.log_weights)} states, {len(network.factors)} factors: {milliseconds:.3f} ms")
        written.append({"name": network.name, "log_evidence": answer.log_evidence, "milliseconds": milliseconds,
                        "marginals": dict(zip(network.sites, answer.marginals.tolist()))})
    print(f"{len(networks)} networks: {timing}")
    if arguments.output:
        with open(arguments.output, "w") as file:
            json.dump(written, file, indent=1)


if __name__ == "__main__":
    main()
