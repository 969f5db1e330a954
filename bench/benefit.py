"""Never twice and the way of a list at full size: what the guard costs at a write, a sweep over three years of cards, a
list of 10,000 lines signed in one act while an officer saves households, and the worklists of all policies.

The database is one commune of 12,000 households, all of them poor here: about as many as have a right to something in
the whole province, so a list reaches its limit of 10,000 lines."""
import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
import bench  # noqa: E402

HOUSEHOLDS = 12000
CLASHES = 200
MANY = 9223372036854775806
POOR = [
    "UPDATE household_now SET class_national = 1, class_provincial = 1, escaped_on = NULL WHERE status = 1",
    "DELETE FROM class_history",
    f"""INSERT INTO class_history (id, household_id, standard_id, class, valid_from, valid_to, recorded_at, superseded_at, movement)
        SELECT h.id * 2 + CASE s.kind WHEN 'national' THEN 0 ELSE 1 END, h.id, s.id, 1, 18993, 2932896, 0, {MANY}, 'start'
        FROM household h CROSS JOIN standard s WHERE s.key IN ('national-2022', 'brvt-2022')""",
]
CARDS = [
    "DELETE FROM claim WHERE content_group = 'health-card'",
    f"""INSERT INTO claim_source (id, kind, source_id, policy_id, household_id, person_id, subject, given_on, state, account_id, reserved_at)
        SELECT m.person_id + 3, 'bench', m.person_id, (SELECT id FROM policy WHERE key = 'health-card-poor'), m.household_id, m.person_id, 'x', 19000, 2, 1, 0
        FROM membership m WHERE m.superseded_at = {MANY} AND m.valid_to = 2932896""",
    f"""INSERT INTO claim (source_id, identity_kind, identity, content_group, period, slot, released_at)
        SELECT m.person_id + 3, 1, m.person_id, 'health-card', p.period, 0, {MANY} FROM membership m
        CROSS JOIN (WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 35) SELECT (2021 + (i + 9) / 12) * 100 + (i + 9) % 12 + 1 AS period FROM n) p
        WHERE m.superseded_at = {MANY} AND m.valid_to = 2932896""",
    f"""INSERT INTO claim_source (id, kind, source_id, policy_id, household_id, person_id, subject, given_on, state, account_id, reserved_at)
        SELECT -id, 'bench', -source_id, policy_id, household_id, person_id, subject, given_on, 2, 1, 0 FROM
        (SELECT * FROM claim_source WHERE kind = 'bench' ORDER BY id LIMIT {CLASHES}) x""",
    f"""INSERT INTO claim (source_id, identity_kind, identity, content_group, period, slot, released_at)
        SELECT s.id, 1, s.person_id, 'health-card', 202406, s.id, {MANY} FROM claim_source s WHERE s.kind = 'bench' AND s.id < 0""",
]


def statements(url, texts):
    if url.startswith("sqlite:"):
        import sqlite3
        db = sqlite3.connect(url.partition(":")[2])
        for text in texts:
            db.execute(text)
        db.commit()
        db.close()
        return
    import subprocess
    for text in texts:
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", url, "-c", text], check=True, stdout=subprocess.DEVNULL)


def reckon(url, kind):
    import json
    told = json.loads(bench.run("benefits", "reckon", "--json", url=url))
    bench.at_most(f"worklists of all policies, {HOUSEHOLDS} poor households, {kind}", told["milliseconds"] / 1000, "s", 60, 1)


def sweep(url, kind):
    import json
    told = json.loads(bench.run("claims", "sweep", "--json", url=url))
    bench.at_most(f"sweep over {told['claims']} claims of three years, {kind}", told["milliseconds"] / 1000, "s", 10, 2)
    bench.figure(f"exact clashes found of {CLASHES} seeded, {kind}", told["found"], "clashes", f"= {CLASHES}", told["found"] == CLASHES, 0)


def propose(client, policy, ids=None):
    body = {"from_day": "2024-10-01", "to_day": "2024-12-31"}
    body.update({"id": ids} if ids else {"all": True})
    status, answer, ms, _ = client.request("POST", f"/benefits/policies/{policy}/propose", body)
    if status >= 300:
        raise RuntimeError(f"propose {policy}: {status} {answer.decode()[:300]}")
    import json
    return json.loads(answer), ms


def guard(server, kind):
    """One line proposed under a policy that binds nobody, and under one whose keys are claimed, in turns."""
    client, times = bench.Client(server, "officer"), {"legal-aid": [], "health-card-brvt-poor": []}
    span = "from=2025-01-01&to=2025-03-31"
    items = {p: client.get(f"/benefits/policies/{p}?limit=200&{span}")["items"][:200] for p in times}
    for one in zip(*items.values()):
        for policy, item in zip(times, one):
            status, answer, ms, _ = client.request("POST", f"/benefits/policies/{policy}/propose",
                                                   {"from_day": "2025-01-01", "to_day": "2025-03-31", "id": [item["id"]]})
            if status >= 300:
                raise RuntimeError(f"{policy}: {status} {answer.decode()[:300]}")
            times[policy].append(ms)
    free, bound = (t[5:] for t in times.values())
    bench.at_most(f"extra time of the guard at a write, p50, {kind}", max(bench.percentile(bound, 50) - bench.percentile(free, 50), 0.0), "ms", 5, 2)
    bench.at_most(f"extra time of the guard at a write, p95, {kind}", max(bench.percentile(bound, 95) - bench.percentile(free, 95), 0.0), "ms", 5, 2)


def batch(server, url, kind):
    officer, checker, signer = (bench.Client(server, who) for who in ("officer", "district", "districtchair"))
    answer, ms = propose(officer, "electricity")
    bench.figure(f"{answer['added']} lines checked, claimed and put on a list, {kind}", ms / 1000, "s", "-", True, 2)
    path = f"/benefits/lists/{answer['list_id']}"
    for client, step, body in ((officer, "propose", {}), (checker, "verify", {})):
        version = client.get(path)["version"]
        status, said, _, _ = client.request("POST", f"{path}/{step}", {"version": version, **body})
        if status >= 300:
            raise RuntimeError(f"{step}: {status} {said.decode()[:300]}")
    desk, saves, stop = bench.Client(server, "officer"), [], threading.Event()
    ids = [item["id"] for item in desk.get("/households?limit=200")["items"]]

    def save():
        n = 0
        commune = desk.get(f"/households/{ids[0]}")["commune_id"]
        hamlets = {area["name"]: area["id"] for area in desk.get(f"/areas/{commune}")["children"]}
        while not stop.is_set():
            now = desk.get(f"/households/{ids[n % len(ids)]}")
            status, _, took, _ = desk.request("POST", f"/households/{ids[n % len(ids)]}/correct",
                                              {"hamlet": hamlets[now["hamlet"]], "address": f"Tổ {n}", "reason": "Ghi nhầm", "version": now["version"]})
            saves.append(took if status < 300 else None)
            n += 1

    thread = threading.Thread(target=save)
    thread.start()
    time.sleep(1)
    version = signer.get(path)["version"]
    status, said, ms, _ = signer.request("POST", f"{path}/approve", {"version": version, "number": "1/QĐ-UBND"})
    time.sleep(1)
    stop.set()
    thread.join()
    if status >= 300:
        raise RuntimeError(f"approve: {status} {said.decode()[:300]}")
    bench.at_most(f"{answer['added']} lines approved with claims and money, {kind}", ms / 1000, "s", 5, 2)
    good = [t for t in saves if t is not None]
    bench.at_most(f"household saves while it is approved ({len(good)}), p99, {kind}", bench.percentile(good, 99), "ms", 250, 1)
    bench.at_most(f"saves that failed meanwhile, {kind}", len(saves) - len(good), "saves", 0)


def money(url):
    """The allocation of the small demonstration is not enough for 10,000 households: one line with ten times as much."""
    statements(url, ["UPDATE budget_line SET overrun = 100000000000"])


def measure(kind, url):
    statements(url, POOR)
    money(url)
    reckon(url, kind)
    with bench.Server(url) as server:
        batch(server, url, kind)
        guard(server, kind)
    statements(url, CARDS)
    sweep(url, kind)


def fill(url):
    bench.run("migrate", url=url)
    bench.run("load", "data", url=url)
    bench.run("demo", "--seed", bench.SEED, "--households", str(HOUSEHOLDS), "--commune", "26602", url=url)


scratch = "sqlite:" + os.path.join(bench.DIR, "benefit.db")
fill(scratch)
measure("SQLite", scratch)
stored = bench.postgres()
if stored:
    fill(stored)
    measure("PostgreSQL", stored)
