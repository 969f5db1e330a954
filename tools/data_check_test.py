#!/usr/bin/env python3
"""Each test spoils a copy of data/ in one place and expects the checker to name it."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import data_check  # noqa: E402
import data_schema  # noqa: E402

DATA = os.path.join(os.path.dirname(HERE), "data")


class Spoiled(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.data = os.path.join(self.folder, "data")
        shutil.copytree(DATA, self.data)

    def path(self, name):
        return os.path.join(self.data, name + ".tsv")

    def edit(self, name, change):
        """change(list of lines) returns the new lines."""
        with open(self.path(name), encoding="utf-8") as f:
            lines = f.read().split("\n")[:-1]
        new = change(lines)
        self.assertNotEqual(lines, new, "the test spoiled nothing")
        with open(self.path(name), "w", encoding="utf-8", newline="") as f:
            f.write("".join(line + "\n" for line in new))

    def replace(self, name, old, new, start=""):
        """Replaces old by new in the first line that begins with start and holds old."""
        def change(lines):
            at = next(i for i, line in enumerate(lines) if line.startswith(start) and old in line and not line.startswith("#"))
            return lines[:at] + [lines[at].replace(old, new, 1)] + lines[at + 1:]
        self.edit(name, change)

    def drop(self, name, start):
        self.edit(name, lambda lines: [line for line in lines if not line.startswith(start)])

    def expect(self, text):
        errors = data_check.check(self.data)
        self.assertTrue(any(text in e for e in errors), f"'{text}' not among: {errors[:5]}")


class Form(Spoiled):
    def test_the_data_of_the_repository_is_in_order(self):
        self.assertEqual(data_check.check(self.data), [])

    def test_a_missing_file_is_named(self):
        os.remove(self.path("areas"))
        self.expect("areas.tsv: is missing")

    def test_an_unknown_file_is_named(self):
        shutil.copy(self.path("areas"), self.path("strays"))
        self.expect("strays.tsv: is not described")

    def test_another_column_is_refused(self):
        self.replace("areas", "urban", "rural", "area_key")
        self.expect("columns are")

    def test_a_line_with_a_cell_too_few_is_refused(self):
        self.edit("areas", lambda lines: lines[:-1] + [lines[-1].rsplit("\t", 1)[0]])
        self.expect("11 cells, expected 12")

    def test_a_day_that_does_not_exist_is_refused(self):
        self.replace("holidays", "2024-02-08", "2024-02-30")
        self.expect("'2024-02-30' is not a valid day")

    def test_a_certainty_outside_the_vocabulary_is_refused(self):
        self.replace("areas", "\tconfirmed", "\tsure", "brvt/77")
        self.expect("certainty: 'sure' is not a valid certainty")

    def test_a_missing_source_is_refused(self):
        self.replace("poverty_causes", "nhớ lại, chưa đọc mẫu biểu", "", "no_land")
        self.expect("source is empty")

    def test_the_same_key_twice_is_refused(self):
        self.edit("relations", lambda lines: lines + [lines[-1]])
        self.expect("same code as line")

    def test_a_reference_to_nothing_is_refused(self):
        self.replace("standards", "brvt/77", "brvt/78", "brvt-2022")
        self.expect("'brvt/78' is not in areas.area_key")

    def test_text_in_decomposed_form_is_refused(self):
        self.replace("relations", "Chủ", "Chu\u0309")
        self.expect("composed form")

    def test_windows_line_ends_are_refused(self):
        self.edit("relations", lambda lines: [line + "\r" for line in lines])
        self.expect("line feed")

    def test_invented_data_outside_the_demonstration_is_refused(self):
        self.replace("standards", "\tconfirmed", "\tinvented", "brvt-2022")
        self.expect("invented data may stand only")

    def test_the_command_exits_with_1_on_a_mistake_and_0_without(self):
        run = lambda: subprocess.run([sys.executable, os.path.join(HERE, "data_check.py"), self.data], capture_output=True)  # noqa: E731
        self.assertEqual(run().returncode, 0)
        os.remove(self.path("areas"))
        self.assertEqual(run().returncode, 1)


class Areas(Spoiled):
    def test_overlapping_versions_are_refused(self):
        self.replace("areas", "2025-03-01\t", "2025-03-02\t", "brvt/754\t2\t754\tThị xã")
        self.expect("overlaps the version")

    def test_a_period_that_ends_before_it_begins_is_refused(self):
        self.replace("areas", "2025-07-01", "2020-07-01", "brvt/747\t")
        self.expect("valid_to is not after valid_from")

    def test_a_commune_lost_from_2024_is_noticed(self):
        self.drop("areas", "brvt/751/26656\t3\t26656\tXã Bình Châu\tXã\t0\tbrvt/751")
        self.expect("81 units of level 3 on 2024-02-21, expected 82")

    def test_a_commune_whose_parent_is_closed_is_refused(self):
        self.replace("areas", "brvt/753@2025-01\t2025-01-01", "brvt/752\t2025-01-01", "brvt/752/26659")
        self.expect("parent brvt/752 is not in force on 2025-01-01")

    def test_one_code_for_two_units_on_a_day_is_refused(self):
        self.replace("areas", "\t26508\t", "\t26506\t", "brvt/747/26508")
        self.expect("code 26506 is also")

    def test_a_ward_that_counts_as_rural_is_refused(self):
        self.replace("areas", "\tPhường\t1\t", "\tPhường\t0\t", "brvt/747/26506")
        self.expect("urban is '0'")

    def test_a_unit_without_successor_is_refused(self):
        self.drop("area_successors", "brvt/748/26551\t")
        self.expect("brvt/748/26551 ends on 2025-01-01 without a successor line")

    def test_a_successor_that_is_not_in_force_is_refused(self):
        self.replace("area_successors", "brvt/748/26560", "brvt/753@2025-01/26668", "brvt/748/26551\t")
        self.replace("area_successors", "2025-01-01", "2025-07-01", "brvt/748/26551\t")
        self.expect("brvt/753@2025-01/26668 is not in force on 2025-07-01")

    def test_a_chain_that_leads_nowhere_is_refused(self):
        self.drop("area_successors", "brvt/748/26560\t")
        self.expect("brvt/748/26551 leads to no unit in force today")


class Agencies(Spoiled):
    def test_an_area_without_committee_is_refused(self):
        self.drop("agencies", "ubnd/26506\t")
        self.drop("agency_groups", "nhom/ubnd-xa\tỦy ban nhân dân cấp xã\tubnd/26506\t")
        self.drop("agency_successors", "ubnd/26506\t")
        self.expect("no people's committee for brvt/747/26506")

    def test_an_agency_may_end_without_successor_only_when_that_is_unknown(self):
        self.edit("agency_successors", lambda ls: [x.rsplit("\t", 1)[0] + "\tconfirmed" if x.startswith("77/hnd\t") else x for x in ls])
        self.expect("the successor is empty")

    def test_a_group_that_loses_a_member_is_noticed(self):
        self.drop("agency_groups", "nhom/ubnd-huyen\tỦy ban nhân dân các huyện, thị xã, thành phố\tubnd/755\t")
        self.expect("nhom/ubnd-huyen has 7 members")

    def test_a_member_may_not_outlive_its_agency(self):
        self.replace("agency_groups", "2025-07-01", "", "nhom/doan-the-tinh\tCác Hội, đoàn thể tỉnh\t77/hnd")
        self.expect("membership reaches beyond")

    def test_a_group_of_unknown_members_has_none(self):
        self.replace("agency_groups", "\tpartial\t", "\tunknown\t", "nhom/bao-dai")
        self.expect("membership 'unknown' does not fit 2 members")

    def test_spellings_that_differ_in_case_and_dashes_only_stand_once(self):
        self.replace("agency_spellings", "Sở Y tế", "sở lao động – thương binh và xã hội", "Sở Y tế")
        self.expect("reads the same as line")


class Plan(Spoiled):
    def test_a_task_too_few_is_noticed(self):
        self.drop("plan_tasks", "brvt/2024/35-KH-UBND\t7.2\t")
        self.expect("16 lines of kind task, expected 17")

    def test_a_task_without_lead_is_noticed(self):
        self.drop("plan_task_agencies", "brvt/2024/35-KH-UBND\t9\tlead")
        self.expect("task 9: lead agencies are missing")

    def test_an_agency_that_came_later_cannot_lead_a_task_of_2024(self):
        self.replace("plan_task_agencies", "77/sldtbxh", "77/snnmt", "brvt/2024/35-KH-UBND\t9\tlead")
        self.expect("77/snnmt is not in force on 2024-02-21")

    def test_before_a_day_means_the_day_before(self):
        self.replace("plan_reports", "2024-06-04", "2024-06-05")
        self.expect("last_day is not the day before")

    def test_a_duty_names_tasks_that_exist(self):
        self.replace("plan_duties", "1.3.b 5.3", "1.3.c 5.3")
        self.expect("there is no task 1.3.c")


class Policies(Spoiled):
    def test_a_task_without_policy_is_noticed(self):
        self.drop("policies", "severe-illness\t")
        self.drop("policy_parameters", "severe-illness\t")
        self.drop("policy_rules", "severe-illness\t")
        self.edit("policy_examples", lambda lines: [line for line in lines if "\tsevere-illness\t" not in line])
        self.expect("task 2.3 has no policy")

    def test_policies_of_one_group_bind_alike(self):
        self.replace("policies", "\tperson\thealth-card", "\thousehold\thealth-card", "health-card-brvt-poor")
        self.expect("group health-card binds another subject")

    def test_an_exception_names_policies_that_exist(self):
        self.replace("overlap_rules", "social-hiv", "social-measles", "social-allowance-single-parent")
        self.expect("there is no policy social-measles")

    def test_two_values_on_one_day_are_refused(self):
        self.replace("policy_parameters", "\t2024-10-11\tb", "\t2024-10-12\tb", "electricity\ttier1_price\t1806")
        self.expect("overlaps the version")

    def test_an_unknown_amount_is_empty(self):
        self.replace("policy_parameters", "amount\t\t", "amount\t1\t", "nutrition")
        self.expect("a value is empty exactly when it is unknown")


class Rules(Spoiled):
    def test_unknown_points_stay_empty(self):
        self.replace("standard_lines", "\t1950000\t\t", "\t1950000\t182\t", "brvt-2022\t0\tpoor")
        self.expect("points are given although")

    def test_an_assumption_is_marked(self):
        self.replace("standard_lines", "\t1\tderived", "\t0\tderived", "brvt-2022\t0\tpoor")
        self.expect("must be marked as assumed")

    def test_a_class_is_no_surer_than_its_parts(self):
        self.edit("standard_lines", lambda ls: [x.rsplit("\t", 1)[0] + "\tconfirmed" if x.startswith("brvt-2022\t0\tpoor") else x
                                                for x in ls])
        self.expect("certainty is better than that of its parts")

    def test_an_indicator_too_few_is_noticed(self):
        self.drop("indicators", "national-2022\t12\t")
        self.expect("national-2022 must have indicators 1 to 12")

    def test_the_demonstration_table_stays_marked_as_invented(self):
        self.edit("scorecard_demo", lambda ls: [x.replace("\tinvented", "\tderived", 1) for x in ls])
        self.expect("an invented table must say so")

    def test_an_unknown_parameter_has_no_value(self):
        self.replace("review_rules", "meeting.quorum_share\t", "meeting.quorum_share\t5000")
        self.expect("a value is empty exactly when it is unknown")

    def test_a_parameter_fits_its_type(self):
        self.replace("review_rules", "12-14", "14-12")
        self.expect("'14-12' is not a month_day")

    def test_a_step_refers_to_a_rule_that_exists(self):
        self.replace("review_steps", "rule:posting.days", "rule:posting.weeks")
        self.expect("rule:posting.weeks is not in review_rules")

    def test_an_override_without_actor_is_unknown(self):
        self.edit("review_steps", lambda ls: [x.rsplit("\t", 1)[0] + "\tderived" if "\tbrvt/755\t" in x else x for x in ls])
        self.expect("an override without an actor")

    def test_a_sensitive_field_is_not_posted(self):
        self.replace("posting_fields", "\t0\t1\t", "\t1\t1\t", "ethnicity")
        self.expect("never posted by default")

    def test_a_forgotten_day_of_tet_is_noticed(self):
        self.drop("holidays", "2024-02-12")
        self.expect("2024 has 10 statutory days")

    def test_a_holiday_at_the_weekend_is_made_up_for(self):
        self.drop("holidays", "2023-05-03")
        self.expect("2023 has 6 holidays at weekends but 5 substitutes")

    def test_a_worked_saturday_is_a_saturday(self):
        self.replace("holidays", "2024-05-04", "2024-05-06")
        self.expect("wrong part of the week")

    def test_a_choice_is_one_of_the_choices(self):
        self.replace("settings", "denominator\tdeclared", "denominator\tguessed")
        self.expect("'guessed' is none of the choices")


class People(Spoiled):
    def test_a_lost_ethnic_group_is_noticed(self):
        self.drop("ethnicities", "54\t")
        self.expect("codes 01 to 54")

    def test_surname_shares_add_up(self):
        self.replace("surnames", "\t3840\t", "\t3841\t", "Nguyễn\tKinh")
        self.expect("add up to 10001")


class Docs(unittest.TestCase):
    def test_every_file_and_column_is_described(self):
        c = data_check.Checker(DATA)
        data_check.check_docs(c, os.path.join(os.path.dirname(HERE), "docs", "data.md"))
        self.assertEqual(c.errors, [])

    def test_a_file_without_section_is_noticed(self):
        with tempfile.NamedTemporaryFile("w", suffix=".md") as f:
            f.write("### areas.tsv\n")
            f.flush()
            c = data_check.Checker(DATA)
            data_check.check_docs(c, f.name)
            self.assertEqual(len(c.errors), len(data_schema.FILES))


if __name__ == "__main__":
    unittest.main()
