#!/usr/bin/env bash
# A study on a real Slurm of three emulated nodes: shards and merge give the bytes of a run in one piece, also when a
# shard is killed, a shard fails, or a node dies. Needs root; installs slurm-wlm and munge where they are missing.
# check-slurm.sh SCIATIC
set -euo pipefail
scripts=$(cd "$(dirname "$0")" && pwd)
sciatic=$(realpath "$1")
PATH=$PATH:/usr/sbin:/sbin
for tool in sbatch slurmctld slurmd munged; do
  command -v $tool >/dev/null && continue
  "$scripts/setup.sh" slurm-wlm munge
  break
done
[ "$(id -u)" -eq 0 ] || exec sudo "$scripts/check-slurm.sh" "$sciatic"
work=$(mktemp -d)
chmod 755 "$work"
export SLURM_CONF=$work/slurm/slurm.conf
finish() {
  scancel --user=root --quiet 2>/dev/null || true
  sleep 1
  "$scripts/slurm.sh" stop "$work/slurm"
  rm -rf "$work"
}
trap finish EXIT
fail() {
  echo "check-slurm: $1" >&2
  tail -n 20 ./*.slurm/*.log >&2 || true
  sinfo -N -l >&2
  squeue >&2
  exit 1
}
"$scripts/slurm.sh" start "$work/slurm"
mkdir "$work/my studies"
cd "$work/my studies"
cat >study.yaml <<'YAML'
id: on-slurm
design: {kind: sobol, points: 6000}
limb: {posture: fair}
factors:
  tension.piriformis: {from: 0, to: 1}
  inflammation: {from: 0, to: 1}
  weeks: {from: 1, to: 100, scale: log}
outputs: [pressure.infrapiriform-foramen, irritability.infrapiriform-foramen, finding.test.fair]
YAML
"$sciatic" sweep study.yaml -o whole.csv 2>/dev/null

# Submits, and leaves the numbers of the jobs in $array and $merge.
submit() {
  "$sciatic" sweep study.yaml -o "$1" --slurm --shards 3 "${@:2}" >submitted.txt 2>remarks.txt || {
    cat remarks.txt >&2
    fail "the jobs were not submitted"
  }
  array=$(sed -n 's/^Array \([0-9]*\):.*/\1/p' submitted.txt)
  merge=$(sed -n 's/^Merge \([0-9]*\):.*/\1/p' submitted.txt)
}
# Waits until no job is left.
drain() {
  for _ in $(seq 1200); do
    [ -z "$(squeue -h)" ] && return
    sleep 0.25
  done
  fail "the jobs do not end"
}
# The process of a shard that has rows on the disk and is at work.
shard_at_work() {
  for _ in $(seq 400); do
    size=$(stat -c %s "$1.$2-of-3.part" 2>/dev/null || echo 0)
    pid=$(pgrep -f -- "^$sciatic sweep $work.*$1 --shard $2/3" || true)
    [ "$size" -gt 10000 ] && [ -n "$pid" ] && return
    sleep 0.05
  done
  fail "shard $2 of $1 was never at work"
}
same() {
  [ -e "$1" ] || fail "$1 was not made"
  cmp whole.csv "$1"
  [ -z "$(ls "$1".*.part 2>/dev/null)" ] || fail "shards of $1 were left behind"
  echo "slurm: $2: the same bytes"
}
named() {
  grep -q "$1.$2-of-3.part: $3" "$1.slurm/merge.log" || fail "the merge does not name shard $2 of $1"
  [ ! -e "$1" ] || fail "$1 was made without shard $2"
  echo "slurm: the merge says: $(grep -o "$1.$2-of-3.part: [^:]*" "$1.slurm/merge.log" | tail -1)"
}

submit a.csv
drain
same a.csv "three shards"

# A shard that fails, as by a fault of its node; then by hand, with plain sbatch.
"$sciatic" sweep study.yaml -o b.csv --slurm --shards 3 --dry-run >/dev/null 2>&1
sed -i 's/^set -euo pipefail/&\n[ "$SLURM_ARRAY_TASK_ID" != 2 ] || exit 1/' b.csv.slurm/shard.sh
submit b.csv
grep -q 'shard.sh was changed and is used as it is' remarks.txt || fail "an edited script is not spoken of"
drain
named b.csv 2 "there is no such file"
sed -i '/|| exit 1$/d' b.csv.slurm/shard.sh
sbatch --parsable --array=2 b.csv.slurm/shard.sh >/dev/null
drain
bash b.csv.slurm/merge.sh 2>/dev/null
same b.csv "a shard that failed, by hand again"

# A shard that is killed.
submit c.csv
shard_at_work c.csv 3
kill -KILL "$pid"
drain
named c.csv 3 "is not finished"
submit c.csv --resume
drain
grep -q 'are there already' c.csv.slurm/shard-3.log || fail "shard 3 of c.csv did not go on"
same c.csv "a shard that was killed"

# A node that dies with all that runs on it: the shard is put into the queue again, and the merge waits for it.
submit d.csv
shard_at_work d.csv 1
node=$(squeue -h -t R -j "${array}_1" -o %N)
kill -KILL "$(cat "$work/slurm/run/slurmd-$node.pid")" "$(ps -o ppid= -p "$pid" | tr -d ' ')" "$pid"
# Slurm lets two minutes pass before it starts such a job again; we need not.
for _ in $(seq 240); do
  [ "$(squeue -h -j "${array}_1" -o %r)" = BeginTime ] && scontrol update "jobid=${array}_1" starttime=now && break
  sleep 0.5
done
drain
[ "$(sinfo -h -n "$node" -o %T | tr -d '*')" = down ] || fail "node $node is not down"
grep -q 'are there already' d.csv.slurm/shard-1.log || fail "shard 1 of d.csv did not go on on another node"
same d.csv "a node that died, its shard requeued"
