"""Writes Tests/Fixtures/nnls/scipy.csv: non-negative least-squares problems with the answers of SciPy.

    pip install numpy scipy
    python Benchmarks/oracles/nnls_reference.py

A problem is its seed, shape and kind: the test draws the same numbers from the same generator, and only sums and
products of doubles in a fixed order follow, so that both sides hold the same bits. Change `problem` here and in
Tests/LinearAlgebraTests/NonNegativeProblem.swift together.
"""

import pathlib

import numpy
import scipy
from scipy.optimize import nnls

MASK = 2**64 - 1
KINDS = [
    "dense",  # everything uniform in [-1, 1)
    "sparse",  # non-negative, three in ten filled
    "consistent",  # b = A x with a sparse x >= 0
    "lowrank",  # A = L R of rank min(rows, columns) / 2
    "twins",  # every second column repeats the one before
    "gaps",  # three in ten columns are 0
    "graded",  # column j is multiplied by 2^-3j
    "close",  # columns differ from the first by a part in 2^20
    "nomatrix",  # A = 0
    "noright",  # b = 0
]


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def uniform(self):
        return (self.next() >> 11) * 2.0**-53


def problem(seed, m, n, kind):
    generator = SplitMix64(seed)

    def signed():
        return generator.uniform() * 2 - 1

    def chance(p, value):
        return value if generator.uniform() < p else 0.0

    def grid(rows, columns, draw):
        return [[draw() for _ in range(columns)] for _ in range(rows)]

    def product(a, b):
        result = [[0.0] * len(b[0]) for _ in a]
        for i, row in enumerate(a):
            for j in range(len(b[0])):
                total = 0.0
                for k in range(len(b)):
                    total += row[k] * b[k][j]
                result[i][j] = total
        return result

    if kind == "sparse":
        a = grid(m, n, lambda: chance(0.3, generator.uniform() * 2))
    elif kind == "lowrank":
        rank = max(1, min(m, n) // 2)
        left = grid(m, rank, signed)
        a = product(left, grid(rank, n, signed))
    elif kind == "nomatrix":
        a = grid(m, n, lambda: 0.0)
    else:
        a = grid(m, n, signed)
    for j in range(n):
        if kind == "twins" and j % 2 == 1:
            for i in range(m):
                a[i][j] = a[i][j - 1]
        if kind == "gaps" and generator.uniform() < 0.3:
            for i in range(m):
                a[i][j] = 0.0
        if kind == "graded":
            for i in range(m):
                a[i][j] *= 2.0 ** (-3 * j)
        if kind == "close" and j > 0:
            for i in range(m):
                a[i][j] = a[i][0] + a[i][j] * 2.0**-20
    if kind == "consistent":
        b = [row[0] for row in product(a, grid(n, 1, lambda: chance(0.5, generator.uniform())))]
    elif kind == "noright":
        b = [0.0] * m
    else:
        b = [signed() for _ in range(m)]
    return numpy.array(a), numpy.array(b)


def is_unique(a, b, x):
    """Whether the columns that could carry weight at the optimum are clearly independent."""
    lengths = numpy.linalg.norm(a, axis=0)
    present = lengths > 0
    a = a[:, present] / lengths[present]
    slope = a.T @ (b - a @ (x * lengths)[present])
    could = numpy.abs(slope) < 1e-7
    if not could.any():
        return True
    if could.sum() > a.shape[0]:
        return False
    return numpy.linalg.svd(a[:, could], compute_uv=False)[-1] > 1e-3


def main():
    target = pathlib.Path(__file__).resolve().parents[2] / "Tests/Fixtures/nnls/scipy.csv"
    shapes = SplitMix64(1974)
    lines = []
    for seed in range(1000):
        kind = KINDS[seed % len(KINDS)]
        m, n = 1 + shapes.next() % 14, 1 + shapes.next() % 10
        if seed % 5 == 3:
            m = n
        a, b = problem(seed, m, n, kind)
        x, norm = nnls(a, b, maxiter=100 * n)
        fields = [seed, m, n, kind, int(is_unique(a, b, x)), repr(float(norm))]
        lines.append(",".join(map(str, fields + [repr(float(v)) if v else "0" for v in x])))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(
        "# Benchmarks/oracles/nnls_reference.py; "
        f"SciPy {scipy.__version__}, NumPy {numpy.__version__}\n"
        "# seed,rows,columns,kind,unique,residual norm,solution...\n" + "\n".join(lines) + "\n"
    )


if __name__ == "__main__":
    main()
