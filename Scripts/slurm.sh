#!/usr/bin/env bash
# Starts a Slurm of three emulated nodes on this machine, as root, with all of its files in a folder; or stops it.
# slurm.sh start|stop FOLDER; then: export SLURM_CONF=FOLDER/slurm.conf
set -euo pipefail
folder=$(realpath -m "$2")
conf=$folder/slurm.conf

# Ends a daemon by the file with its number, and waits a while until it has ended.
end() {
  [ -s "$1" ] || return 0
  local pid
  pid=$(cat "$1")
  kill "$pid" 2>/dev/null || return 0
  for _ in $(seq 100); do
    case $(ps -o stat= -p "$pid") in "" | Z*) return 0 ;; esac
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
}

if [ "$1" = stop ]; then
  for file in "$folder"/run/slurmd-*.pid "$folder"/run/slurmctld.pid "$folder"/run/munged.pid; do end "$file"; done
  exit 0
fi

mkdir -p "$folder"/{state,spool/n1,spool/n2,spool/n3,log,run}
chmod 755 "$folder" "$folder/run"
[ -s "$folder/munge.key" ] || (umask 077; head -c 1024 /dev/urandom >"$folder/munge.key")
munged --force --key-file="$folder/munge.key" --socket="$folder/run/munge.sock" --pid-file="$folder/run/munged.pid" \
  --log-file="$folder/log/munged.log" --seed-file="$folder/run/munge.seed"
host=$(hostname -s)
cat >"$conf" <<CONF
ClusterName=emulated
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/run/munge.sock
CredType=cred/munge
SlurmctldPort=26817
SlurmctldPidFile=$folder/run/slurmctld.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdPidFile=$folder/run/slurmd-%n.pid
SlurmdLogFile=$folder/log/slurmd-%n.log
SlurmdSpoolDir=$folder/spool/%n
StateSaveLocation=$folder/state
# No cgroups, no accounting: this need not be the machine's own Slurm.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=1000
MpiDefault=none
SwitchType=switch/none
# A node that does not answer is down after so many seconds, and its jobs go back into the queue.
SlurmdTimeout=10
JobRequeue=1
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=n[1-3] NodeHostname=$host NodeAddr=127.0.0.1 Port=[27001-27003] CPUs=1 RealMemory=500 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
CONF
export SLURM_CONF=$conf
slurmctld -f "$conf"
for node in n1 n2 n3; do slurmd -f "$conf" -N $node; done
for _ in $(seq 100); do
  [ "$(sinfo -h -N -t idle -o %N 2>/dev/null | wc -l)" -eq 3 ] && exit 0
  sleep 0.2
done
sinfo -N -l >&2
echo "slurm.sh: three idle nodes were wanted" >&2
exit 1
