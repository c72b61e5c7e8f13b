"""Writes Tests/Fixtures/studies/*.csv: Sobol' points of SciPy, and designs and sensitivities of SALib.

    pip install numpy scipy SALib
    python Benchmarks/oracles/studies_reference.py

The G function uses only sums, products, quotients and absolute values, so that the test has the same outputs bit for
bit if it has the same design.
"""

import importlib.metadata
import pathlib

import numpy
import scipy
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import morris as morris_design
from SALib.sample import sobol as sobol_design
from scipy.stats import qmc

FOLDER = pathlib.Path(__file__).parents[2] / "Tests/Fixtures/studies"
VERSIONS = f"# SciPy {scipy.__version__}, SALib {importlib.metadata.version('SALib')}, NumPy {numpy.__version__}"
WEIGHTS = [0.0, 1.0, 4.5, 9.0, 99.0]
GROUPS = ["first", "first", "second", "third", "third"]


def g_function(x):
    """Sobol's G function, the weights of the factors repeated."""
    y = []
    for row in x:
        product = 1.0
        for j, value in enumerate(row):
            a = WEIGHTS[j % len(WEIGHTS)]
            product *= (abs(4.0 * value - 2.0) + a) / (1.0 + a)
        y.append(product)
    return numpy.array(y)


def problem(factors, groups=None):
    names = [f"x{j}" for j in range(factors)]
    described = {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}
    if groups:
        described["groups"] = groups
    return described


def write(name, rows):
    lines = [VERSIONS] + [",".join(repr(float(v)) if not isinstance(v, str) else v for v in row) for row in rows]
    (FOLDER / name).write_text("\n".join(lines) + "\n")


def points():
    """The first 64 points in eight dimensions, and one whose Gray code has twelve ones in all 1,024."""
    rows = [["first", *row] for row in qmc.Sobol(8, scramble=False).random_base2(6)]
    sequence = qmc.Sobol(1024, scramble=False)
    sequence.fast_forward(2730)
    return rows + [["2730", *sequence.random(1)[0]]]


def designs():
    for order in (False, True):
        for groups in (None, GROUPS):
            x = sobol_design.sample(problem(5, groups), 4, calc_second_order=order, scramble=False)
            key = f"{'second' if order else 'total'}-{'groups' if groups else 'single'}"
            for row in x:
                yield [key, *row]


def indices():
    for factors, base, order, groups in [(5, 256, True, None), (5, 128, True, GROUPS), (5, 512, False, None), (40, 1024, False, None)]:
        described = problem(factors, groups)
        x = sobol_design.sample(described, base, calc_second_order=order, scramble=False)
        found = sobol_analysis.analyze(described, g_function(x), calc_second_order=order, seed=1)
        key = f"{factors}-{base}-{'second' if order else 'total'}-{'groups' if groups else 'single'}"
        yield [key, "S1", *found["S1"]]
        yield [key, "S1-error", *(found["S1_conf"] / 1.959963984540054)]
        yield [key, "ST", *found["ST"]]
        yield [key, "ST-error", *(found["ST_conf"] / 1.959963984540054)]
        if order:
            count = len(found["S1"])
            yield [key, "S2", *(found["S2"][j, k] for j in range(count) for k in range(j + 1, count))]


def walks():
    for groups in (None, GROUPS):
        described = problem(5, groups)
        x = morris_design.sample(described, 12, num_levels=4, seed=7)
        y = g_function(x)
        found = morris_analysis.analyze(described, x, y, num_levels=4, seed=1)
        key = "groups" if groups else "single"
        for row in x:
            yield [key, "x", *row]
        yield [key, "mu-star", *found["mu_star"]]
        if not groups:
            yield [key, "mu", *found["mu"]]
            yield [key, "sigma", *found["sigma"]]


FOLDER.mkdir(parents=True, exist_ok=True)
write("sobol.csv", points())
write("saltelli.csv", designs())
write("indices.csv", indices())
write("morris.csv", walks())
