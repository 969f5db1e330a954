"""A page of 50 households against the plain way to make the same page in Node: better-sqlite3 and template literals
(lib/peer.cjs). Both answer the same bytes over one connection that wrk keeps open, in turns, so that what else the
machine does hits both."""
import http.client
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "lib"))
import bench  # noqa: E402

SECONDS, ROUNDS = 2, 5


def peer_folder():
    """Node with better-sqlite3 in a folder of its own under build/; None when it cannot be had or built."""
    folder = os.path.join(bench.KEPT, "peer")
    built = os.path.join(folder, "node_modules/better-sqlite3/build/Release/better_sqlite3.node")
    if not os.path.exists(built) and shutil.which("npm") and shutil.which("node"):
        os.makedirs(folder, exist_ok=True)
        # Without a package.json of its own npm would look for one in the folders above.
        with open(os.path.join(folder, "package.json"), "w", encoding="utf-8") as f:
            f.write('{"private": true}')
        try:
            subprocess.run(["npm", "install", "--ignore-scripts=false", "--no-audit", "--no-fund", "better-sqlite3@12.2.0"],
                           cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
        except (subprocess.SubprocessError, OSError):
            return None
    return folder if os.path.exists(built) else None


def body_of(port, headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/households", headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200 and body.count(b"<tr") == 51, (answer.status, body[:200])
    return body


def rate(port, headers):
    """Answers per second on one connection."""
    given = [x for name, value in headers.items() for x in ("-H", f"{name}: {value}")]
    out = subprocess.run(["wrk", "-t1", "-c1", f"-d{SECONDS}s", *given, f"http://127.0.0.1:{port}/households"], check=True,
                         stdout=subprocess.PIPE, text=True).stdout
    assert "Non-2xx" not in out, out
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))


path, _ = bench.kept_database("province")
with bench.Server("sqlite:" + path) as server:
    client = bench.Client(server, "officer")
    headers = {"Accept": "text/html", "Authorization": "Bearer " + client.token}
    page = body_of(server.port, headers)
    folder = peer_folder()
    if folder is None:
        bench.figure("page of 50 rows, against Node with better-sqlite3", rate(server.port, headers), "pages/s", ">= 3 times",
                     None, 0)
        sys.exit()
    frame = os.path.join(bench.DIR, "page.html")
    with open(frame, "wb") as f:
        f.write(page)
    port = bench.free_port()
    peer = subprocess.Popen(["node", os.path.join(HERE, "lib", "peer.cjs"), path, str(port), frame], cwd=folder,
                            stdout=subprocess.PIPE, env={**os.environ, "NODE_PATH": os.path.join(folder, "node_modules")})
    try:
        peer.stdout.readline()
        assert body_of(port, headers) == page, "the peer's page is not the same"
        ours, theirs = (max(rates) for rates in zip(*((rate(server.port, headers), rate(port, headers)) for _ in range(ROUNDS))))
    finally:
        peer.terminate()
        peer.wait()
times = ours / theirs
bench.figure(f"page of 50 rows: {ours:.0f} a second against {theirs:.0f} of Node with better-sqlite3", times, "times", ">= 3",
             times >= 3, 2)
