"""Who has the right to what: one household's page with the reasons of every policy, a proposed version previewed in a
commune at once, and over the whole province as a job."""
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
import bench  # noqa: E402

PAGES = 200


def pages(client):
    ids = [h["id"] for h in client.get("/households?limit=200")["items"]]
    times = []
    for i in range(PAGES):
        status, _, ms, _ = client.request("GET", f"/households/{ids[i % len(ids)]}/policies")
        assert status == 200, status
        times.append(ms)
    return times


def propose(client):
    """A version of the electricity policy that asks for a member of sixty; its id."""
    body = {"reason": "đo tốc độ", "valid_from": "2024-12-01", "document": "văn bản thử", "source": "thử",
            "certainty": "derived", "payment": "quarter", "class_poor_national": True, "class_poor_brvt": True,
            "title_1": "Có người từ đủ 60 tuổi", "condition_1": "household.members.exists(m, m.age >= 60)",
            "amount_kwh": 30, "amount_tier1_price": 1893, "amount_amount": 56790}
    status, answer, _, headers = client.request("POST", "/policies/electricity/propose", body)
    assert status == 201, (status, answer)
    return json.loads(answer)["id"]


def main():
    path, _ = bench.kept_database("province")
    with bench.Server("sqlite:" + path) as server:
        officer, province = bench.Client(server, "officer"), bench.Client(server, "province")
        times = pages(officer)
        bench.at_most("one household, all policies explained, p95", bench.percentile(times, 95), "ms", 20, 2)
        version = propose(province)
        first = officer.get("/households?limit=1")["items"][0]["id"]
        commune = officer.get(f"/households/{first}")["commune_id"]
        status, _, ms, _ = province.request("GET", f"/policies/proposals/{version}?commune={commune}")
        assert status == 200, status
        bench.at_most("a proposed version previewed in one commune", ms, "ms", 1000, 1)
        began = time.monotonic()
        status, answer, _, _ = province.request("POST", f"/policies/proposals/{version}/preview", {})
        assert status == 201, (status, answer)
        job = json.loads(answer)["job"]
        while province.get(f"/jobs/{job}")["state"] in ("waiting", "running"):
            time.sleep(0.1)
        done = province.get(f"/jobs/{job}")
        assert done["state"] == "done", done
        bench.at_most(f"the same over the province ({done['result']['households']} on a list), as a job",
                      time.monotonic() - began, "s", 10, 1)
        province.request("POST", f"/policies/proposals/{version}/withdraw", {})


main()
