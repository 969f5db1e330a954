-- exec signed_test_names
-- why: everybody gets another name after the signature
UPDATE person_version SET full_name = 'Người Khác', name_fold = 'nguoi khac';

-- exec signed_test_classes
-- why: every class is overruled after the signature
UPDATE class_history SET class = 3 WHERE class = 1;

-- exec signed_test_places
-- why: the map is another one after the signature
UPDATE area_version SET name = 'Đơn vị khác';

-- exec signed_test_tamper
-- why: somebody changes a signed row behind the program's back
UPDATE signed_household SET head_name = 'Kẻ Khác' WHERE ord = 1;
