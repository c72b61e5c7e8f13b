#!/usr/bin/env bash
# Installs what the build needs, on Debian and its relatives; elsewhere says what to install.
set -euo pipefail

# What is asked for besides, by name of package.
missing=("$@")
command -v swift >/dev/null || { echo "Swift 6.3 or later is needed: https://www.swift.org/install" >&2; exit 1; }
command -v pkg-config >/dev/null || missing+=(pkg-config)
{ command -v pkg-config >/dev/null && pkg-config --exists openblas; } || missing+=(libopenblas-dev)
command -v strip >/dev/null || missing+=(binutils)
# For pictures: the converter to PNG and PDF, and the font by whose widths labels are laid out. For results in NetCDF: its
# library, loaded only by the commands that write it. Without these everything else builds and runs.
besides=()
command -v rsvg-convert >/dev/null || besides+=(librsvg2-bin)
command -v fc-list >/dev/null || besides+=(fontconfig)
{ command -v fc-list >/dev/null && fc-list : family | grep -E '^(Arial|Liberation Sans)' >/dev/null; } || besides+=(fonts-liberation)
{ PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep libnetcdf >/dev/null; } || besides+=(libnetcdf19)
[ $((${#missing[@]} + ${#besides[@]})) -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  if [ ${#missing[@]} -gt 0 ]; then
    echo "Install OpenBLAS with its headers, pkg-config and binutils, then try again (missing: ${missing[*]})." >&2
    exit 1
  fi
  echo "Pictures as PNG or PDF, or NetCDF, want what Debian calls ${besides[*]}; going on without." >&2
  exit 0
fi
missing+=("${besides[@]}")
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "As root: apt-get install ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing ${missing[*]}" >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
