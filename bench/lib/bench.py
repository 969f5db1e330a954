"""What the benchmarks share: the province's database (made once per program, kept under build/bench), a server over
it, requests on one kept-alive connection, and the line that a figure is printed as.

Times of requests are the server's own (the Server-Timing header): from the handler's start to the last byte made. The
network and the driver are not in them.
"""
import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("BENCH_PROGRAM", os.path.join(ROOT, "build/release/ansinh"))
DIR = os.environ.get("BENCH_DIR") or tempfile.mkdtemp(prefix="ansinh-bench-")
KEPT = os.path.join(ROOT, "build/bench")
SEED = "1"


def figure(what, value, unit, bar, good, digits=1):
    """Prints one line. good: True, False, or None for a peer that is missing."""
    verdict = "peer missing" if good is None else "ok" if good else "short"
    shown = f"{value:.{digits}f}" if isinstance(value, float) else str(value)
    print("\t".join((what, shown, unit, bar, verdict)), flush=True)


def at_most(what, value, unit, most, digits=1):
    figure(what, value, unit, f"<= {most:g}", value <= most, digits)


def percentile(values, p):
    """The smallest value that p per cent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * p // 100) - 1)]


def run(*args, url, quiet=True):
    """Runs the program over a database and returns what it printed."""
    out = subprocess.run([PROGRAM, *args, "--db", url], check=True, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL if quiet else None)
    return out.stdout.decode()


# ---- databases

def fill(url, households=None):
    """Schema, shipped data, demonstration households; returns the seconds that it took."""
    began = time.monotonic()
    run("migrate", url=url)
    run("load", "data", url=url)
    run("demo", "--seed", SEED, *(["--households", str(households)] if households else []), url=url)
    return time.monotonic() - began


def program_key():
    with open(PROGRAM, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()[:12]


def kept_database(name, households=None):
    """(path, seconds it took to make) of a SQLite database that lasts as long as the program is the same."""
    folder = os.path.join(KEPT, program_key())
    path, note = os.path.join(folder, f"{name}.db"), os.path.join(folder, f"{name}.json")
    if not os.path.exists(note):
        for old in os.listdir(KEPT) if os.path.isdir(KEPT) else []:
            if old != program_key() and len(old) == 12:
                shutil.rmtree(os.path.join(KEPT, old), ignore_errors=True)
        os.makedirs(folder, exist_ok=True)
        remove(path)
        seconds = fill("sqlite:" + path, households)
        with open(note, "w", encoding="utf-8") as f:
            json.dump({"seconds": seconds}, f)
    with open(note, encoding="utf-8") as f:
        return path, json.load(f)["seconds"]


def remove(path):
    for end in ("", "-wal", "-shm"):
        if os.path.exists(path + end):
            os.remove(path + end)


def scratch_province():
    """A copy of the province that may be changed."""
    path = os.path.join(DIR, "scratch.db")
    remove(path)
    shutil.copyfile(kept_database("province")[0], path)
    return "sqlite:" + path


def postgres():
    """Address of a PostgreSQL of this run with an empty database, durable as in use; None where there is no server.
    run.sh ends it (stop.sh in BENCH_DIR)."""
    note = os.path.join(DIR, "postgres.url")
    if os.path.exists(note):
        with open(note, encoding="utf-8") as f:
            return f.read()
    found = sorted(os.path.join("/usr/lib/postgresql", v, "bin") for v in os.listdir("/usr/lib/postgresql")) \
        if os.path.isdir("/usr/lib/postgresql") else []
    if not found:
        return None
    # Not below build/: a socket's path is short, and the server's user may not enter there.
    folder = tempfile.mkdtemp(prefix="ansinh-bench-pg.", dir="/tmp")
    os.chmod(folder, 0o755)
    user = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        user = ["runuser", "-u", "postgres", "--"]
    data = os.path.join(folder, "data")

    def call(program, *args):
        subprocess.run([*user, os.path.join(found[-1], program), *args], check=True, cwd="/", stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    call("initdb", "-D", data, "-U", "ansinh", "--auth=trust", "-E", "UTF8", "--no-locale")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c shared_buffers=512MB -c max_wal_size=4GB"
    call("pg_ctl", "-D", data, "-w", "-l", os.path.join(folder, "log"), "-o", options, "start")
    with open(os.path.join(DIR, "stop.sh"), "a", encoding="utf-8") as f:
        f.write(f"cd / && {' '.join(user)} {found[-1]}/pg_ctl -D {data} -m immediate stop >/dev/null; rm -rf {folder}\n")
    call("createdb", "-h", folder, "-U", "ansinh", "ansinh")
    url = f"postgresql:///ansinh?host={folder}&user=ansinh"
    with open(note, "w", encoding="utf-8") as f:
        f.write(url)
    return url


def postgres_province():
    """(address, seconds to fill it) of the province in this run's PostgreSQL; None where there is no server."""
    url, note = postgres(), os.path.join(DIR, "postgres.seconds")
    if url is None:
        return None
    if not os.path.exists(note):
        seconds = fill(url)
        with open(note, "w", encoding="utf-8") as f:
            f.write(str(seconds))
    with open(note, encoding="utf-8") as f:
        return url, float(f.read())


# ---- a server and its clients

def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """The program serving a database; use it with `with`."""

    def __init__(self, url):
        self.port = free_port()
        self.log = open(os.path.join(DIR, "server.log"), "ab")
        self.started = time.monotonic()
        self.process = subprocess.Popen([PROGRAM, "serve", "--db", url, "--port", str(self.port)],
                                        stdout=self.log, stderr=self.log)
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"the server ended with {self.process.returncode}") from None
                time.sleep(0.005)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.log.close()

    def memory_mb(self, what="VmRSS"):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as f:
            return next(int(line.split()[1]) / 1024 for line in f if line.startswith(what))


class Client:
    """One account on one connection that stays open."""

    def __init__(self, server, username=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        self.token = None
        if username:
            body = {"username": username, "password": f"demo-{username}-1"}
            self.token = self.send("POST", "/sign-in", body)["token"]

    def request(self, method, path, body=None, accept="application/json"):
        """(status, body, milliseconds of the server, headers)"""
        headers = {"Accept": accept}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body)
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            if method != "GET":
                raise
            self.connection.close() # idle for longer than the server keeps it; the next request opens another
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        content = answer.read()
        timing = answer.getheader("Server-Timing", "")
        return answer.status, content, float(timing.partition("dur=")[2] or "nan"), answer.headers

    def send(self, method, path, body=None):
        status, content, _, _ = self.request(method, path, body)
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {content[:300].decode(errors='replace')}")
        return json.loads(content)

    def get(self, path):
        return self.send("GET", path)
