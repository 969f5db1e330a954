# shellcheck shell=sh
# Building with Meson, one folder per kind of build. Read by ./dev.

# The names of everything Meson's lists are made from (tools/sources.py). Meson reads them when it configures,
# so a new or removed file means configuring again; a changed file is ninja's own business.
source_list() {
    find src tests migrations web data fuzz -type f 2>/dev/null | grep -v '/corpus/' | LC_ALL=C sort | cksum
}

# build_in KIND TARGETS -- MESON OPTIONS: configures build/KIND when needed, then builds the targets.
build_in() {
    kind=$1
    targets=$2
    shift 3
    folder=build/$kind
    mkdir -p build/log
    wanted="$(source_list) $*"
    if [ ! -f "$folder/build.ninja" ]; then
        say "Configuring $folder"
        rm -rf "$folder"
        meson setup "$folder" "$@" >"build/log/$kind-setup.log" 2>&1 || {
            tail -n 30 "build/log/$kind-setup.log" >&2
            die "meson could not configure $folder"
        }
    elif [ "$(cat "$folder/.sources" 2>/dev/null)" != "$wanted" ]; then
        say "Configuring $folder again: files were added or removed"
        meson setup --reconfigure "$folder" "$@" >"build/log/$kind-setup.log" 2>&1 || {
            tail -n 30 "build/log/$kind-setup.log" >&2
            die "meson could not configure $folder"
        }
    fi
    echo "$wanted" >"$folder/.sources"
    # ninja's own progress line on a terminal; without one only what went wrong.
    if [ -t 1 ]; then
        # shellcheck disable=SC2086
        ninja -C "$folder" $targets || die "the build failed"
    else
        # shellcheck disable=SC2086
        ninja -C "$folder" $targets >"build/log/$kind.log" 2>&1 || {
            grep -v '^\[[0-9]*/[0-9]*\]' "build/log/$kind.log" | head -n 60 >&2
            die "the build failed; see build/log/$kind.log"
        }
    fi
}

# -s: the release binary carries no symbol table; ./dev test builds the one to debug with.
build_release() {
    build_in release ansinh -- --buildtype=release -Dtests=false -Dc_link_args=-s
    ln -sfn release/ansinh build/ansinh
}

build_debug() {
    say "Building with address and undefined-behaviour sanitizers"
    build_in debug all -- --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false
}

# Sanitizer settings for every run of a debug binary: stop at the first finding, say where.
sanitizer_env() {
    export ASAN_OPTIONS="abort_on_error=0:detect_stack_use_after_return=1:strict_string_checks=1"
    export UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1"
    export LSAN_OPTIONS="suppressions=$ROOT/tools/lsan.supp:print_suppressions=0"
}
