"""Verifying a million entries of the audit chain."""
import hashlib
import os
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
import bench  # noqa: E402

ENTRIES, CHAINS = 1_000_000, 82


def entries(chain, count):
    """As docs/audit.md has them, of the size that saving a household makes."""
    before = bytes(32)
    for seq in range(1, count + 1):
        head = (chain, seq, 1732500000000 + seq, 7, "commune_officer", "00000000000000aa", "household.correct", "household", seq, 1)
        body = f'{{"address":{{"from":"Tổ {seq}","to":"Tổ {seq + 1}"}},"reason":"Ghi nhầm số tổ"}}'
        middle = "".join(f"{part}\x1f" for part in head).encode()
        own = hashlib.sha256(before + middle + body.encode()).digest()
        yield *head, body, before, own
        before = own


path = os.path.join(bench.DIR, "audit.db")
bench.remove(path)
bench.run("migrate", url="sqlite:" + path)
db = sqlite3.connect(path)
for chain in range(1, CHAINS + 1):
    count = ENTRIES // CHAINS + (chain <= ENTRIES % CHAINS)
    last = None
    for row in entries(chain, count):
        db.execute("INSERT INTO audit_entry VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", row)
        last = row
    db.execute("INSERT INTO audit_chain VALUES (?,?,?)", (chain, last[1], last[12]))
db.commit()
db.close()
began = time.monotonic()
said = bench.run("audit", "verify", "--json", url="sqlite:" + path)
seconds = time.monotonic() - began
assert f'"entries":{ENTRIES},' in said.replace(" ", ""), said
bench.at_most("a million entries verified", seconds, "s", 10, 2)
bench.remove(path)
