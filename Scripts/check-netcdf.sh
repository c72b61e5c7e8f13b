#!/usr/bin/env bash
# Opens what sweep, batch and cohort write as NetCDF in xarray, and compares it with the .csv of the same run.
# check-netcdf.sh SCIATIC
set -euo pipefail
sciatic=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=${PYTHON:-}
if [ -z "$python" ]; then
  Benchmarks/setup.sh
  python=Benchmarks/.venv/bin/python
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/study.yaml" <<'YAML'
id: formats
question: "Does a result read the same in both of its formats?"
seed: 8999999999999999
design: {kind: random, points: 300}
factors:
  tension.piriformis: {from: 0, to: 1}
  weeks: {from: 1, to: 100, scale: log}
  posture: {values: [anatomical, sitting, "slr:60", "hip=60,knee=90"]}
  variant: {values: [prefixed, usual, postfixed]}
  atlas.provocation.pressure-mmHg: {}
outputs: [pressure.infrapiriform-foramen, strain.fibular-neck, finding.test.slr]
YAML
for ending in csv nc; do
  "$sciatic" sweep "$work/study.yaml" -o "$work/sweep.$ending"
  "$sciatic" cohort --count 1500 --electrodiagnosis -o "$work/cohort.$ending"
done
head -301 "$work/cohort.csv" >"$work/cases.csv"
for ending in csv nc; do "$sciatic" batch "$work/cases.csv" --lesions 1 -o "$work/batch.$ending"; done
"$python" Scripts/check_netcdf.py "$work"
