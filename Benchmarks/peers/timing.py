"""Time one call after another, and say how busy the machine was."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass
class Timing:
    """The answers of a task and the time of every call, in milliseconds."""

    answers: list[Any]
    milliseconds: np.ndarray  # the best of the repetitions of every call

    @property
    def median(self) -> float:
        return float(np.median(self.milliseconds))

    @property
    def total(self) -> float:
        return float(np.sum(self.milliseconds))

    def __str__(self) -> str:
        low, high = self.milliseconds.min(), self.milliseconds.max()
        return (
            f"{self.median:.3f} ms median ({low:.3f} to {high:.3f}), "
            f"{self.total / 1000:.3f} s for {len(self.milliseconds)}, load {load()}"
        )


def load() -> str:
    """The load average over 1, 5 and 15 minutes."""
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def measure(function: Callable[..., Any], inputs: Iterable[Any], repetitions: int = 1) -> Timing:
    """Call a function on every input; keep the last answers and the best time of every input."""
    inputs = list(inputs)
    best = np.full(len(inputs), np.inf)
    answers: list[Any] = []
    function(inputs[0])  # warm-up
    for _ in range(repetitions):
        answers = []
        for index, value in enumerate(inputs):
            start = time.perf_counter()
            answer = function(value)
            best[index] = min(best[index], (time.perf_counter() - start) * 1000)
            answers.append(answer)
    return Timing(answers, best)
