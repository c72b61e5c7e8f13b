#!/usr/bin/env bash
# @JOBS@
# Makes the result when every shard has ended, well or not; names the shards that failed.
# By hand: sbatch merge.sh, or run it here: bash merge.sh
#SBATCH --job-name=@NAME@-merge
#SBATCH --output="@LOGS@/merge.log"
#SBATCH --open-mode=append
#SBATCH --requeue
##SBATCH --time=1:00:00
##SBATCH --mem=500M
##SBATCH --partition=main
##SBATCH --account=mine
set -euo pipefail
@MERGE@ --shards @SHARDS@ || {
  code=$?
  echo "Why a shard failed stands in shard-NUMBER.log beside this file. Shards that are done stay done. To go on:" >&2
  echo @AGAIN@ >&2
  exit $code
}
