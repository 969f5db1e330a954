#!/usr/bin/env python3
"""Makes web/static/icons.svg, the sprite of all icons, from the npm package @tabler/icons (MIT) and our own signs.

usage: icons.py NODE_MODULES      run by hand when an icon is added; the result is committed
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TABLER = """home map-pin chevron-down chevron-right chevron-left chevron-up search x bell download table printer pencil
users user plus minus link columns-3 arrow-up arrow-down arrow-left arrow-right arrow-back-up check alert-triangle
alert-circle lock lock-open clock circle circle-check circle-dashed circle-x shield-x shield-check file-text
file-spreadsheet file-type-csv file-type-pdf calendar upload trash help eye eye-off sun moon logout settings filter
history writing-sign message-report gavel camera cloud-off info-circle refresh list-check menu-2 photo phone
chart-line map coin briefcase building-community certificate school stethoscope adjustments copy
arrows-exchange arrows-sort git-merge git-branch player-stop hourglass send paperclip key id""".split()
SAME = {  # our name: Tabler's
    "state-done": "circle-check", "state-approved": "circle-check", "state-signed": "circle-check",
    "state-doing": "circle-dashed", "state-running": "circle-dashed", "state-draft": "circle-dashed",
    "state-waiting": "circle", "state-todo": "circle", "state-planned": "circle",
    "state-stuck": "alert-octagon", "state-failed": "alert-octagon", "state-late": "alert-octagon",
    "state-refused": "shield-x", "state-blocked": "lock", "state-locked": "lock", "state-due": "clock",
    "state-cancelled": "circle-x", "state-returned": "arrow-back-up",
    "state-received": "circle", "state-proposed": "circle-dashed", "state-reviewed": "circle-dashed",
    "state-sent": "circle-dashed", "state-verified": "circle-dashed", "state-checked": "circle-dashed",
    "state-assessed": "circle-dashed", "state-granted": "circle-check", "state-delivered": "circle-check",
    "state-confirmed": "circle-check", "state-paid": "circle-check", "state-withdrawn": "circle-x",
    "state-stopped": "circle-x",
}
BOX = '<rect x="4.5" y="4.5" width="15" height="15" rx="1.5"/>'
OWN = {  # one shape per class, told apart without colour
    "class-poor": '<rect x="4.5" y="4.5" width="15" height="15" rx="1.5" fill="currentColor"/>',
    "class-near_poor": BOX + '<path d="M4.5 19.5V6a1.5 1.5 0 0 1 1.5-1.5z" fill="currentColor"/>'
                             '<path d="M4.5 5.5l14 14H6a1.5 1.5 0 0 1-1.5-1.5z" fill="currentColor"/>',
    "class-escaped": BOX + '<path d="M8.5 12l2.5 2.5 4.5-5"/>',
    "class-average": BOX + '<path d="M8 12h8"/>',
    "class-not_poor": BOX,
    "class-unknown": '<rect x="4.5" y="4.5" width="15" height="15" rx="1.5" stroke-dasharray="3 2.5"/>',
    "logo": '<rect width="24" height="24" rx="5" fill="var(--accent)" stroke="none"/>'
            '<path d="M5.5 12.5L12 6.5l6.5 6M7.5 11v6.5h9V11M10.5 17.5v-3.5h3v3.5" '
            'stroke="var(--on-accent)" stroke-width="1.6"/>',
}
OWN["class-near_poor"] = BOX + '<path d="M5 5l14 14H5z" fill="currentColor"/>'


def body(folder, name):
    with open(os.path.join(folder, name + ".svg"), encoding="utf-8") as f:
        text = f.read()
    inner = re.search(r"<svg[^>]*>(.*)</svg>", text, re.S).group(1)
    parts = [p for p in re.findall(r"<[^>]+/>", inner) if 'd="M0 0h24v24H0z"' not in p]
    return "".join(re.sub(r"\s+", " ", p).replace(" />", "/>") for p in parts)


def main(node_modules):
    folder = os.path.join(node_modules, "@tabler", "icons", "icons", "outline")
    out = ['<svg xmlns="http://www.w3.org/2000/svg">']
    icons = {name: body(folder, name) for name in TABLER}
    icons.update({ours: body(folder, theirs) for ours, theirs in SAME.items()})
    icons.update(OWN)
    for name in sorted(icons):
        out.append(f'<symbol id="{name}" viewBox="0 0 24 24">{icons[name]}</symbol>')
    out.append("</svg>\n")
    with open(os.path.join(HERE, "static", "icons.svg"), "w", encoding="utf-8") as f:
        f.write("\n".join(out))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
