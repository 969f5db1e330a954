#!/usr/bin/env python3
"""Checks data/*.tsv: form (columns, types, keys, references) and sense (periods, successors, counts set by law).

    tools/data_check.py [folder]      prints one line per mistake, exit status 1 when there is any

The program trusts these files at start, so a mistake here would become a wrong list for a commune. Each rule below
says what would go wrong without it.
"""
import datetime
import os
import re
import sys
import unicodedata

from data_schema import CERTAINTY, FILES, MAY_BE_INVENTED

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOREVER = "9999-12-31"
PLAN_DAY, REORGANISED, CITY_UPGRADE, MERGED = "2024-02-21", "2025-01-01", "2025-03-01", "2025-07-01"


class Checker:
    def __init__(self, folder):
        self.folder = folder
        self.errors = []
        self.rows = {}   # file -> [dict], each with "#" = line number
        self.values = {}  # file.column -> set of values, filled on demand

    def error(self, name, row, text):
        where = f"{name}.tsv:{row['#']}" if row else f"{name}.tsv"
        self.errors.append(f"{where}: {text}")

    def column(self, reference):
        if reference not in self.values:
            name, column = reference.split(".")
            self.values[reference] = {row.get(column, "") for row in self.rows.get(name, [])}
        return self.values[reference]


# ---- form ---------------------------------------------------------------------------------------------------------

def is_day(text):
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


SIMPLE = {
    "text": lambda v: True,
    "int": lambda v: re.fullmatch(r"[0-9]+", v) is not None,
    "flag": lambda v: v in ("0", "1"),
    "day": is_day,
    "key": lambda v: re.fullmatch(r"[a-z0-9][A-Za-z0-9./@_-]*", v) is not None,
    "certainty": lambda v: v in CERTAINTY,
}


def columns_of(name):
    """[(column, type, may be empty)]"""
    out = []
    for word in FILES[name][1].split():
        column, kind = word.split(":", 1)
        out.append((column, kind.rstrip("?"), kind.endswith("?")))
    return out


def read(c, name):
    path = os.path.join(c.folder, name + ".tsv")
    c.rows[name] = []
    try:
        with open(path, "rb") as f:
            text = f.read().decode("utf-8")
    except FileNotFoundError:
        return c.error(name, None, "is missing")
    except UnicodeDecodeError as e:
        return c.error(name, None, f"is not UTF-8 ({e})")
    if not text.startswith("# "):
        c.error(name, None, "the first line must be a comment that says what the file holds")
    if not text.endswith("\n") or "\r" in text or text.endswith("\n\n"):
        c.error(name, None, "lines end with one line feed, also the last")
    # The same letter in two encodings would make two names of one: everything is kept composed.
    if unicodedata.normalize("NFC", text) != text:
        c.error(name, None, "text is not in composed form (NFC)")
    want = [column for column, _, _ in columns_of(name)]
    header = None
    for number, line in enumerate(text.split("\n")[:-1], 1):
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        row = {"#": number}
        if header is None:
            header = cells
            if header != want:
                return c.error(name, row, f"columns are {' '.join(header)}, expected {' '.join(want)}")
        elif len(cells) != len(want):
            c.error(name, row, f"{len(cells)} cells, expected {len(want)}")
        else:
            row.update(zip(want, cells))
            c.rows[name].append(row)
    if header is None or not c.rows[name]:
        c.error(name, None, "holds no lines")


def check_form(c, name):
    unique = FILES[name][0].split()
    seen = {}
    for row in c.rows[name]:
        for column, kind, optional in columns_of(name):
            value = row[column]
            if value != value.strip() or "  " in value:
                c.error(name, row, f"{column}: stray spaces in '{value}'")
            if value == "":
                if not optional:
                    c.error(name, row, f"{column} is empty")
            elif kind.startswith("@"):
                if value not in c.column(kind[1:]):
                    c.error(name, row, f"{column}: '{value}' is not in {kind[1:]}")
            elif kind in SIMPLE:
                if not SIMPLE[kind](value):
                    c.error(name, row, f"{column}: '{value}' is not a valid {kind}")
            elif value not in kind.split("|"):
                c.error(name, row, f"{column}: '{value}' is not one of {kind}")
        key = tuple(row[column] for column in unique)
        if key in seen:
            c.error(name, row, f"same {' '.join(unique)} as line {seen[key]}")
        seen[key] = row["#"]
        if row.get("certainty") == "invented" and name not in MAY_BE_INVENTED:
            c.error(name, row, "invented data may stand only in files for demonstration")


# ---- periods ------------------------------------------------------------------------------------------------------

def end(row):
    return row["valid_to"] or FOREVER


def valid_on(row, day):
    return row["valid_from"] <= day < end(row)


def check_periods(c, name, key_columns):
    """Two versions in force on one day would make "as of" ambiguous."""
    by_key = {}
    for row in c.rows[name]:
        if row["valid_from"] >= end(row):
            c.error(name, row, "valid_to is not after valid_from")
        by_key.setdefault(tuple(row[k] for k in key_columns), []).append(row)
    for versions in by_key.values():
        versions.sort(key=lambda r: r["valid_from"])
        for before, after in zip(versions, versions[1:]):
            if end(before) > after["valid_from"]:
                c.error(name, after, f"overlaps the version of line {before['#']}")
    return by_key


def on(c, name, day):
    return [row for row in c.rows[name] if valid_on(row, day)]


# ---- administrative units -----------------------------------------------------------------------------------------

def check_areas(c):
    check_periods(c, "areas", ["area_key"])
    days = sorted({row["valid_from"] for row in c.rows["areas"]})
    for day in days:
        now = {row["area_key"]: row for row in on(c, "areas", day)}
        codes = {}
        for row in now.values():
            parent = now.get(row["parent_key"])
            if row["level"] == "1":
                if row["parent_key"]:
                    c.error("areas", row, "a province has no parent")
            elif parent is None:
                c.error("areas", row, f"parent {row['parent_key']} is not in force on {day}")
            elif parent["level"] >= row["level"]:
                c.error("areas", row, "the parent is not of a higher level")
            # A code is the import key of outside lists: on one day it may mean one unit only.
            if (row["level"], row["code"]) in codes:
                c.error("areas", row, f"code {row['code']} is also {codes[row['level'], row['code']]} on {day}")
            codes[row["level"], row["code"]] = row["area_key"]
    for row in c.rows["areas"]:
        if row["level"] == "3":
            want = {"Phường": "1", "Thị trấn": "1", "Xã": "0"}.get(row["type"], "")
            if row["urban"] != want:
                c.error("areas", row, f"urban is '{row['urban']}', a {row['type']} has '{want}'")
        if len(row["code"]) != {"1": 2, "2": 3, "3": 5}[row["level"]]:
            c.error("areas", row, f"code {row['code']} has the wrong length for level {row['level']}")
    # Counts published for each day; a slip in one version would move a commune's households.
    for day, level, kind, want in ((PLAN_DAY, "2", None, 8), (PLAN_DAY, "3", None, 82), (PLAN_DAY, "3", "Phường", 29),
                                   (PLAN_DAY, "3", "Xã", 47), (PLAN_DAY, "3", "Thị trấn", 6), (REORGANISED, "2", None, 7),
                                   (REORGANISED, "3", None, 77), (CITY_UPGRADE, "3", "Phường", 30), (CITY_UPGRADE, "3", "Xã", 40),
                                   (CITY_UPGRADE, "3", "Thị trấn", 7), (MERGED, "2", None, 0), (MERGED, "3", None, 30)):
        got = sum(1 for r in on(c, "areas", day) if r["level"] == level and kind in (None, r["type"]))
        if got != want:
            c.error("areas", None, f"{got} units of level {level}{' ' + kind if kind else ''} on {day}, expected {want}")


def check_successors(c, name, unit_file, key, need_target):
    """Every unit that ends says what became of it, and the named successor is in force on that day."""
    units = {}
    for row in c.rows[unit_file]:
        units.setdefault(row[key], []).append(row)
    lines = {}
    for row in c.rows[name]:
        lines.setdefault(row["from_key"], []).append(row)
        if row["from_key"] not in units:
            continue  # already reported as a broken reference
        if row["on_day"] not in {v["valid_to"] for v in units[row["from_key"]]}:
            c.error(name, row, f"no version of {row['from_key']} ends on {row['on_day']}")
        if row["to_key"] == "":
            if row["certainty"] != "unknown" or need_target:
                c.error(name, row, "the successor is empty")
        elif not any(valid_on(v, row["on_day"]) for v in units.get(row["to_key"], [])):
            c.error(name, row, f"{row['to_key']} is not in force on {row['on_day']}")
        if row["from_key"] == row["to_key"] and row["kind"] not in ("renamed", "type_changed", "moved"):
            c.error(name, row, f"a unit cannot be {row['kind']} into itself")
    for unit, versions in units.items():
        last = max(end(v) for v in versions)
        if last != FOREVER and last not in {row["on_day"] for row in lines.get(unit, [])}:
            c.error(name, None, f"{unit} ends on {last} without a successor line")
    return units, lines


def check_area_successors(c):
    units, lines = check_successors(c, "area_successors", "areas", "area_key", need_target=True)
    for unit in units:  # every unit there ever was must lead to one that is in force after the last change
        seen, todo, found = set(), [unit], False
        while todo:
            at = todo.pop()
            if at in seen:
                continue
            seen.add(at)
            found = found or any(end(v) == FOREVER for v in units.get(at, []))
            todo += [row["to_key"] for row in lines.get(at, []) if row["to_key"] in units]
        if not found:
            c.error("area_successors", None, f"{unit} leads to no unit in force today")


# ---- agencies -----------------------------------------------------------------------------------------------------

def target_exists(c, name, row, kind_column="target_kind", key_column="target_key"):
    where = "agency_groups.group_key" if row[kind_column] == "group" else "agencies.agency_key"
    if row[key_column] not in c.column(where):
        c.error(name, row, f"{row[key_column]} is not in {where}")


def check_agencies(c):
    check_periods(c, "agencies", ["agency_key"])
    check_successors(c, "agency_successors", "agencies", "agency_key", need_target=False)
    committees = {(r["area_key"], r["valid_from"]) for r in c.rows["agencies"] if r["kind"] == "people_committee"}
    for row in c.rows["areas"]:
        if (row["area_key"], row["valid_from"]) not in committees:
            c.error("agencies", None, f"no people's committee for {row['area_key']} from {row['valid_from']}")


def check_groups(c):
    check_periods(c, "agency_groups", ["group_key", "member_key"])
    heads, members = {}, {}
    spans = {}
    for row in c.rows["agencies"]:
        a, b = spans.get(row["agency_key"], (FOREVER, ""))
        spans[row["agency_key"]] = (min(a, row["valid_from"]), max(b, end(row)))
    for row in c.rows["agency_groups"]:
        (heads if row["member_key"] == "" else members).setdefault(row["group_key"], []).append(row)
    for group, rows in members.items():
        for row in rows:
            if group not in heads or heads[group][0]["name"] != row["name"]:
                c.error("agency_groups", row, "no line of the group itself with the same name")
            a, b = spans.get(row["member_key"], ("", FOREVER))
            if row["valid_from"] < a or end(row) > b:
                c.error("agency_groups", row, "membership reaches beyond the life of the agency")
    for group, rows in heads.items():
        known = rows[0]["membership"]
        if known == "" or (known == "unknown") != (group not in members):
            c.error("agency_groups", rows[0], f"membership '{known}' does not fit {len(members.get(group, []))} members")
    for group, want in (("nhom/ubnd-huyen", 8), ("nhom/ubnd-xa", 82), ("nhom/bcd-huyen", 8), ("nhom/bql-xa", 82)):
        got = sum(1 for r in members.get(group, []) if valid_on(r, PLAN_DAY))
        if got != want:
            c.error("agency_groups", None, f"{group} has {got} members on {PLAN_DAY}, expected {want}")


def fold(text):
    """As an importer compares spellings: case, kinds of dashes and spaces do not count."""
    text = re.sub(r"[–—-]", "-", text.lower())
    return re.sub(r"\s+", " ", re.sub(r"\s*-\s*", " - ", text)).strip()


def check_spellings(c):
    seen = {}
    for row in c.rows["agency_spellings"]:
        target_exists(c, "agency_spellings", row)
        other = seen.setdefault((fold(row["spelling"]), row["part"]), row)
        if other is not row:
            c.error("agency_spellings", row, f"reads the same as line {other['#']}")


# ---- the plan -----------------------------------------------------------------------------------------------------

def in_order(numbers):
    return [int(n) for n in numbers] == list(range(1, len(numbers) + 1))


def check_plan(c):
    tasks = {(r["kind"], r["code"]): r for r in c.rows["plan_tasks"]}
    for kind, want in (("group", 9), ("subgroup", 1), ("task", 17)):
        got = sum(1 for k, _ in tasks if k == kind)
        if got != want:
            c.error("plan_tasks", None, f"{got} lines of kind {kind}, expected {want}")
    for row in c.rows["plan_tasks"]:
        above = {"group": (), "subgroup": ("group",), "task": ("group", "subgroup")}[row["kind"]]
        if above and not any((k, row["parent"]) in tasks for k in above) or not above and row["parent"]:
            c.error("plan_tasks", row, f"parent '{row['parent']}' does not fit a {row['kind']}")
    roles = {}
    for row in c.rows["plan_task_agencies"]:
        roles.setdefault((row["task"], row["role"]), []).append(row)
        if ("task", row["task"]) not in tasks:
            c.error("plan_task_agencies", row, f"there is no task {row['task']}")
    for kind, code in tasks:
        for role in ("lead", "coordinate"):
            rows = roles.get((code, role), [])
            if kind == "task" and (not rows or not in_order([r["ord"] for r in rows])):
                c.error("plan_task_agencies", None, f"task {code}: {role} agencies are missing or out of order")
    for name in ("plan_tasks", "plan_duties", "plan_bases", "plan_recipients"):
        if not in_order([r["ord"] for r in c.rows[name]]):
            c.error(name, None, "ord is not 1, 2, 3 …")
    for name in ("plan_task_agencies", "plan_recipients", "plan_duties"):
        for row in c.rows[name]:
            target_exists(c, name, row)
            if row["target_kind"] == "agency":
                if not any(valid_on(a, PLAN_DAY) for a in c.rows["agencies"] if a["agency_key"] == row["target_key"]):
                    c.error(name, row, f"{row['target_key']} is not in force on {PLAN_DAY}")
    for row in c.rows["plan_duties"]:
        for code in row["tasks"].split():
            if ("task", code) not in tasks:
                c.error("plan_duties", row, f"there is no task {code}")
    if len({r["place"].split(".")[1] for r in c.rows["plan_duties"]}) != 14:
        c.error("plan_duties", None, "section III has 13 agencies and a closing paragraph")
    for row in c.rows["plan_reports"]:
        target_exists(c, "plan_reports", row, "from_kind", "from_key")
        if row["rule"] == "before":
            last = datetime.date.fromisoformat(row["due_day"]) - datetime.timedelta(days=1)
            if row["last_day"] != last.isoformat():
                c.error("plan_reports", row, "last_day is not the day before due_day")
        elif row["due_day"] or row["last_day"]:
            c.error("plan_reports", row, "a report without a rule has no day")
    for row in c.rows["plan_targets"]:
        if (row["value"] == "") != (row["unit"] == ""):
            c.error("plan_targets", row, "value and unit go together")


# ---- policies -----------------------------------------------------------------------------------------------------

CLASSES = ("poor/national", "near_poor/national", "average/national", "poor/brvt", "newly_escaped/national", "newly_escaped/brvt")
PROGRAMMES_OF_WORK = ("6", "7.2", "8", "9")  # tasks that give nobody a benefit


def check_policies(c):
    tasks = {r["code"] for r in c.rows["plan_tasks"] if r["kind"] == "task"}
    groups = {}
    for row in c.rows["policies"]:
        if row["task"] and row["task"] not in tasks:
            c.error("policies", row, f"there is no task {row['task']}")
        for word in row["classes"].split():
            if word not in CLASSES:
                c.error("policies", row, f"classes: '{word}' is not one of {' '.join(CLASSES)}")
        # Two policies of one group must meet on an equal key, or the double benefit goes unnoticed.
        other = groups.setdefault(row["content_group"], row)
        if row["binds"] != other["binds"]:
            c.error("policies", row, f"group {row['content_group']} binds another subject in line {other['#']}")
    for code in sorted(tasks - {r["task"] for r in c.rows["policies"]} - set(PROGRAMMES_OF_WORK)):
        c.error("policies", None, f"task {code} has no policy")
    for row in c.rows["content_groups"]:
        if row["content_group"] not in groups:
            c.error("content_groups", row, "no policy is in this group")
    keys = {r["policy_key"] for r in c.rows["policies"]}
    for row in c.rows["overlap_rules"]:
        if (row["rule"] == "allow") != bool(row["policies"] and row["beside"]):
            c.error("overlap_rules", row, "policies and beside are named exactly by a rule that allows")
        for key in (row["policies"] + " " + row["beside"]).split():
            if key not in keys:
                c.error("overlap_rules", row, f"there is no policy {key}")
    titled = {r["parameter"] for r in c.rows["parameter_names"]}
    for name in ("policy_parameters", "common_parameters"):
        for row in c.rows[name]:
            if row["parameter"] not in titled:
                c.error(name, row, f"parameter_names.tsv has no title for {row['parameter']}")
    check_periods(c, "policies", ["policy_key"])
    check_periods(c, "policy_parameters", ["policy_key", "parameter"])
    check_periods(c, "common_parameters", ["parameter"])
    for row in c.rows["policy_parameters"]:
        if (row["value"] == "") != (row["certainty"] == "unknown"):
            c.error("policy_parameters", row, "a value is empty exactly when it is unknown")


# ---- standards and review -----------------------------------------------------------------------------------------

def check_standards(c):
    check_periods(c, "standards", ["standard_key"])
    lines = {}
    for row in c.rows["standard_lines"]:
        lines[row["standard_key"], row["urban"], row["class"]] = row
        if row["income_max_dong"] and row["income_over_dong"] and int(row["income_over_dong"]) >= int(row["income_max_dong"]):
            c.error("standard_lines", row, "income_over_dong is not below income_max_dong")
        # What is not known must be empty and say so, or a screen would show a guess as law.
        if row["points_certainty"] == "unknown" and row["income_points_max"]:
            c.error("standard_lines", row, "points are given although their certainty is unknown")
        if row["deprived_certainty"] == "unknown" and row["assumed"] != "1":
            c.error("standard_lines", row, "an unknown deprivation rule must be marked as assumed")
        if row["assumed"] == "1" and "giả định" not in row["note"]:
            c.error("standard_lines", row, "the note does not say what is assumed (giả định …)")
        levels = [CERTAINTY.index(row[k]) for k in ("income_certainty", "deprived_certainty") if row[k]]
        if CERTAINTY.index(row["certainty"]) < max(levels):
            c.error("standard_lines", row, "certainty is better than that of its parts")
    for row in c.rows["standards"]:
        for urban in ("0", "1"):
            if (row["standard_key"], urban, "poor") not in lines:
                c.error("standard_lines", None, f"{row['standard_key']} has no line for poor, urban {urban}")
    families = {}
    for row in c.rows["indicators"]:
        families.setdefault(row["indicator_family"], []).append(row)
    for family, rows in families.items():
        if len(rows) != 12 or not in_order([r["no"] for r in rows]) or len({r["dimension_no"] for r in rows}) != 6:
            c.error("indicators", None, f"{family} must have indicators 1 to 12 in 6 dimensions")


def check_scorecard(c):
    items = {}
    for row in c.rows["scorecard_demo"]:
        items.setdefault(int(row["item_no"]), []).append(row)
        if "minh hoạ" not in row["scorecard"] or row["certainty"] != "invented":
            c.error("scorecard_demo", row, "an invented table must say so in its name and certainty")
    if not in_order(sorted(items)):
        c.error("scorecard_demo", None, "items are not numbered 1, 2, 3 …")
    for rows in items.values():
        if len(rows) < 2 or not in_order([r["option_no"] for r in rows]) or len({r["item"] for r in rows}) != 1:
            c.error("scorecard_demo", rows[0], "an item needs one title and options numbered 1, 2, 3 …")
        elif min(int(r["points_rural"]) for r in rows) or min(int(r["points_urban"]) for r in rows):
            c.error("scorecard_demo", rows[0], "no option is worth 0: the poorest answer must give no points")


RULE_VALUES = {
    "month_day": lambda v: is_day("2024-" + v), "bp": lambda v: v.isdigit() and int(v) <= 10000, "code": lambda v: True,
    "flag": lambda v: v in ("0", "1"), "day_of_month": lambda v: v.isdigit() and 1 <= int(v) <= 28,
    "days": str.isdigit, "working_days": str.isdigit, "months": str.isdigit, "count": str.isdigit,
}


def check_review(c):
    check_periods(c, "review_rules", ["rule_key"])
    rules = {row["rule_key"] for row in c.rows["review_rules"]}
    for row in c.rows["review_rules"]:
        if (row["value"] == "") != (row["certainty"] == "unknown"):
            c.error("review_rules", row, "a value is empty exactly when it is unknown")
        elif row["value"] and not RULE_VALUES[row["type"]](row["value"]):
            c.error("review_rules", row, f"'{row['value']}' is not a {row['type']}")
    steps = {}
    for row in c.rows["review_steps"]:
        if row["due_rule"].startswith("rule:") and row["due_rule"][5:] not in rules:
            c.error("review_steps", row, f"{row['due_rule']} is not in review_rules")
        if row["area_key"] == "":
            steps.setdefault(row["kind"], []).append(row)
        elif (row["actor_role"] == "unknown") != (row["certainty"] == "unknown"):
            c.error("review_steps", row, "an override without an actor must be marked unknown")
    for rows in steps.values():
        if not in_order([r["step_no"] for r in rows]):
            c.error("review_steps", rows[0], "steps are not numbered 1, 2, 3 …")
    by_step = {(r["kind"], r["step_no"]): r["step_key"] for rows in steps.values() for r in rows}
    for row in c.rows["review_steps"]:
        if by_step.get((row["kind"], row["step_no"])) != row["step_key"]:
            c.error("review_steps", row, "the override is of a step that is not there")
    for row in c.rows["posting_fields"]:
        if row["shown"] == "1" and row["sensitive"] == "1":
            c.error("posting_fields", row, "a sensitive field is never posted by default")


def check_holidays(c):
    statutory, at_weekend, substitutes = {}, {}, {}
    swaps = [0, 0]
    for row in c.rows["holidays"]:
        if not is_day(row["day"]):
            continue
        weekend = datetime.date.fromisoformat(row["day"]).weekday() >= 5
        year = row["day"][:4]
        substitutes[year] = substitutes.get(year, 0) + (row["kind"] == "substitute")
        if row["kind"] == "holiday":
            statutory[year] = statutory.get(year, 0) + 1
            at_weekend[year] = at_weekend.get(year, 0) + weekend
        elif weekend != (row["kind"] == "working_day"):
            c.error("holidays", row, f"a {row['kind']} day falls on the wrong part of the week")
        swaps[0] += row["kind"] == "swapped_off"
        swaps[1] += row["kind"] == "working_day"
    if swaps[0] != swaps[1]:
        c.error("holidays", None, "each swapped day off is worked on another day")
    for year, count in statutory.items():
        if count != 11:  # Labour Code 2019: 1 + 5 + 1 + 1 + 1 + 2 days
            c.error("holidays", None, f"{year} has {count} statutory days, expected 11")
        if at_weekend[year] != substitutes[year]:
            c.error("holidays", None, f"{year} has {at_weekend[year]} holidays at weekends but {substitutes[year]} substitutes")
    years = sorted(statutory)
    if not years or years != [str(y) for y in range(int(years[0]), int(years[-1]) + 1)]:
        c.error("holidays", None, "a year is missing")


# ---- people, settings ---------------------------------------------------------------------------------------------

def check_people(c):
    codes = sorted(r["code_1979"] for r in c.rows["ethnicities"] if r["code_1979"])
    if codes != [f"{n:02}" for n in range(1, 55)]:
        c.error("ethnicities", None, "the list of 1979 has the codes 01 to 54 once each")
    for row in c.rows["ethnicities"]:
        if (row["code_2008"] == "") != (row["code_2008_certainty"] == "unknown"):
            c.error("ethnicities", row, "a code of 2008 is empty exactly when it is unknown")
    newer = [r["code_2008"] for r in c.rows["ethnicities"] if r["code_2008"]]
    if len(set(newer)) != len(newer):
        c.error("ethnicities", None, "a code of 2008 stands twice")
    if len(c.rows["personal_id_provinces"]) != 63 or any(len(r["code3"]) != 3 for r in c.rows["personal_id_provinces"]):
        c.error("personal_id_provinces", None, "there are 63 provinces with codes of three digits")
    if sorted(r["digit"] for r in c.rows["personal_id_centuries"]) != list("0123456789"):
        c.error("personal_id_centuries", None, "digits 0 to 9 once each")
    shares = {}
    for row in c.rows["surnames"]:
        shares[row["ethnicity"]] = shares.get(row["ethnicity"], 0) + int(row["share_bp"])
    for ethnicity, total in shares.items():
        if total != 10000:
            c.error("surnames", None, f"shares of {ethnicity} add up to {total}, not 10000")
    for name, column in (("relations", None), ("poverty_causes", None), ("code_lists", "list")):
        lists = {}
        for row in c.rows[name]:
            lists.setdefault(row[column] if column else "", []).append(row["ord"])
        for key, numbers in lists.items():
            if not in_order(numbers):
                c.error(name, None, f"{key or name}: ord is not 1, 2, 3 …")


SETTING_TYPES = ("flag", "int", "ints", "bp", "text", "month_day", "level", "agency", "standard", "standards", "scorecard", "rule")


def check_settings(c):
    rules = {r["rule_key"] for r in c.rows["review_rules"]} | {"posting_fields"}
    standards = c.column("standards.standard_key")
    for row in c.rows["settings"]:
        kind, value = row["type"], row["value"]
        fits = {
            "flag": value in ("0", "1"), "int": value.isdigit(), "bp": value.isdigit(), "level": value in ("1", "2", "3"),
            "ints": all(v.isdigit() for v in value.split()), "month_day": is_day("2024-" + value),
            "rule": value.startswith("rule:") and value[5:] in rules, "standard": value in standards,
            "standards": all(v in standards for v in value.split()), "agency": value in c.column("agencies.agency_key"),
        }
        if kind.startswith("choice:"):
            if value not in kind[7:].split("|"):
                c.error("settings", row, f"'{value}' is none of the choices")
        elif kind not in SETTING_TYPES:
            c.error("settings", row, f"type '{kind}' is not known")
        elif value and not fits.get(kind, True):
            c.error("settings", row, f"'{value}' is not a valid {kind}")


def check_folder(c):
    found = {n[:-4] for n in os.listdir(c.folder) if n.endswith(".tsv")} if os.path.isdir(c.folder) else set()
    for name in sorted(found - set(FILES)):
        c.errors.append(f"{name}.tsv: is not described in tools/data_schema.py")


def check_docs(c, path):
    try:
        with open(path, encoding="utf-8") as f:
            text = f.read()
    except FileNotFoundError:
        return c.errors.append(f"{path}: is missing")
    for name in FILES:
        missing = [column for column, _, _ in columns_of(name) if not re.search(rf"`{column}`", text)]
        if f"### {name}.tsv" not in text:
            c.errors.append(f"docs/data.md: no section for {name}.tsv")
        elif missing:
            c.errors.append(f"docs/data.md: columns not explained: {' '.join(missing)} ({name}.tsv)")


def check(folder, docs=None):
    """All mistakes of the folder as lines of text."""
    c = Checker(folder)
    for name in FILES:
        read(c, name)
    for name in FILES:
        check_form(c, name)
    check_folder(c)
    if not c.errors:  # the sense of malformed lines cannot be judged
        for rule in (check_areas, check_area_successors, check_agencies, check_groups, check_spellings, check_plan,
                     check_policies, check_standards, check_scorecard, check_review, check_holidays, check_people, check_settings):
            rule(c)
    if docs:
        check_docs(c, docs)
    return c.errors


if __name__ == "__main__":
    if len(sys.argv) > 1:
        problems = check(sys.argv[1])
    else:
        problems = check(os.path.join(ROOT, "data"), os.path.join(ROOT, "docs", "data.md"))
    print("\n".join(problems) or f"data: {len(FILES)} files are in order")
    sys.exit(1 if problems else 0)
