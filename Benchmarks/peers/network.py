"""Read a compiled network (schema sciatic.network/1), and sum over its sets of sites one by one.

    python network.py FILE...

A set of sites, each in one of its states, together with the findings has probability
exp(log_count_scale[size]) * product of weights * product of pair affinities * product of factors, where a factor is
upper_leak * product of upper[state] - lower_leak * product of lower[state], without the second term when there is no lower, and with upper all ones when there is no upper.
Sets larger than log_count_scale reaches are impossible, unless "independent" is true: then every size has the first scale.
The sum here is slow and plain: it is what the fast ones are checked against.
"""

import argparse
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np

SCHEMA = "sciatic.network/1"


@dataclass(frozen=True)
class Factor:
    """One observation."""

    label: str
    upper: np.ndarray | None  # a state; None is all ones
    lower: np.ndarray | None  # a state; None is no second term
    upper_leak: float
    lower_leak: float


@dataclass(frozen=True)
class Network:
    """A compiled network; states of a site are neighbours, in the order of the sites."""

    name: str
    sites: list[str]
    spans: list[range]  # the states of every site
    log_weights: np.ndarray  # a state
    log_count_scale: list[float]
    independent: bool
    affinity: dict[tuple[int, int], float]
    factors: list[Factor]

    def log_scale(self, size: int) -> float:
        """The log multiplier of the sets of a size."""
        if self.independent:
            return self.log_count_scale[0]
        return self.log_count_scale[size] if size < len(self.log_count_scale) else -math.inf


@dataclass(frozen=True)
class Answer:
    """What a sum over sets gives."""

    marginals: np.ndarray  # a site
    log_evidence: float


def numbers(values: list[float | None]) -> list[float]:
    """Logarithms, where null is the log of zero."""
    return [-math.inf if value is None else float(value) for value in values]


def parse(data: dict[str, Any], name: str) -> Network:
    """Read a network from parsed JSON."""
    if data["schema"] != SCHEMA:
        raise ValueError(f"{name}: schema {data['schema']} is not {SCHEMA}")
    spans = [range(*site["states"]) for site in data["sites"]]
    log_weights = np.array(numbers(data["log_weights"]))
    if [state for span in spans for state in span] != list(range(len(log_weights))):
        raise ValueError(f"{name}: the states of the sites do not follow each other")

    def states(values: list[float] | None) -> np.ndarray | None:
        if values is not None and len(values) != len(log_weights):
            raise ValueError(f"{name}: a factor has {len(values)} values for {len(log_weights)} states")
        return None if values is None else np.array(values, float)

    return Network(
        name=name,
        sites=[site["id"] for site in data["sites"]],
        spans=spans,
        log_weights=log_weights,
        log_count_scale=numbers(data["log_count_scale"]),
        independent=bool(data.get("independent", False)),
        affinity={(first, second): float(value) for first, second, value in data.get("affinity", [])},
        factors=[
            Factor(factor["label"], states(factor.get("upper")), states(factor.get("lower")),
                   float(factor["upper_leak"]), float(factor["lower_leak"] or 0))
            for factor in data["factors"]
        ],
    )


def read(path: str | Path) -> Network:
    """Read a network from a file."""
    return parse(json.loads(Path(path).read_text()), Path(path).stem)


def log_probability(network: Network, members: tuple[int, ...], states: tuple[int, ...]) -> float:
    """The log of the probability of a set and the findings."""
    total = network.log_scale(len(members)) + sum(float(network.log_weights[state]) for state in states)
    value = math.prod(network.affinity.get(pair, 1.0) for pair in combinations(members, 2))
    for factor in network.factors:
        upper, lower = factor.upper_leak, factor.lower_leak
        for state in states:
            upper *= 1 if factor.upper is None else factor.upper[state]
            lower *= 0 if factor.lower is None else factor.lower[state]
        likelihood = upper if factor.lower is None else upper - lower
        if likelihood <= 0:
            return -math.inf
        total += math.log(likelihood)
    return total + (math.log(value) if value > 0 else -math.inf)


def every_set(network: Network, most: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """All sets of at most `most` sites, each as its members and their states."""
    for size in range(most + 1):
        if network.log_scale(size) > -math.inf:
            for members in combinations(range(len(network.sites)), size):
                for states in product(*(network.spans[member] for member in members)):
                    yield members, states


def sum_one_by_one(network: Network, most: int | None = None) -> Answer:
    """Sum over all sets of at most `most` sites."""
    sets = list(every_set(network, len(network.sites) if most is None else most))
    logs = np.array([log_probability(network, members, states) for members, states in sets])
    top = logs.max()
    masses = np.exp(logs - top)
    marginals = np.zeros(len(network.sites))
    for (members, _), mass in zip(sets, masses):
        marginals[list(members)] += mass
    return Answer(marginals / masses.sum(), float(top + np.log(masses.sum())))


def show(network: Network, answer: Answer) -> None:
    """Print the sites, likeliest first."""
    print(f"{network.name}: log evidence {answer.log_evidence:.10g}")
    for index in np.argsort(-answer.marginals, kind="stable").tolist():
        print(f"  {network.sites[index]:<32} {answer.marginals[index]:.10f}")


def main() -> None:
    """Sum over the sets of every file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--most", type=int, help="the largest number of sites of a set (default: all that are possible)")
    arguments = parser.parse_args()
    for file in arguments.files:
        network = read(file)
        show(network, sum_one_by_one(network, arguments.most))


if __name__ == "__main__":
    main()
