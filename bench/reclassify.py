"""The interviews of a whole season judged again under their standards, with the reasons stored."""
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
import bench  # noqa: E402

url = bench.scratch_province()
db = sqlite3.connect(url.partition(":")[2])
season = db.execute("SELECT season_id FROM interview GROUP BY season_id ORDER BY count(*) DESC LIMIT 1").fetchone()[0]
db.close()
said = json.loads(bench.run("review", "reclassify", "--season", str(season), "--json", url=url))
bench.at_most(f"{said['interviews']:,} interviews of a season judged again and stored", said["milliseconds"] / 1000, "s", 15, 2)
