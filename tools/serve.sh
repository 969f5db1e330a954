# shellcheck shell=sh
# ./dev run: from a clone to a served demonstration. Read by ./dev.

serve_demo() {
    port=8080
    db=
    demo=
    while [ $# -gt 0 ]; do
        case $1 in
        --port | --db | --demo)
            [ $# -ge 2 ] || die "$1 needs a value"
            case $1 in
            --port) port=$2 ;;
            --db) db=$2 ;;
            --demo) demo=$2 ;;
            esac
            shift 2
            ;;
        *) die "run: unknown option $1 (see ./dev help)" ;;
        esac
    done
    case ${demo:-province} in
    province) households=322000 ;;
    commune) households=4000 ;;
    none) households=0 ;;
    *) die "--demo is province, commune or none" ;;
    esac
    case $db in
    '' | sqlite:* | postgresql://*) ;;
    *) die "--db is sqlite:PATH or postgresql://…" ;;
    esac

    install_packages run
    build_release
    program=$ROOT/build/release/ansinh

    case ${db:-sqlite:var/ansinh.db} in
    sqlite:*)
        file=${db#sqlite:}
        file=${file:-var/ansinh.db}
        mkdir -p "$(dirname "$file")"
        if [ -f "$file" ]; then
            [ -z "$demo" ] || say "$file is there already and is used as it is; remove it for a fresh demonstration"
            "$program" migrate --db "sqlite:$file"
            show_accounts "sqlite:$file"
        else
            # Filled under another name, so that a run that was broken off leaves nothing half-made behind.
            rm -f "$file.making" "$file.making-wal" "$file.making-shm"
            fill_database "sqlite:$file.making" "$households"
            mv "$file.making" "$file"
        fi
        db=sqlite:$file
        ;;
    *)
        fill_postgres "$db" "$households"
        show_accounts "$db"
        ;;
    esac
    exec "$program" serve --db "$db" --port "$port"
}

# show_accounts DB: names and passwords; a database that is no demonstration has none to show.
show_accounts() {
    "$program" demo accounts --db "$1" 2>/dev/null || true
}

# fill_postgres DB HOUSEHOLDS: the same for a database that may have been filled before, which `demo` itself notices.
fill_postgres() {
    "$program" migrate --db "$1"
    if [ "$2" = 0 ]; then
        "$program" load data --db "$1"
        return 0
    fi
    say "Making up $2 households, unless there are some already"
    mkdir -p build/log
    "$program" demo --households "$2" --seed 1 --json --db "$1" 2>build/log/demo.log || {
        grep -q '"demo.not_empty"' build/log/demo.log || {
            cat build/log/demo.log >&2
            die "the demonstration could not be made"
        }
    }
}

# fill_database DB HOUSEHOLDS: tables, the country's dated facts, then so many made-up households (demo loads the facts
# by itself, as of the day it plays, so that the same command gives the same bytes).
fill_database() {
    say "Making the database $1"
    "$program" migrate --db "$1"
    if [ "$2" = 0 ]; then
        "$program" load data --db "$1"
    else
        say "Making up $2 households (always the same ones)"
        "$program" demo --households "$2" --seed 1 --db "$1"
    fi
}
