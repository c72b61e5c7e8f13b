"""Read the benchmark problem from its CSV files.

    python problem.py [FOLDER]

FOLDER is a problem's folder, or the name of one beside this suite (local, random).
"""

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PROBLEMS = Path(__file__).resolve().parent.parent / "problem"


@dataclass(frozen=True)
class Case:
    """The recorded findings of one case, by index."""

    present: np.ndarray
    absent: np.ndarray


@dataclass(frozen=True)
class Problem:
    """A noisy-OR network, its cases and what is known about them."""

    name: str
    sites: list[str]
    priors: np.ndarray  # a site
    findings: list[str]
    leaks: np.ndarray  # a finding
    links: np.ndarray  # finding x site, 0 where there is none
    cases: list[Case]
    truth: list[set[int]]  # the lesions of every case
    full: np.ndarray  # case x finding, all findings known
    levels: list[str]
    shares: np.ndarray  # a level
    exponents: np.ndarray  # a level
    exact: np.ndarray  # case x site, for the first cases only


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header."""
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def read(folder: str | Path) -> Problem:
    """Read a problem from a folder, or by its name."""
    path = Path(folder) if Path(folder).is_dir() else PROBLEMS / folder
    site_rows, finding_rows, levels = rows(path / "sites.csv"), rows(path / "findings.csv"), rows(path / "severity.csv")
    sites = [row["site"] for row in site_rows]
    findings = [row["finding"] for row in finding_rows]
    site_index = {site: index for index, site in enumerate(sites)}
    finding_index = {finding: index for index, finding in enumerate(findings)}

    links = np.zeros((len(findings), len(sites)))
    for row in rows(path / "links.csv"):
        links[finding_index[row["finding"]], site_index[row["site"]]] = float(row["p"])

    full_rows = rows(path / "full.csv")
    count = len(full_rows)
    recorded: list[tuple[list[int], list[int]]] = [([], []) for _ in range(count)]
    for row in rows(path / "cases.csv"):
        recorded[int(row["case"])][int(row["value"])].append(finding_index[row["finding"]])
    truth: list[set[int]] = [set() for _ in range(count)]
    for row in rows(path / "truth.csv"):
        truth[int(row["case"])].add(site_index[row["site"]])

    return Problem(
        name=path.name,
        sites=sites,
        priors=np.array([float(row["prior"]) for row in site_rows]),
        findings=findings,
        leaks=np.array([float(row["leak"]) for row in finding_rows]),
        links=links,
        cases=[Case(present=np.array(present, int), absent=np.array(absent, int)) for absent, present in recorded],
        truth=truth,
        full=np.array([[float(row[finding]) for finding in findings] for row in full_rows]),
        levels=[row["level"] for row in levels],
        shares=np.array([float(row["share"]) for row in levels]),
        exponents=np.array([float(row["exponent"]) for row in levels]),
        exact=np.array([[float(row[site]) for site in sites] for row in rows(path / "marginals_exact.csv")]),
    )


def main() -> None:
    """Print the size of a problem."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default="local")
    problem = read(parser.parse_args().folder)
    present = [len(case.present) for case in problem.cases]
    print(f"{problem.name}: {len(problem.sites)} sites, {len(problem.findings)} findings, {len(problem.cases)} cases")
    print(f"sum of priors {problem.priors.sum():.3f}, parents a finding {np.count_nonzero(problem.links) / len(problem.findings):.2f}")
    print(f"present findings a case: {min(present)} to {max(present)}, median {np.median(present):.0f}")


if __name__ == "__main__":
    main()
