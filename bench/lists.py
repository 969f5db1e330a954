"""The forty list requests of lists.txt, each as a page: 95 of 100 answers of the server within the bar."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "lib"))
import bench  # noqa: E402

REPEATS = 40
BARS = {"SQLite": (50, 200), "PostgreSQL": (80, 200)}


def requests():
    with open(os.path.join(HERE, "lists.txt"), encoding="utf-8") as f:
        return [line.rstrip("\n").split("\t") for line in f if line.strip() and not line.startswith("#")]


def deep_cursor(client):
    """The 1,000th page of 50, walked to 200 rows at a time."""
    cursor = None
    for _ in range(250):
        page = client.get("/households?limit=200" + (f"&cursor={cursor}" if cursor else ""))
        cursor = page["next"]
    return cursor


def measure(kind, url):
    with bench.Server(url) as server:
        clients = {who: bench.Client(server, who) for who in {r[0] for r in requests()}}
        commune = clients["province"].get("/areas?level=commune&q=lang+lon")["items"][0]["id"]
        district = clients["district"].get("/areas?level=district")["items"][0]["id"]
        places = {"{commune}": commune, "{district}": district, "{deep}": deep_cursor(clients["province"])}
        for who, what, path in requests():
            for place, value in places.items():
                path = path.replace(place, value)
            times = []
            for i in range(REPEATS + 3):
                status, body, ms, _ = clients[who].request("GET", path, accept="text/html")
                if status != 200:
                    raise RuntimeError(f"{path}: {status} {body[:200]}")
                if i >= 3:
                    times.append(ms)
            bar = BARS[kind][1 if what.startswith("past:") else 0]
            bench.at_most(f"{kind}, {what}, p95", bench.percentile(times, 95), "ms", bar, 2)


measure("SQLite", "sqlite:" + bench.kept_database("province")[0])
stored = bench.postgres_province()
if stored:
    measure("PostgreSQL", stored[0])
