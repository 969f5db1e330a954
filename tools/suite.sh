# shellcheck shell=sh
# ./dev test, e2e, bench, fuzz, shots: running things and adding up what they say. Read by ./dev.

# Each part of the suite is a program whose last line is "N passed, N failed"; part() runs it, shows its output and
# adds it to the sum. A part that ends badly without counting a failure (it crashed) is one failure itself.
total_passed=0
total_failed=0

# part NAME COMMAND…
part() {
    say "$1"
    logged "$@" | grep -v '^exit:[0-9]*$' || true
    add_up "$1"
}

# The same beside what comes next: part_begin NAME COMMAND… and, when it is to be told, part_end NAME.
part_begin() {
    logged "$@" >/dev/null &
}
part_end() {
    wait "$!" || true
    say "$1"
    grep -v '^exit:[0-9]*$' "$(part_log "$1")" || true
    add_up "$1"
}

part_log() {
    echo "build/log/part-$(echo "$1" | tr -c 'A-Za-z0-9\n' '-').log"
}

logged() {
    logged_to=$(part_log "$1")
    shift
    {
        logged_code=0
        "$@" 2>&1 || logged_code=$?
        echo "exit:$logged_code"
    } | tee "$logged_to"
}

add_up() {
    part_code=$(sed -n 's/^exit:\([0-9]*\)$/\1/p' "$(part_log "$1")" | tail -n 1)
    part_sum=$(grep -aE '^[0-9]+ passed, [0-9]+ failed' "$(part_log "$1")" | tail -n 1)
    part_passed=${part_sum%% passed*}
    part_failed=${part_sum#*passed, }
    part_failed=${part_failed%% failed*}
    if [ -z "$part_sum" ] || { [ "$part_code" != 0 ] && [ "$part_failed" = 0 ]; }; then
        echo "FAILED  $1 ended with status $part_code"
        part_failed=$((${part_failed:-0} + 1))
    fi
    total_passed=$((total_passed + ${part_passed:-0}))
    total_failed=$((total_failed + part_failed))
}

run_tests() {
    level=full
    case ${1:-} in
    quick | long)
        level=$1
        shift
        ;;
    esac
    filter=${1:-}
    if [ "$level" = quick ]; then
        install_packages run test
        export ANSINH_TEST_QUICK=1
    elif [ "$level" = full ]; then
        install_packages run test browser
    else
        install_packages run test browser fuzz
        export ANSINH_TEST_LONG=1
    fi
    mkdir -p build/log
    build_debug
    sanitizer_env
    trap 'postgres_stop' EXIT
    trap 'exit 130' INT TERM
    postgres_start

    part "Unit tests on SQLite and PostgreSQL" build/debug/ansinh-test ${filter:+"$filter"}
    part "Tools" python3 -B tools/unittests.py ${filter:+"$filter"}
    [ -n "$filter" ] || part "Lint" run_lint
    [ -n "$filter" ] || part "Corpora of the fuzz targets" replay_corpora
    if [ "$level" != quick ]; then
        install_node
        part_begin "Browser, PostgreSQL" env ANSINH_E2E_DB=postgresql node e2e/run.js ${filter:+"$filter"}
        part "Browser, SQLite" node e2e/run.js ${filter:+"$filter"}
        part_end "Browser, PostgreSQL"
    fi
    if [ "$level" = long ] && [ -z "$filter" ]; then
        part "Fuzzing, one minute per parser" fuzz_all 60
    fi
    postgres_stop

    [ $((total_passed + total_failed)) -gt 0 ] || die "no test matches '$filter'"
    echo "$total_passed passed, $total_failed failed"
    [ "$total_failed" = 0 ]
}

run_e2e() {
    install_packages run test browser
    install_node
    mkdir -p build/log
    build_debug
    sanitizer_env
    if [ "${ANSINH_E2E_DB:-sqlite}" = postgresql ]; then
        trap 'postgres_stop' EXIT
        trap 'exit 130' INT TERM
        postgres_start
    fi
    node e2e/run.js "$@"
}

run_shots() {
    install_packages run browser
    install_node
    build_release
    ANSINH_BIN=build/release/ansinh node e2e/shots.js "$@"
}

run_bench() {
    install_packages run bench
    build_release
    sh bench/run.sh "$@"
}

# The folders of fuzz/ that hold a target.
fuzz_targets() {
    for file in fuzz/*/fuzz.c; do
        [ -f "$file" ] && basename "$(dirname "$file")"
    done
}

# Every file a fuzzer ever found interesting goes through its parser again, in the ordinary debug build.
replay_corpora() {
    replay_passed=0
    replay_failed=0
    for target in $(fuzz_targets); do
        if build/debug/replay-"$target" fuzz/"$target"/corpus; then
            replay_passed=$((replay_passed + 1))
        else
            echo "FAILED  corpus of $target"
            replay_failed=$((replay_failed + 1))
        fi
    done
    echo "$replay_passed passed, $replay_failed failed"
    [ "$replay_failed" = 0 ]
}

# clang, because libFuzzer is part of it; its extra warnings are not our errors, gcc's are.
build_fuzz() {
    CC=clang-14 build_in fuzz "fuzz-$1" -- --buildtype=debugoptimized -Dtests=false -Dwerror=false \
        -Db_sanitize=address,undefined -Db_lundef=false -Dc_args=-fsanitize=fuzzer-no-link \
        -Dfuzz="$(fuzz_targets | paste -sd, -)"
}

run_fuzz() {
    [ $# = 2 ] || die "fuzz TARGET SECONDS; targets: $(fuzz_targets | paste -sd' ' -)"
    [ -f "fuzz/$1/fuzz.c" ] || die "no fuzz/$1/fuzz.c"
    install_packages run fuzz
    mkdir -p build/log
    build_fuzz "$1"
    fuzz_one "$1" "$2"
}

# New finds stay in build/; what crashed is named there and belongs into the corpus once it is mended.
fuzz_one() {
    found=build/fuzz/found/$1
    mkdir -p "$found" "fuzz/$1/corpus"
    sanitizer_env
    build/fuzz/fuzz-"$1" -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$found-" "$found" "fuzz/$1/corpus" ||
        die "$1: see $found-*; mend it and copy the file into fuzz/$1/corpus"
}

fuzz_all() {
    fuzz_passed=0
    fuzz_failed=0
    for target in $(fuzz_targets); do
        if (build_fuzz "$target" && fuzz_one "$target" "$1") >"build/log/fuzz-$target.log" 2>&1; then
            fuzz_passed=$((fuzz_passed + 1))
            echo "ok      fuzz: $target, $(sed -n 's/^stat::number_of_executed_units: *//p' "build/log/fuzz-$target.log") inputs"
        else
            fuzz_failed=$((fuzz_failed + 1))
            echo "FAILED  fuzz: $target"
            tail -n 30 "build/log/fuzz-$target.log"
        fi
    done
    echo "$fuzz_passed passed, $fuzz_failed failed"
    [ "$fuzz_failed" = 0 ]
}
