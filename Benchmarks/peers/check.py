"""Check the peers against plain sums on small random networks.

    python check.py [--rounds N]
"""

import argparse
from itertools import product

import numpy as np

import pyagrum_network
from enumerate_network import Pairs
from gather import Gather
from network import SCHEMA, Answer, Network, parse, sum_one_by_one
from problem import Case, Problem
from quickscore import Quickscore


def random_network(random: np.random.Generator, small: bool) -> Network:
    """A network with every feature of the format; a small one is of the form that pyAgrum can take."""
    site_count = int(random.integers(1, 9 if small else 7))
    spans, count = [], 0
    for _ in range(site_count):
        size = 1 if small else int(random.integers(1, 5))
        spans.append([count, count + size])
        count += size
    factors = []
    for number in range(int(random.integers(0, 12))):
        present = bool(random.integers(2))
        lower = np.where(random.random(count) < 0.4, 1, random.random(count))
        leak = 1 - 0.2 * random.random()
        if not present:
            factor = {"upper": lower.tolist() if random.random() < 0.9 else None, "lower": None,
                      "upper_leak": leak, "lower_leak": 0}
        elif small or random.random() < 0.5:
            factor = {"upper": [1] * count if random.random() < 0.5 else None, "lower": lower.tolist(),
                      "upper_leak": 1, "lower_leak": leak}
        else:
            upper = lower + (1 - lower) * random.random(count)
            factor = {"upper": upper.tolist(), "lower": lower.tolist(), "upper_leak": 1 - 0.5 * (1 - leak), "lower_leak": leak}
        factors.append({"label": f"f{number}"} | factor)
    pairs = [[i, j, float(3 * random.random())] for i in range(site_count) for j in range(i + 1, site_count) if random.random() < 0.3]
    scale = [None if random.random() < 0.2 else float(random.normal()) for _ in range(4)]
    scale[1] = 0.3
    independent = bool(random.integers(2))
    if independent:
        scale = [0.3]
    return parse({
        "schema": SCHEMA, "sites": [{"id": f"s{i}", "states": span} for i, span in enumerate(spans)],
        "log_weights": random.normal(-2, 1, count).tolist(), "log_count_scale": scale, "independent": independent,
        "affinity": pairs, "factors": factors,
    }, "random")


def random_problem(random: np.random.Generator) -> Problem:
    """A problem of seven sites, with one case of six findings."""
    sites, findings = 7, 6
    links = np.where(random.random((findings, sites)) < 0.5, random.random((findings, sites)), 0)
    values = random.integers(0, 2, findings)
    return Problem(
        name="random", sites=[f"s{i}" for i in range(sites)], priors=random.uniform(0.01, 0.3, sites),
        findings=[f"f{i}" for i in range(findings)], leaks=random.uniform(0.01, 0.1, findings), links=links,
        cases=[Case(np.flatnonzero(values == 1), np.flatnonzero(values == 0))], truth=[set()], full=values[None, :].astype(float),
        levels=["a", "b", "c"], shares=np.array([0.5, 0.3, 0.2]), exponents=np.array([0.35, 1.0, 2.0]),
        exact=np.empty((0, sites)),
    )


def plain_marginals(problem: Problem, levels: bool, most: int) -> np.ndarray:
    """The posterior of every site, set by set."""
    shares = problem.shares if levels else np.ones(1)
    exponents = problem.exponents if levels else np.ones(1)
    case = problem.cases[0]
    total, marginals = 0.0, np.zeros(len(problem.sites))
    for states in product(range(len(shares) + 1), repeat=len(problem.sites)):
        members = [(site, state - 1) for site, state in enumerate(states) if state]
        if len(members) > most:
            continue
        mass, quiet = 1.0, 1 - problem.leaks
        for site, level in members:
            mass *= problem.priors[site] / (1 - problem.priors[site]) * shares[level]
            quiet = quiet * (1 - problem.links[:, site]) ** exponents[level]
        mass *= np.prod(quiet[case.absent]) * np.prod(1 - quiet[case.present])
        total += mass
        marginals[[site for site, _ in members]] += mass
    return marginals / total


def difference(answer: Answer, wanted: Answer) -> float:
    """The largest difference of two answers."""
    return max(float(np.abs(answer.marginals - wanted.marginals).max()), abs(answer.log_evidence - wanted.log_evidence))


def main() -> None:
    """Run all checks; the exit code tells."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    rounds = parser.parse_args().rounds
    random = np.random.default_rng(1)
    errors = {name: 0.0 for name in ("pyagrum_network", "enumerate_network", "quickscore", "gather")}

    def note(name: str, error: float) -> None:
        errors[name] = max(errors[name], error)

    for _ in range(rounds):
        small, large = random_network(random, small=True), random_network(random, small=False)
        note("pyagrum_network", difference(pyagrum_network.solve(small), sum_one_by_one(small)))
        for network in (small, large):
            note("enumerate_network", difference(Pairs(network).answer(), sum_one_by_one(network, most=2)))
    for round_number in range(max(1, rounds // 10)):
        problem = random_problem(random)
        for levels in (False, True) if round_number < 3 else (False,):
            wanted = plain_marginals(problem, levels, most=len(problem.sites))
            note("quickscore", float(np.abs(Quickscore(problem, levels).marginals(problem.cases[0]) - wanted).max()))
            wanted = plain_marginals(problem, levels, most=3)
            note("gather", float(np.abs(Gather(problem, levels).marginals(problem.cases[0]) - wanted).max()))
    for name, error in errors.items():
        print(f"{name}: largest difference {error:.1e}")
    if not max(errors.values()) < 1e-9:
        raise SystemExit("the peers differ from the plain sums")


if __name__ == "__main__":
    main()
