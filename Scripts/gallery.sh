#!/usr/bin/env bash
# Draws the pictures of docs/gallery: gallery.sh SCIATIC
set -euo pipefail
sciatic=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=docs/gallery
mkdir -p "$folder"
"$sciatic" draw route -o "$folder/route.svg"
"$sciatic" draw route --view anterior --names latin --theme dark -o "$folder/route-anterior-dark.svg"
"$sciatic" draw route --view sole --size square -o "$folder/route-sole.svg"
"$sciatic" draw route --to soleus --size slide -o "$folder/route-to-soleus.svg"
"$sciatic" draw map -o "$folder/map.svg"
"$sciatic" draw map --size slide --theme dark -o "$folder/map-slide.svg"
"$sciatic" draw territory infrapiriform-foramen --size slide -o "$folder/territory.svg"
"$sciatic" draw compare fibular-neck l5-disc-paracentral -o "$folder/compare.svg"
"$sciatic" draw case Models/cases/gemellus-51f-inferior.yaml --setting posterior-hip-clinic --size slide -o "$folder/case.svg"
"$sciatic" draw mechanics --posture slr:70 --size slide -o "$folder/mechanics.svg"
"$sciatic" draw course Models/needling/jacobson-80f.yaml --size slide -o "$folder/course.svg"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$sciatic" sweep Models/studies/provocation-numbers.yaml -o "$work/numbers.csv"
"$sciatic" sensitivity "$work/numbers.csv" --picture "$folder/sensitivity.svg" >/dev/null
