#!/usr/bin/env bash
# Make Benchmarks/.venv with what the peers need. Quick when it is already there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

python="${PYTHON:-python3}"
wanted=peers/requirements.txt
stamp=.venv/requirements.txt

if [[ -x .venv/bin/python ]] && cmp -s "$wanted" "$stamp"; then
    exit 0
fi

"$python" - <<'CHECK' || { echo "setup.sh: needs Python 3.11 or later with the venv module (set PYTHON)" >&2; exit 1; }
import sys, venv
sys.exit(sys.version_info < (3, 11))
CHECK

# The stamp is written last, so an interrupted run is done again.
rm -f "$stamp"
[[ -x .venv/bin/python ]] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$wanted"
cp "$wanted" "$stamp"
