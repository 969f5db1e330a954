-- exec plan_test_tamper
-- why: somebody edits a signed report behind the program's back
UPDATE plan_report_snapshot SET content = replace(content, '17', '71');
