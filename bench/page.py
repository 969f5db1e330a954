"""A page of 50 households against the plain way to make one in Node: better-sqlite3 and a template literal, in one
process like ours on one thread. Both are asked by the same client at the same time of day, one connection each."""
import http.client
import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "lib"))
import bench  # noqa: E402

SECONDS, ROUNDS = 2.0, 5


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


def rate(port, path, headers):
    """Answers per second on one connection that stays open; the best of several rounds, as noise only slows."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    best = 0.0
    for _ in range(ROUNDS):
        began, count = time.monotonic(), 0
        while time.monotonic() - began < SECONDS:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200 and body.count(b"<tr") >= 51, (answer.status, body[:200])
            count += 1
        best = max(best, count / (time.monotonic() - began))
    return best


path, _ = bench.kept_database("province")
with bench.Server("sqlite:" + path) as server:
    client = bench.Client(server, "officer")
    ours = rate(server.port, "/households", {"Accept": "text/html", "Authorization": "Bearer " + client.token})
folder = peer_folder()
if folder is None:
    bench.figure("page of 50 rows, against Node with better-sqlite3", ours, "pages/s", ">= 3 times", None, 0)
else:
    port = bench.free_port()
    peer = subprocess.Popen(["node", os.path.join(HERE, "lib", "peer.cjs"), path, str(port)], cwd=folder, stdout=subprocess.PIPE,
                            env={**os.environ, "NODE_PATH": os.path.join(folder, "node_modules")})
    try:
        peer.stdout.readline()
        theirs = rate(port, "/", {})
    finally:
        peer.terminate()
        peer.wait()
    times = ours / theirs
    bench.figure(f"page of 50 rows: {ours:.0f} a second against {theirs:.0f} of Node with better-sqlite3", times, "times", ">= 3",
                 times >= 3, 2)
