#!/usr/bin/env bash
# Kills a sweep at random moments, lets it go on each time, and wants the bytes of a run that was left alone. Then interrupts
# what writes in one piece, and wants nothing left of it.
# check-kills.sh SCIATIC [KILLS] [SEED]
set -euo pipefail
sciatic=$(realpath "$1")
kills=${2:-20}
RANDOM=${3:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# Long enough that no chain of kills sees its end.
cat >study.yaml <<'YAML'
id: kills
design: {kind: sobol, points: 60000}
limb: {posture: fair}
factors:
  tension.piriformis: {from: 0, to: 1}
  inflammation: {from: 0, to: 1}
  weeks: {from: 1, to: 100, scale: log}
outputs: [pressure.infrapiriform-foramen, irritability.infrapiriform-foramen, finding.test.fair]
YAML
start=$(date +%s%N)
"$sciatic" sweep study.yaml -o whole.csv --threads 2 2>/dev/null
whole=$((($(date +%s%N) - start) / 1000000))

sizes=()
for ((i = 1; i <= kills; i++)); do
  # From before the first row to a share of the run in which all kills together see about half of it.
  random=$RANDOM
  delay=$(awk -v u=$random -v whole=$whole -v kills="$kills" 'BEGIN { printf "%.3f", u / 32768 * (whole / kills / 1000 + 0.1) }')
  "$sciatic" sweep study.yaml -o killed.csv --threads $((1 + i % 2)) --resume 2>/dev/null &
  sleep "$delay"
  kill -KILL $! 2>/dev/null || true
  code=0
  wait $! 2>/dev/null || code=$?
  [ $code -eq 137 ] || { echo "check-kills: run $i ended with $code before it was killed" >&2; exit 1; }
  sizes+=("$(stat -c %s killed.csv.part 2>/dev/null || echo 0)")
done
"$sciatic" sweep study.yaml -o killed.csv --resume 2>resumed.txt
cmp whole.csv killed.csv
[ ! -e killed.csv.part ]
places=$(printf '%s\n' "${sizes[@]}" | sort -u | wc -l)
[ "$places" -ge $((kills / 4)) ] || { echo "check-kills: the kills fell on $places places only: ${sizes[*]}" >&2; exit 1; }
echo "kills: $kills, at $places places of the run; $(grep 'are there already' resumed.txt); the same bytes"

mkdir interrupted
for ending in TERM:c.csv TERM:c.nc TERM:c/ HUP:c.csv; do
  output=${ending#*:}
  (cd interrupted && exec "$sciatic" cohort --count 500000 -o "$output" 2>/dev/null) &
  for ((n = 0; n < 100; n++)); do
    [ -n "$(ls -A interrupted)" ] && break
    sleep 0.05
  done
  kill -"${ending%%:*}" $!
  code=0
  wait $! 2>/dev/null || code=$?
  left=$(ls -A interrupted)
  # As a shell counts: 128 and the number of the signal.
  [ $code -eq $((128 + $(kill -l "${ending%%:*}"))) ] && [ -z "$left" ] || { echo "check-kills: $output ended with $code and left '$left'" >&2; exit 1; }
done
echo "interrupted: nothing left"
