#!/usr/bin/env bash
# Executes the notebooks from a clean environment: notebooks.sh [BINARY]
# Copies with their outputs are left in .build-notebooks; the notebooks themselves stay as they are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=$PWD/.build-notebooks
python=${PYTHON:-python3}
wanted=Notebooks/requirements.txt
stamp=$folder/requirements.txt
fail() { echo "notebooks.sh: $1" >&2; exit 1; }

tool=${1:-.build/release/sciatic}
[[ -x $tool ]] || fail "no program at $tool; build it first"
tool=$(realpath "$tool")
usable() { "$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
usable || [[ -n ${PYTHON:-} ]] || Scripts/setup.sh python3-venv
usable || fail "needs Python 3.11 or later with its venv module (set PYTHON)"

"$python" Scripts/check-notebooks.py Notebooks/*.ipynb

if ! cmp -s "$wanted" "$stamp"; then
  rm -rf "$folder"
  mkdir "$folder"
  "$python" -m venv "$folder/venv"
  "$folder/venv/bin/python" -m pip install --quiet --retries 2 --disable-pip-version-check -r "$wanted" 2>"$folder/pip.log" ||
    fail "pip could not install $wanted, which the notebooks need (is there a network? $folder/pip.log)"
  # Written last, so that an interrupted run is done again.
  cp "$wanted" "$stamp"
fi

# None of the user's own settings of Python, Jupyter and matplotlib.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for notebook in Notebooks/*.ipynb; do
  echo "$notebook"
  env -u PYTHONPATH -u PYTHONHOME -u MPLBACKEND HOME="$scratch" TMPDIR="$scratch" SCIATIC="$tool" NO_COLOR=1 \
    JUPYTER_CONFIG_DIR="$scratch/jupyter" IPYTHONDIR="$scratch/ipython" \
    "$folder/venv/bin/python" -m nbconvert --log-level WARN --to notebook --execute --output-dir "$folder" \
    --ExecutePreprocessor.timeout=1200 --ExecutePreprocessor.extra_arguments=--log-level=ERROR "$notebook"
done
