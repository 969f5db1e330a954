# shellcheck shell=sh
# Checks that need no running program. Read by ./dev.

c_files() {
    find src tests fuzz bench -name '*.[ch]' -type f 2>/dev/null | LC_ALL=C sort
}

shell_files() {
    ls dev .ci/run
    find tools bench -name '*.sh' -type f 2>/dev/null | LC_ALL=C sort
}

format_c() {
    c_files | xargs clang-format-14 -i
}

# Prints one line per check and at the end "N passed, N failed"; fails when a check did.
run_lint() {
    lint_passed=0
    lint_failed=0
    mkdir -p build/log
    [ ! -f tools/house.py ] || lint "house rules" python3 tools/house.py
    lint "C files are formatted (./dev format)" lint_format
    lint "shell scripts" lint_shell
    lint "Python files compile" lint_python
    [ ! -f tools/data_check.py ] || lint "data files" python3 tools/data_check.py
    echo "$lint_passed passed, $lint_failed failed"
    [ "$lint_failed" = 0 ]
}

# lint NAME COMMAND…
lint() {
    lint_name=$1
    shift
    if "$@" >build/log/lint.log 2>&1; then
        lint_passed=$((lint_passed + 1))
        echo "ok      lint: $lint_name"
    else
        lint_failed=$((lint_failed + 1))
        echo "FAILED  lint: $lint_name"
        head -n 40 build/log/lint.log | sed 's/^/        /'
    fi
}

# Names each file once; what to change is for `./dev format` to know.
lint_format() {
    unformatted=$(c_files | xargs clang-format-14 --dry-run 2>&1 | sed -n 's/^\([^ :]*\):[0-9]*:.*/\1/p' | uniq -c)
    [ -z "$unformatted" ] || {
        echo "places, file:"
        echo "$unformatted"
        return 1
    }
}

lint_shell() {
    shell_files | xargs shellcheck -x
}

lint_python() {
    find tools bench tests -name '*.py' -type f | LC_ALL=C sort | xargs python3 -c '
import sys
for path in sys.argv[1:]:
    compile(open(path, encoding="utf-8").read(), path, "exec")'
}
