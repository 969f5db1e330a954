"""100,000 people of one spreadsheet into the register: sent, read, checked against each other and against the province,
the workbook of what is wrong fetched, the right ones stored. An officer saves households all the while: nobody waits
long, and no save fails."""
import io
import os
import sys
import threading
import time
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
import bench  # noqa: E402
import desk  # noqa: E402

PEOPLE, SIZE = 100_000, 4
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ")
MIDDLES = ("Văn", "Thị", "Ngọc", "Minh", "Thanh", "Hữu", "Kim", "Đức", "Xuân", "Quốc")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Em", "Giang", "Hà", "Khoa", "Lan", "Mai", "Nam", "Oanh", "Phúc", "Quý", "Sơn", "Tâm")
HEADS = ("Hộ số (trong bảng)", "Thôn, ấp, khu phố", "Địa chỉ", "Họ và tên", "Giới tính", "Ngày sinh", "Dân tộc", "Số định danh",
         "Quan hệ với chủ hộ")


def people(hamlets):
    """Rows of invented people; one in a thousand has something wrong."""
    for i in range(PEOPLE):
        household, place = divmod(i, SIZE)
        woman = place % 2
        year = 1950 + (i * 7) % 40 if place < 2 else 1992 + i % 30
        born = f"{1 + i % 28:02}/{1 + i % 12:02}/{year}"
        number = f"077{(2 if year >= 2000 else 0) + woman}{year % 100:02}{900000 + i % 100000:06}"[:12]
        name = f"{FAMILIES[household % 10]} {MIDDLES[i // 7 % 10]} {GIVEN[i // 3 % 16]} {GIVEN[i // 41 % 16]}"
        relation = ("Chủ hộ", "Vợ hoặc chồng", "Con đẻ", "Con đẻ")[place]
        yield (str(household + 1), hamlets[household % len(hamlets)], f"Tổ {household % 30}", "" if i % 1000 == 999 else name,
               "Nữ" if woman else "Nam", born, "Kinh (Việt)", number, relation)


def workbook(rows):
    """A plain .xlsx with inline texts, as bytes."""
    def escape(t):
        return t.replace("&", "&amp;").replace("<", "&lt;")

    out = io.StringIO()
    out.write('<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
              "<sheetData>")
    for row in rows:
        out.write("<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(c)}</t></is></c>' for c in row) + "</row>")
    out.write("</sheetData></worksheet>")
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    pack = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", f'<Types xmlns="{pack}/content-types"><Default Extension="rels" ContentType="application/'
                   f'vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{types}sheet.'
                   f'main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}worksheet+xml"/></Types>')
        z.writestr("_rels/.rels", f'<Relationships xmlns="{pack}/relationships"><Relationship Id="r1" Type="{rel}/officeDocument" '
                   'Target="xl/workbook.xml"/></Relationships>')
        z.writestr("xl/workbook.xml", '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
                   f'xmlns:r="{rel}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{pack}/relationships"><Relationship Id="r1" '
                   f'Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
        z.writestr("xl/worksheets/sheet1.xml", out.getvalue())
    return file.getvalue()


def send(client, content):
    body = (b'--part\r\nContent-Disposition: form-data; name="file"; filename="ho.xlsx"\r\n'
            b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n--part--\r\n")
    client.connection.request("POST", "/households/import", body, {
        "Accept": "application/json", "Authorization": "Bearer " + client.token, "Content-Type": "multipart/form-data; boundary=part"})
    answer = client.connection.getresponse()
    text = answer.read()
    assert answer.status == 201, (answer.status, text[:300])
    return answer.getheader("Location")


def wait(client, page, state):
    while True:
        now = client.get(page)
        if now["state"] == state:
            return now
        assert not now["stuck"], now
        time.sleep(0.1)


class Saves(threading.Thread):
    """Corrects one household after the other until it is told to stop."""

    def __init__(self, server):
        super().__init__()
        self.desk, self.times, self.stopping = desk.Desk(server), [], False

    def run(self):
        while not self.stopping:
            self.times.append(self.desk.save())
            time.sleep(0.02)


def measure(kind, url):
    with bench.Server(url) as server:
        client = bench.Client(server, "officer")
        saves = Saves(server)
        content = workbook([HEADS, *people(sorted(saves.desk.hamlets))])
        saves.start()
        began = time.monotonic()
        page = send(client, content)
        read = wait(client, page, "checked")
        checked = time.monotonic()
        client.request("GET", page + "/errors")
        fetched = time.monotonic()
        client.send("POST", page + "/apply", {})
        made = wait(client, page, "applied")
        seconds = time.monotonic() - began
        print(f"# {read['rows']} rows, {read['bad']} bad, {made['households']} households; read {checked - began:.1f} s, workbook "
              f"{fetched - checked:.1f} s, stored {seconds - (fetched - began):.1f} s", file=sys.stderr)
        saves.stopping = True
        saves.join()
        failed, times = saves.times.count(None), [ms for ms in saves.times if ms is not None]
        assert read["rows"] == PEOPLE and made["households"] > PEOPLE / SIZE * 0.9, made
        bench.at_most(f"100,000 people from .xlsx read, checked, told, stored, {kind}", seconds, "s", 20)
        bench.at_most(f"memory at its peak meanwhile, {kind}", server.memory_mb("VmHWM"), "MB", 300)
        bench.at_most(f"saves that failed during that import, {kind}", failed, "saves", 0)
        bench.at_most(f"household saved during that import ({len(times)} saves), {kind}, p99", bench.percentile(times, 99), "ms", 250, 1)


measure("SQLite", bench.scratch_province())
stored = bench.postgres_province()
if stored:
    measure("PostgreSQL", stored[0])
