"""The decisions of all communes signed in one go: 82 communes, 10,000 households, everything or nothing."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
import bench  # noqa: E402


def measure(kind, url):
    said = json.loads(bench.run("demo", "sign", "--households", "10000", "--json", url=url))
    bench.at_most(f"{said['communes']} communes' decisions, {said['households']:,} households, signed in one go, {kind}",
                  said["milliseconds"] / 1000, "s", 3, 2)


measure("SQLite", bench.scratch_province())
stored = bench.postgres_province()
if stored:
    measure("PostgreSQL", stored[0])
