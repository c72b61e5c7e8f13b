"""The nerve on its bed: Newton's method on SciPy's banded Cholesky.

The tree is renumbered by reverse Cuthill-McKee, so that its matrix has a narrow band. Same start (the linear law), same
tolerance and same backtracking as ours.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.linalg import solveh_banded
from scipy.sparse import coo_array
from scipy.sparse.csgraph import reverse_cuthill_mckee


@dataclass
class Leg:
    """Cables cut into elements; element i joins node i with its parent."""

    parents: np.ndarray
    axial: np.ndarray
    bed: np.ndarray
    base: np.ndarray
    step: float
    prestrain: float
    slack_width: float
    movements: list[tuple[np.ndarray, float]]

    def __post_init__(self) -> None:
        n = len(self.parents)
        self.child = np.flatnonzero(self.parents >= 0)
        self.parent = self.parents[self.child]
        ones = np.ones(len(self.child))
        graph = coo_array((np.r_[ones, ones], (np.r_[self.child, self.parent], np.r_[self.parent, self.child])), (n, n))
        self.order = reverse_cuthill_mckee(graph.tocsr(), symmetric_mode=True)
        place = np.empty(n, int)
        place[self.order] = np.arange(n)
        a, b = place[self.child], place[self.parent]
        self.band = int(np.abs(a - b).max())
        self.rows, self.columns = np.abs(a - b), np.minimum(a, b)
        self.place = place

    def newton_step(self, tangent: np.ndarray, residual: np.ndarray) -> np.ndarray:
        """Solve the tangent system."""
        n = len(self.parents)
        stiffness = tangent[self.child] / self.step
        diagonal = self.bed + self.base
        diagonal = diagonal + np.bincount(self.child, stiffness, n) + np.bincount(self.parent, stiffness, n)
        bands = np.zeros((self.band + 1, n))
        bands[0, self.place] = diagonal
        bands[self.rows, self.columns] = -stiffness
        return solveh_banded(bands, residual[self.order], lower=True, check_finite=False)[self.place]

    def forces(self, u: np.ndarray, movement: tuple[np.ndarray, float], slack: bool) -> tuple[np.ndarray, np.ndarray]:
        """Residual force at every node, and the tangent stiffness of every element."""
        bed, base = movement
        strain = np.zeros(len(u))
        strain[self.child] = (u[self.child] - u[self.parent]) / self.step
        if slack:
            z = (strain + self.prestrain) / self.slack_width
            small = np.exp(-np.abs(z))
            tension = self.axial * self.slack_width * (np.maximum(z, 0) + np.log1p(small))
            tangent = self.axial * np.where(z >= 0, 1, small) / (1 + small)
        else:
            tension, tangent = self.axial * strain, self.axial
        residual = self.bed * (u - bed) + self.base * (u - base)
        residual[self.child] += tension[self.child]
        residual -= np.bincount(self.parent, tension[self.child], len(u))
        return residual, tangent

    def linear(self, movement: tuple[np.ndarray, float]) -> np.ndarray:
        """The displacement under the linear law: one solve."""
        bed = movement[0]
        residual, tangent = self.forces(bed, movement, slack=False)
        return bed - self.newton_step(tangent, residual)

    def newton(self, movement: tuple[np.ndarray, float]) -> np.ndarray:
        """The displacement under the slack law."""
        u = self.linear(movement)
        residual, tangent = self.forces(u, movement, slack=True)
        norm = np.linalg.norm(residual)
        for _ in range(100):
            if norm <= 1e-9:
                break
            step = self.newton_step(tangent, residual)
            length = 1.0
            while True:
                trial = u - length * step
                residual, tangent = self.forces(trial, movement, slack=True)
                new = np.linalg.norm(residual)
                if new < norm or length < 1e-6:
                    break
                length /= 2
            u, norm = trial, new
        return u


def read(file: Path) -> Leg:
    """Read what `sciatic-benchmark networks` wrote."""
    document = json.loads(file.read_text())
    movements = [(np.array(m["bed"]), float(m["base"])) for m in document["movements"]]
    arrays = {name: np.array(document[name]) for name in ("parents", "axial", "bed", "base")}
    return Leg(**arrays, step=document["step"], prestrain=document["prestrain"], slack_width=document["slack_width"],
               movements=movements)
