#!/usr/bin/env bash
# An installed copy must run from any folder without the checkout, and need only C libraries.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
make -C "$root" --no-print-directory install PREFIX="$prefix"
if ldd "$prefix/bin/sciatic" | grep -i swift; then
  echo "the installed program needs a Swift runtime" >&2
  exit 1
fi
cd "$prefix"
env -i PATH=/usr/bin:/bin ./bin/sciatic locate test.slr=positive reflex.achilles=absent --format json >answer.json
grep -q '"sciatic.locate/1"' answer.json
echo "installed copy: $(du -h bin/sciatic | cut -f1), answers without the checkout"
