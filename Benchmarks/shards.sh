#!/usr/bin/env bash
# Parallel efficiency of two shards on two cores: time of the whole study on one thread, over twice the time in which two
# shards on one thread each, run at once, both end. Best of so many rounds. Wants a machine that is otherwise quiet.
# shards.sh SCIATIC [POINTS] [ROUNDS]
set -euo pipefail
sciatic=$(realpath "$1")
points=${2:-8000}
rounds=${3:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >study.yaml <<YAML
id: shards
design: {kind: sobol, points: $points}
limb: {posture: fair}
factors:
  tension.piriformis: {from: 0, to: 1}
  inflammation: {from: 0, to: 1}
  weeks: {from: 1, to: 100, scale: log}
outputs: [pressure.infrapiriform-foramen, irritability.infrapiriform-foramen, finding.test.fair]
YAML
one() { "$sciatic" sweep study.yaml -o whole.csv --threads 1 2>/dev/null; }
two() {
  "$sciatic" sweep study.yaml -o parts.csv --shard 1/2 --threads 1 2>/dev/null &
  local first=$!
  "$sciatic" sweep study.yaml -o parts.csv --shard 2/2 --threads 1 2>/dev/null
  wait $first
}
# Milliseconds that a command takes.
timed() {
  local start
  start=$(date +%s%N)
  "$@"
  echo $((($(date +%s%N) - start) / 1000000))
}
ones=() twos=()
for ((i = 0; i < rounds; i++)); do
  ones+=("$(timed one)")
  twos+=("$(timed two)")
  "$sciatic" merge study.yaml -o parts.csv 2>/dev/null
  cmp whole.csv parts.csv
done
echo "whole on one thread, ms: ${ones[*]}; two shards at once, ms: ${twos[*]}"
best() { printf '%s\n' "$@" | sort -n | head -1; }
awk -v one="$(best "${ones[@]}")" -v two="$(best "${twos[@]}")" \
  'BEGIN { printf "parallel efficiency of two shards: %.2f\n", one / (2 * two) }'
