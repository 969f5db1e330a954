# shellcheck shell=sh
# A PostgreSQL of our own for one test run: a temporary folder, a socket in it, no network, no durability.
# PostgreSQL refuses to run as root, so root hands it to the user that Debian's package makes. Read by ./dev.

postgres_dir=

postgres_as() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

# Starts it and sets ANSINH_TEST_PG to the address of an empty database.
postgres_start() {
    postgres_bin=
    for folder in /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] && postgres_bin=$folder
    done
    [ -n "$postgres_bin" ] || die "no PostgreSQL server found"
    # Not TMPDIR: a socket's path may have 107 bytes only.
    # In memory where there is room: hundreds of tests each make a database of 10 MB and drop it.
    postgres_room=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
    postgres_base=/tmp
    [ "${postgres_room:-0}" -lt 4000000 ] || [ ! -w /dev/shm ] || postgres_base=/dev/shm
    postgres_dir=$(mktemp -d "$postgres_base/ansinh-pg.XXXXXX")
    chmod 755 "$postgres_dir"
    [ "$(id -u)" != 0 ] || chown postgres "$postgres_dir"
    cat >"$postgres_dir/options" <<END
listen_addresses = ''
unix_socket_directories = '$postgres_dir'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 150
END
    # From /, because the other user may not enter the folder we are in.
    (
        cd / &&
            postgres_as "$postgres_bin/initdb" -D "$postgres_dir/data" -U ansinh --auth=trust -E UTF8 --no-locale -N &&
            cat "$postgres_dir/options" >>"$postgres_dir/data/postgresql.conf" &&
            postgres_as "$postgres_bin/pg_ctl" -D "$postgres_dir/data" -w -l "$postgres_dir/log" start &&
            postgres_as "$postgres_bin/createdb" -h "$postgres_dir" -U ansinh ansinh_test
    ) >"$ROOT/build/log/postgres.log" 2>&1 || {
        tail -n 20 build/log/postgres.log >&2
        die "PostgreSQL did not start"
    }
    ANSINH_TEST_PG="postgresql:///ansinh_test?host=$postgres_dir&user=ansinh"
    export ANSINH_TEST_PG
}

postgres_stop() {
    [ -n "$postgres_dir" ] || return 0
    (cd / && postgres_as "$postgres_bin/pg_ctl" -D "$postgres_dir/data" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$postgres_dir"
    postgres_dir=
}
