#!/usr/bin/env bash
# @JOBS@
# One task for each shard. Change what your cluster wants changed: this file is used as you leave it.
# By hand: sbatch shard.sh; some shards only: sbatch --array=2,5 shard.sh
#SBATCH --job-name=@NAME@
#SBATCH --array=1-@SHARDS@
#SBATCH --cpus-per-task=@THREADS@
#SBATCH --output="@LOGS@/shard-%a.log"
#SBATCH --open-mode=append
# A shard whose node dies is put into the queue again, and goes on where it was.
#SBATCH --requeue
# Take away one # to use these:
##SBATCH --time=1-00:00:00
##SBATCH --mem-per-cpu=500M
##SBATCH --partition=main
##SBATCH --account=mine
set -euo pipefail
exec @SWEEP@ --shard "$SLURM_ARRAY_TASK_ID/@SHARDS@" --resume
