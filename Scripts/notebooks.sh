#!/usr/bin/env bash
# Executes the notebooks from a clean environment: notebooks.sh [BINARY]
# Copies with their outputs are left in .build-notebooks; the notebooks themselves stay as they are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=$PWD/.build-notebooks
python=${PYTHON:-python3}
wanted=Notebooks/requirements.txt
stamp=$folder/requirements.txt
SCIATIC=$(realpath "${1:-.build/release/sciatic}")
[[ -x $SCIATIC ]] || { echo "notebooks.sh: no program at $SCIATIC; build it first" >&2; exit 1; }

# As committed: nothing that a run leaves behind, one way of writing.
"$python" Scripts/check-notebooks.py Notebooks/*.ipynb

if ! { [[ -x $folder/venv/bin/python ]] && cmp -s "$wanted" "$stamp"; }; then
  "$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || Scripts/setup.sh python3-venv
  rm -rf "$folder"
  mkdir "$folder"
  "$python" -m venv "$folder/venv"
  "$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$wanted" || {
    echo "notebooks.sh: could not install $wanted: the notebooks need Python 3.11 and a package index that pip can reach" >&2
    exit 1
  }
  # Written last, so that an interrupted run is done again.
  cp "$wanted" "$stamp"
fi

# Nothing of the user's own Python, Jupyter or matplotlib settings.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for notebook in Notebooks/*.ipynb; do
  echo "$notebook" >&2
  env -u PYTHONPATH -u PYTHONHOME -u MPLBACKEND HOME="$scratch" TMPDIR="$scratch" SCIATIC="$SCIATIC" \
    JUPYTER_CONFIG_DIR="$scratch/jupyter" IPYTHONDIR="$scratch/ipython" \
    "$folder/venv/bin/python" -m nbconvert --log-level WARN --to notebook --execute \
    --ExecutePreprocessor.extra_arguments=--log-level=ERROR --ExecutePreprocessor.timeout=1200 --output-dir "$folder" "$notebook"
done
