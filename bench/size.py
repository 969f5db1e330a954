"""What the program weighs on disk, in memory and on the line."""
import gzip
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
import bench  # noqa: E402

MB = 1024 * 1024


def libraries():
    shown = subprocess.run(["ldd", bench.PROGRAM], check=True, stdout=subprocess.PIPE).stdout.decode()
    return {os.path.realpath(p) for p in re.findall(r"(/\S+) \(0x", shown)}


def packed(client, path):
    """Bytes on the line: text compressed, fonts and pictures as they are."""
    status, body, _, headers = client.request("GET", path, accept="text/html,*/*")
    assert status == 200, f"{path}: {status}"
    text = headers["Content-Type"].startswith(("text/", "image/svg"))
    return len(gzip.compress(body, 6)) if text else len(body), body


def first_view(client):
    """The page of signing in with all that it names, and every font that its style could ask for."""
    total, page = packed(client, "/sign-in")
    wanted = set(re.findall(rb'(?:href|src)="(/static/[^"#]+)', page))
    for path in sorted(wanted):
        size, body = packed(client, path.decode())
        total += size
        if b".css" in path:
            fonts = {p.decode() for p in re.findall(rb"url\(\"?([^)\"]+\.woff2)", body)}
            known = {os.path.basename(p.decode().partition("?")[0]) for p in wanted}
            total += sum(packed(client, "/static/" + os.path.basename(f))[0] for f in fonts if os.path.basename(f) not in known)
    return total


size = os.path.getsize(bench.PROGRAM)
bench.at_most("executable", size / MB, "MB", 15, 2)
bench.at_most("executable with the shared libraries that it loads", (size + sum(map(os.path.getsize, libraries()))) / MB, "MB", 100)
path, _ = bench.kept_database("province")
with bench.Server("sqlite:" + path) as server:
    client = bench.Client(server)
    client.request("GET", "/sign-in", accept="text/html")
    bench.at_most("start to first screen", time.monotonic() - server.started, "s", 2, 3)
    bench.at_most("first view over an empty cache, compressed, fonts with it", first_view(client) / 1024, "KB", 60)
with bench.Server("sqlite:" + path) as server:
    client = bench.Client(server, "province")
    client.request("GET", "/households", accept="text/html")
    time.sleep(2)
    bench.at_most("memory at rest after signing in and one list", server.memory_mb(), "MB", 60)
