"""Columns, types and keys of every file in data/. docs/data.md says the same in words; data_check.py holds both to it.

A column is written name:type, a question mark after the type allows an empty cell.

    text        anything but tab and line break          key      a-z 0-9 . / @ - _, no spaces
    int         a whole number, at least 0               flag     0 or 1
    day         YYYY-MM-DD                               certainty  one of CERTAINTY
    a|b|c       one of these words                       @file.column   a value of that column
"""

CERTAINTY = ("confirmed", "secondary", "derived", "from_memory", "unknown", "invented")
TAIL = "source:text certainty:certainty"
SPAN = "valid_from:day valid_to:day?"
TARGET = "target_kind:agency|group target_key:key"
AREA_CHANGE = "renamed|merged|split|type_changed|moved|abolished"
AGENCY_KIND = ("people_committee|standing|department|committee|office|ministry|bank|insurance|treasury|front|union|centre|press|"
               "steering|board|party|council")

# file: (columns that make a line unique, columns)
FILES = {
    "areas": ("area_key valid_from",
              "area_key:key level:1|2|3 code:int name:text type:text urban:flag? parent_key:@areas.area_key? "
              f"{SPAN} note:text? {TAIL}"),
    "area_successors": ("from_key to_key on_day",
                        "from_key:@areas.area_key to_key:@areas.area_key? on_day:day "
                        f"kind:{AREA_CHANGE} share:whole|part|unknown note:text? {TAIL}"),
    "area_levels": ("level valid_from", f"level:1|2|3 name_key:key name:text {SPAN} {TAIL}"),
    "area_tiles": ("code", f"code:text short_name:text x:int y:int {TAIL}"),
    "area_households": ("area_key on_day",
                        f"area_key:@areas.area_key on_day:day households:int basis:declared|counted|derived note:text? {TAIL}"),
    "area_poor_households": ("area_key on_day standard_key class",
                             "area_key:@areas.area_key on_day:day standard_key:@standards.standard_key class:poor|near_poor "
                             f"households:int rate_bp:int? note:text? {TAIL}"),
    "agencies": ("agency_key valid_from",
                 "agency_key:key code:text name:text short_name:text level:0|1|2|3 area_key:@areas.area_key? "
                 f"kind:{AGENCY_KIND} {SPAN} note:text? {TAIL}"),
    "agency_successors": ("from_key to_key on_day work",
                          "from_key:@agencies.agency_key to_key:@agencies.agency_key? on_day:day "
                          f"kind:merged|type_changed|abolished|work_moved|unknown work:text? note:text? {TAIL}"),
    "agency_groups": ("group_key member_key",
                      f"group_key:key name:text member_key:@agencies.agency_key? {SPAN} "
                      f"membership:known|partial|unknown? note:text? {TAIL}"),
    "agency_spellings": ("spelling part",
                         f"spelling:text part:int {TARGET} kind:full|abbreviation|variant|compound|bare|office_holder "
                         f"place:text? {TAIL}"),
    "plan_2024": ("plan_key",
                  "plan_key:key number:text issued_on:day year:int kind:text title:text level:1|2|3 area_key:@areas.area_key "
                  "issuer_key:@agencies.agency_key standing_agency_key:@agencies.agency_key on_behalf:text "
                  f"signer_capacity:text signer_post:text signer_name:text parent_plan_key:key? {TAIL}"),
    "plan_bases": ("plan_key ord",
                   "plan_key:@plan_2024.plan_key ord:int number:text issued_on:day issuer_key:@agencies.agency_key issuer:text "
                   f"role:basis|proposal|cited subject:text place:text {TAIL}"),
    "plan_recipients": ("plan_key ord",
                        f"plan_key:@plan_2024.plan_key ord:int recipient:text {TARGET} for:report|act|file {TAIL}"),
    "plan_targets": ("plan_key target_key",
                     "plan_key:@plan_2024.plan_key target_key:key title:text indicator:key "
                     "standard_key:@standards.standard_key? class:poor|near_poor? area_key:@areas.area_key "
                     f"direction:at_most|at_least|reduce value:int? unit:bp|household? due_on:day place:text note:text? {TAIL}"),
    "plan_duties": ("plan_key place", f"plan_key:@plan_2024.plan_key place:text ord:int {TARGET} title:text tasks:text? {TAIL}"),
    "plan_tasks": ("plan_key kind code",
                   "plan_key:@plan_2024.plan_key code:key kind:group|subgroup|task parent:key? ord:int title:text "
                   f"beneficiary:text? {TAIL}"),
    "plan_task_agencies": ("plan_key task target_key",
                           f"plan_key:@plan_2024.plan_key task:key role:lead|coordinate ord:int {TARGET} {TAIL}"),
    "plan_reports": ("plan_key report_key",
                     "plan_key:@plan_2024.plan_key report_key:key period:half_year|year title:text from_kind:agency|group "
                     "from_key:key to_key:@agencies.agency_key period_from:day period_to:day rule:before|none due_day:day? "
                     f"last_day:day? place:text note:text? {TAIL}"),
    "plan_slips": ("wrong", f"wrong:text right:text note:text? {TAIL}"),
    "policies": ("policy_key",
                 "policy_key:key task:key? title:text kind:cash|in_kind|card|fee|loan|service|works unit:person|household "
                 "classes:text? binds:none|person|household|household_and_members|borrower_household "
                 "content_group:@content_groups.content_group payer_order:int? lead_agency_key:@agencies.agency_key "
                 "co_lead_agency_key:@agencies.agency_key? payment:month|quarter|school_term|once|loan|case evidence:text? "
                 f"funding:text document:text {SPAN} note:text? {TAIL}"),
    "policy_rules": ("policy_key no",
                     "policy_key:@policies.policy_key no:int title:text applies:text? condition:text? article:text? note:text? "
                     f"{TAIL}"),
    "policy_examples": ("example",
                        "example:int policy_key:@policies.policy_key day:day situation:text area:text classes:text? "
                        "escaped_on:day? ethnicity:text? members:text subject:int? answer:yes|no|if_shown|unknown "
                        "parameter:key? value:int? article:text "
                        f"{TAIL}"),
    "gathering_kinds": ("kind", f"kind:key task:key policy:@policies.policy_key? {TAIL}"),
    "task_works": ("task", f"task:key part:all|beside title:text {TAIL}"),
    "content_groups": ("content_group",
                       "content_group:key name:text grain:month|quarter|school_term|year|once|while_open|case note:text? "
                       f"{TAIL}"),
    "policy_parameters": ("policy_key parameter valid_from",
                          "policy_key:@policies.policy_key parameter:key value:int? unit:key "
                          f"{SPAN} article:text? note:text? {TAIL}"),
    "common_parameters": ("parameter valid_from", f"parameter:key value:int unit:key {SPAN} article:text note:text? {TAIL}"),
    "parameter_names": ("parameter", "parameter:key title:text"),
    "overlap_rules": ("rule_key",
                      "rule_key:key content_group:key? rule:refuse|highest|once|allow policies:text? beside:text? condition:text article:text "
                      f"{TAIL}"),
    "funding_programmes": ("project_no", f"project_no:int name:text applies_here:flag note:text? {TAIL}"),
    "standards": ("standard_key",
                  "standard_key:key name:text short_name:text level:0|1 area_key:@areas.area_key? document:text "
                  f"{SPAN} indicator_family:@indicators.indicator_family note:text? {TAIL}"),
    "standard_lines": ("standard_key urban class",
                       "standard_key:@standards.standard_key urban:flag class:poor|near_poor|average active:flag "
                       "income_over_dong:int? income_max_dong:int? income_points_max:int? deprived_min:int? deprived_max:int? "
                       "assumed:flag income_certainty:certainty points_certainty:certainty? deprived_certainty:certainty? "
                       f"article:text note:text? {TAIL}"),
    "indicators": ("indicator_family code",
                   "indicator_family:key no:int code:key dimension_no:int dimension:text name:text deprived_when:text? points:int "
                   f"article:text rule_certainty:certainty note:text? {TAIL}"),
    "scorecard_demo": ("scorecard item_no option_no",
                       "scorecard:text item_no:int item:text option_no:int option:text points_rural:int points_urban:int "
                       f"{TAIL}"),
    "scorecard_demo_lines": ("scorecard standard_key urban",
                             "scorecard:@scorecard_demo.scorecard standard_key:@standards.standard_key urban:flag "
                             f"income_points_max:int {TAIL}"),
    "review_rules": ("rule_key valid_from",
                     "rule_key:key value:text? type:month_day|bp|days|working_days|months|day_of_month|count|flag|code "
                     f"unit:key? title:text {SPAN} article:text note:text? {TAIL}"),
    "review_steps": ("kind step_no area_key",
                     "kind:yearly|monthly|average step_no:int step_key:key title:text "
                     "actor_role:commune_steering|reviewer|hamlet_head|commune_chair|commune_officer|unknown paper:text? copies:int "
                     "signers:text? signer_capacity:text? level_above:1|2? due_rule:text? due_value:text? due_unit:text? "
                     f"area_key:@areas.area_key? article:text note:text? {TAIL}"),
    "posting_fields": ("field_key", f"field_key:key title:text ord:int shown:flag sensitive:flag note:text? article:text {TAIL}"),
    "holidays": ("day", f"day:day name:text kind:holiday|substitute|swapped_off|working_day note:text? {TAIL}"),
    "ethnicities": ("name",
                    "ord:int name:text alt_names:text? code_1979:int? code_2008:int? code_2008_certainty:certainty minority:flag "
                    f"note:text? {TAIL}"),
    "personal_id_provinces": ("code3", f"code3:int province:text {TAIL}"),
    "personal_id_centuries": ("digit", f"digit:int century:int first_year:int sex:male|female {TAIL}"),
    "relations": ("code", f"code:key name:text ord:int inverse:@relations.code? {TAIL}"),
    "kinship": ("former_head member", "former_head:@relations.code member:@relations.code relation:@relations.code "
                f"sure:flag {TAIL}"),
    "poverty_causes": ("code", f"code:key name:text ord:int note:text? {TAIL}"),
    "code_lists": ("list code", f"list:key title:text code:key name:text ord:int {TAIL}"),
    "settings": ("setting_key", f"setting_key:key value:text? type:text unit:text? title:text article:text? note:text? {TAIL}"),
    "assistance_grounds": ("ground parameter age_from",
                           "ground:key ord:int policy_key:@policies.policy_key parameter:key age_from:int? age_to:int? per_child:flag "
                           f"private:flag starts:decision|age|paper told:flag title:text article:text {TAIL}"),
    "school_terms": ("school_year term",
                     "school_year:int term:1|2 from_day:day to_day:day pay_from:day pay_months:int article:text? note:text? "
                     f"{TAIL}"),
    "loan_steps": ("step_key",
                   "step_no:int step_key:key title:text actor:text paper:text days_setting:@settings.setting_key? signers:text "
                   f"note:text? {TAIL}"),
    "loan_risk_causes": ("cause_key", f"cause_key:key ord:int title:text papers:text article:text note:text? {TAIL}"),
    "loan_bank_columns": ("field", f"field:key ord:int title:text headings:text {TAIL}"),
    "roles": ("role", "role:key name:text level:int?"),
    "role_permissions": ("permission", "permission:text roles:text"),
    "surnames": ("surname ethnicity", f"surname:text ethnicity:@ethnicities.name share_bp:int note:text? {TAIL}"),
    "demo_names": ("part sex name ethnicity",
                   f"part:middle|given sex:male|female name:text ethnicity:@ethnicities.name? weight:int {TAIL}"),
    "demo_name_patterns": ("ethnicity sex pattern",
                           f"ethnicity:@ethnicities.name? sex:male|female pattern:text weight:int {TAIL}"),
    "demo_hamlet_names": ("unit_type pattern",
                          f"unit_type:text hamlet_kind:thon|ap|khu_pho|to_dan_pho|khu_dan_cu pattern:text weight:int {TAIL}"),
    "demo_hamlet_words": ("name", f"name:text {TAIL}"),
    "demo_spellings": ("name", f"name:text variant:text {TAIL}"),
    "demo_accounts": ("username", "username:key display_name:text role:@roles.role area:hamlet|commune|district|province|none "
                      f"agency_key:@agencies.agency_key? position:text? {TAIL}"),
    "demo_groups": ("ethnicity", f"ethnicity:@ethnicities.name weight:int {TAIL}"),
}

# Invented lines may stand only where a reader cannot mistake them for facts of the province.
MAY_BE_INVENTED = ("scorecard_demo", "scorecard_demo_lines", "surnames", "demo_names", "demo_name_patterns",
                   "demo_hamlet_names", "demo_hamlet_words", "demo_spellings", "demo_groups", "demo_accounts")
