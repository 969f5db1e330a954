#!/bin/sh
# Runs the benchmarks of this folder (all, or those named) and fails when one misses its bar.
#
# A benchmark is bench/NAME.sh or bench/NAME.py. It prints lines of five fields with tabs between:
#     what  value  unit  bar  ok | short | peer missing
# "short": the bar was missed. "peer missing": the rival to compare with is not installed here; never a failure.
# It is given BENCH_PROGRAM, the release binary, and BENCH_DIR, a folder that is removed afterwards. What they share
# is in bench/lib/bench.py.
set -eu
cd "$(dirname -- "$0")/.."

BENCH_PROGRAM=${BENCH_PROGRAM:-$PWD/build/release/ansinh}
BENCH_DIR=$(mktemp -d)
export BENCH_PROGRAM BENCH_DIR
# What a benchmark leaves running (a database server) it writes into stop.sh.
clean_up() {
    [ ! -f "$BENCH_DIR/stop.sh" ] || sh "$BENCH_DIR/stop.sh"
    rm -rf "$BENCH_DIR"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

names=" $* "
tab=$(printf '\t')
ran=0
figures=0
short=0
broken=0

bench_one() {
    case $1 in
    *.py) python3 -B "$1" ;;
    *) sh "$1" ;;
    esac
}

printf '%-56s %14s %-10s %-16s %s\n' what value unit bar verdict
for file in bench/*.sh bench/*.py; do
    [ -f "$file" ] || continue
    [ "$file" != bench/run.sh ] || continue
    name=$(basename "${file%.*}")
    case $names in
    "  " | *" $name "*) ;;
    *) continue ;;
    esac
    ran=$((ran + 1))
    bench_one "$file" >"$BENCH_DIR/.out" || {
        echo "$file ended with an error" >&2
        broken=$((broken + 1))
    }
    while IFS=$tab read -r what value unit bar verdict; do
        case $verdict in
        ok | 'peer missing') ;;
        short) short=$((short + 1)) ;;
        *)
            echo "$file: not a verdict: '$verdict'" >&2
            broken=$((broken + 1))
            ;;
        esac
        figures=$((figures + 1))
        printf '%-56s %14s %-10s %-16s %s\n' "$name: $what" "$value" "$unit" "$bar" "$verdict"
    done <"$BENCH_DIR/.out"
done
[ "$ran" -gt 0 ] || {
    echo "no such benchmark" >&2
    exit 1
}
echo "$ran benchmarks, $figures figures, $short short of their bar"
[ "$short" = 0 ] && [ "$broken" = 0 ]
