#!/usr/bin/env bash
# Fuzzes what reads users' text, guided by coverage: cases, command-line findings, the files of an atlas.
# Usage: fuzz.sh SECONDS [TARGET …]; the seconds are shared out among the targets. Ends with 1 if anything failed.
# FUZZ_LINES=1 builds once more and reports which lines of Sources/Anatomy the kept inputs reach.
# Inputs are kept in .build-fuzz/corpus for the next run; what failed lies in .build-fuzz/crashes:
#   FUZZ_TARGET=… [FUZZ_ATLAS=…] .build-fuzz/fuzz FILE     runs it again.
set -uo pipefail

cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
targets=("${@:-case arguments limb atlas}")
read -ra targets <<<"${targets[*]}"
out=.build-fuzz
limb=Tests/Fixtures/hoofed-limb
# With the backtracer of Swift on, a crash may hang.
export SWIFT_BACKTRACE=enable=no
# No call stack per allocation: a sixth faster.
export ASAN_OPTIONS=detect_leaks=0:malloc_context_size=0

swift=${SWIFT:-swift}
tools=$(dirname "$(readlink -f "$(command -v "$swift")")")
# Builds into a folder: both compilers instrument. A debug build would catch no more, since traps stay in.
build() { # FOLDER SANITIZERS [FLAG …]
  local folder=$1 sanitizers=$2 flags=()
  shift 2
  for flag in "$@"; do flags+=(-Xswiftc "$flag"); done
  "$swift" build --package-path Fuzz --scratch-path "$folder" -c release --product Fuzz "${flags[@]}" \
    -Xswiftc -sanitize="$sanitizers" -Xcc -fsanitize="${sanitizers/fuzzer/fuzzer-no-link}" \
    && "$tools/swiftc" -sanitize="$sanitizers" "$@" "$folder/release/libFuzz.a" -o "$folder/fuzz" \
      2> >(grep -v 'Cannot export local symbol' >&2)
}
build $out fuzzer,address || exit 1
binary=$out/fuzz
mkdir -p $out/crashes

# The first letter of an input says which file of the atlas it is: letter number 102 + i is file i, as 102 = 6 · 17.
letters=(f g h i j k l m n o p q r s t u v)
names=(atlas nerves roots muscles skin reflexes conduction variants mechanics postures sites history settings kinds findings safety sources)
seed_atlas() { # FOLDER SEEDS
  for i in "${!names[@]}"; do
    { printf %s "${letters[$i]}"; cat "$1/${names[$i]}.yaml"; } >"$2/${names[$i]}-$(basename "$1")"
  done
}
# The words of a folder of YAML files, as a dictionary for mutations.
words() { cat "$1"/*.yaml | grep -oE '[A-Za-z][A-Za-z0-9.-]{1,30}' | sort | uniq -c | sort -rn | head -400 \
  | awk '{print "\"" $2 "\""}'; printf '%s\n' '"&a "' '"*a"' '"<<: "' '"- "' '": "' '"{"' '"}"' '"["' '"]"' '"1e309"' '"nan"' '"-1"'; }

failed=0
for target in "${targets[@]}"; do
  seeds=$out/seeds/$target
  corpus=$out/corpus/$target
  rm -rf "$seeds"
  mkdir -p "$seeds" "$corpus"
  unset FUZZ_ATLAS
  case $target in
  case)
    export FUZZ_TARGET=case
    cp Models/cases/*.yaml "$seeds"
    words Models/cases >"$out/$target.dict"
    limit=8192
    ;;
  arguments)
    export FUZZ_TARGET=arguments
    for file in Models/cases/*.yaml; do
      sed -nE 's/^  ([a-z-]+\.[a-z0-9-]+): *(.*)$/\1=\2/p' "$file" >"$seeds/$(basename "$file")"
    done
    words Models/cases >"$out/$target.dict"
    limit=256
    ;;
  limb) # one file of a small atlas at a time: fast
    export FUZZ_TARGET=atlas FUZZ_ATLAS=$limb
    seed_atlas $limb "$seeds"
    words $limb >"$out/$target.dict"
    limit=8192
    ;;
  atlas) # one file of the atlas itself at a time: slow, but all that it uses
    export FUZZ_TARGET=atlas
    seed_atlas Models/sciatic "$seeds"
    words Models/sciatic >"$out/$target.dict"
    limit=160000
    ;;
  *)
    echo "no target '$target': case, arguments, limb or atlas" >&2
    exit 64
    ;;
  esac
  log=$out/$target.log
  # A small input may take a second; a whole atlas takes most of one by itself under the sanitizer.
  timeout=2
  [ "$target" = atlas ] && timeout=10
  "$binary" -max_total_time=$((seconds / ${#targets[@]})) -max_len=$limit -timeout=$timeout -rss_limit_mb=2048 \
    -dict="$out/$target.dict" -artifact_prefix="$out/crashes/$target-" -print_final_stats=1 \
    "$corpus" "$seeds" >"$log" 2>&1
  code=$?
  runs=$(sed -nE 's/^stat::number_of_executed_units: *//p' "$log")
  peak=$(sed -nE 's/^stat::peak_rss_mb: *//p' "$log")
  cover=$(grep -oE 'cov: [0-9]+ ft: [0-9]+' "$log" | tail -1)
  printf '%-10s %9s runs  %s  peak %s MB  %s\n' "$target" "${runs:-?}" "${cover:-no coverage}" "${peak:-?}" \
    "$([ $code -eq 0 ] && echo 'no failure' || echo "FAILED ($code), see $log")"
  [ $code -eq 0 ] || failed=1
done
[ $failed -eq 0 ] || ls $out/crashes

if [ -n "${FUZZ_LINES:-}" ]; then
  lines=$out/lines
  build $lines fuzzer -profile-generate -profile-coverage-mapping || exit 1
  rm -f $lines/*.profraw
  for target in case arguments limb; do
    [ -d $out/corpus/$target ] || continue
    unset FUZZ_ATLAS
    export FUZZ_TARGET=$target LLVM_PROFILE_FILE=$lines/$target.profraw
    [ $target = limb ] && export FUZZ_TARGET=atlas FUZZ_ATLAS=$limb
    $lines/fuzz -runs=0 $out/corpus/$target $out/seeds/$target >$lines/$target.log 2>&1 || failed=1
  done
  "$tools/llvm-profdata" merge $lines/*.profraw -o $lines/all.profdata
  "$tools/llvm-cov" report $lines/fuzz -instr-profile=$lines/all.profdata Sources/Anatomy \
    | awk 'NF > 9 && $8 ~ /^[0-9]/ {printf "%-36s %5d lines  %s\n", $1, $8, $10}'
fi
exit $failed
