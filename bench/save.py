"""One household corrected with its audit entry, durable: 99 of 100 saves within the bar. Then the same while a whole
season is judged again by another process, which writes all the time: nobody waits long, and no save fails."""
import os
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
import bench  # noqa: E402
from desk import SAVES, Desk  # noqa: E402


def measure(kind, url, bar, season):
    with bench.Server(url) as server:
        desk = Desk(server)
        times = [desk.save() for _ in range(SAVES + 20)][20:]
        bench.at_most(f"household saved with audit, {kind}, p50", bench.percentile(times, 50), "ms", bar, 2)
        bench.at_most(f"household saved with audit, {kind}, p99", bench.percentile(times, 99), "ms", bar, 2)
        busy = subprocess.Popen([bench.PROGRAM, "review", "reclassify", "--season", season, "--json", "--db", url],
                                stdout=subprocess.DEVNULL)
        times = []
        while busy.poll() is None:
            times.append(desk.save())
        assert busy.returncode == 0 and times, "the season was not judged while saves ran"
        failed, times = times.count(None), [ms for ms in times if ms is not None]
        bench.at_most(f"saves that failed while a season is judged again, {kind}", failed, "saves", 0)
        bench.at_most(f"the same while a season is judged again ({len(times)} saves), {kind}, p99", bench.percentile(times or [5000.0], 99),
                      "ms", 250, 2)


scratch = bench.scratch_province()
db = sqlite3.connect(scratch.partition(":")[2])
largest = str(db.execute("SELECT season_id FROM interview GROUP BY season_id ORDER BY count(*) DESC LIMIT 1").fetchone()[0])
db.close()
measure("SQLite", scratch, 5, largest)
stored = bench.postgres_province()
if stored: # the same seed made it, so the season has the same id
    measure("PostgreSQL", stored[0], 15, largest)
