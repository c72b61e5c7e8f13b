#!/usr/bin/env bash
# Installs what the build needs, on Debian and its relatives; elsewhere says what to install.
set -euo pipefail

# What is asked for besides, by name of package.
missing=("$@")
command -v swift >/dev/null || { echo "Swift 6.3 or later is needed: https://www.swift.org/install" >&2; exit 1; }
command -v pkg-config >/dev/null || missing+=(pkg-config)
{ command -v pkg-config >/dev/null && pkg-config --exists openblas; } || missing+=(libopenblas-dev)
command -v strip >/dev/null || missing+=(binutils)
# For pictures: the converter to PNG and PDF, and the font whose widths the labels are laid out by.
command -v rsvg-convert >/dev/null || missing+=(librsvg2-bin)
if command -v fc-list >/dev/null; then
  fc-list : family | grep -qE '^(Arial|Liberation Sans)' || missing+=(fonts-liberation)
else
  missing+=(fonts-liberation fontconfig)
fi
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "Install OpenBLAS with its headers, pkg-config, binutils and rsvg-convert, then try again (missing: ${missing[*]})." >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "As root: apt-get install ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing ${missing[*]}" >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
