"""One household corrected with its audit entry, durable: 99 of 100 saves within the bar. Then the same while a whole
season is judged again by another process, which writes all the time: nobody waits long, and no save fails."""
import os
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
import bench  # noqa: E402

SAVES = 600


class Desk:
    """An officer who corrects the address of one household of the commune after the other."""

    def __init__(self, server):
        self.client = bench.Client(server, "officer")
        self.ids, cursor = [], ""
        while cursor is not None and len(self.ids) < SAVES:
            page = self.client.get("/households?limit=200" + cursor)
            self.ids += [item["id"] for item in page["items"]]
            cursor = page["next"] and "&cursor=" + page["next"]
        commune = self.client.get(f"/households/{self.ids[0]}")["commune_id"]
        self.hamlets = {area["name"]: area["id"] for area in self.client.get(f"/areas/{commune}")["children"]}
        self.saved = 0

    def save(self):
        """Milliseconds of the server; None when the save was refused because the database was busy."""
        household = self.ids[self.saved % len(self.ids)]
        self.saved += 1
        now = self.client.get(f"/households/{household}")
        body = {"hamlet": self.hamlets[now["hamlet"]], "address": f"Tổ {self.saved}", "reason": "Ghi nhầm số tổ",
                "version": now["version"]}
        status, answer, ms, _ = self.client.request("POST", f"/households/{household}/correct", body)
        if status == 503:
            return None
        if status >= 300:
            raise RuntimeError(f"save {self.saved}: {status} {answer.decode()[:300]}")
        return ms


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
