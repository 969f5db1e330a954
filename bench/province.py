"""How long the whole province takes to generate and store: 322,000 households with their people and three reviews."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
import bench  # noqa: E402

bench.at_most("demonstration province stored, SQLite", bench.kept_database("province")[1], "s", 60)
stored = bench.postgres_province()
if stored:
    bench.at_most("demonstration province stored, PostgreSQL", stored[1], "s", 120)
