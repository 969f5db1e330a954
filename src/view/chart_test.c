#include "tests/test.h"

#include "view/chart.h"
#include "view/svg.h"

static const char *as_string(struct buf *b) {
    return arena_zstr(test_arena(), buf_as_text(b));
}

static size_t occurrences(const char *in, const char *what) {
    size_t n = 0;
    for (const char *p = strstr(in, what); p != NULL; p = strstr(p + 1, what))
        n++;
    return n;
}

TEST("numbers in pictures have at most one decimal and are never infinite") {
    AUTO_BUF b;
    buf_init(&b, 1000);
    static const double values[] = {0, 1, -2.5, 3.14159, 1e300, -0.04, 0.0 / 1.0};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        svg_number(&b, values[i]);
        buf_char(&b, ' ');
    }
    double zero = 0;
    svg_number(&b, 1 / zero);
    assert_string_equal(as_string(&b), "0 1 -2.5 3.1 1000000000 0 0 0");
}

TEST("texts of a picture are escaped") {
    AUTO_BUF b;
    buf_init(&b, 1 << 16);
    struct chart_bar bars[] = {{T("<b>\"&"), 3, T("</svg>"), false}};
    chart_bars(&b, LANG_VI, T("<script>"), bars, 1, false);
    struct chart_tile tiles[] = {{T("1"), T("<i>"), T("&"), 0, 0, 9, T("/a?x=\"<")},
                                 {T("2"), T("b"), T("c"), 1, 0, -1, T("//elsewhere")},
                                 {T("3"), T("b"), T("c"), 1, 0, 0, T("javascript:1")}};
    chart_tiles(&b, T("t"), tiles, 3);
    const char *svg = as_string(&b);
    assert_null(strstr(svg, "<script"));
    assert_null(strstr(svg, "<b>"));
    assert_null(strstr(svg, "<i>"));
    assert_int_equal(occurrences(svg, "</svg>"), 2);
    assert_non_null(strstr(svg, "href=\"/a?x=&quot;&lt;\""));
    assert_int_equal(occurrences(svg, "<a "), 1); /* the other two addresses are not on this site */
}

TEST("empty pictures are still pictures with a title") {
    AUTO_BUF b;
    buf_init(&b, 1 << 16);
    chart_line(&b, &(struct chart_line){.title = T("a")});
    chart_sankey(&b, LANG_VI, T("b"), NULL, 0, NULL, 0);
    chart_bars(&b, LANG_VI, T("c"), NULL, 0, true);
    chart_tiles(&b, T("d"), NULL, 0);
    chart_spans(&b, &(struct chart_spans){.title = T("e"), .from = 10, .to = 10, .today = DAY_NONE});
    const char *svg = as_string(&b);
    assert_int_equal(occurrences(svg, "<svg "), 5);
    assert_int_equal(occurrences(svg, "</svg>"), 5);
    assert_int_equal(occurrences(svg, "<title>"), 5);
    assert_null(strstr(svg, "nan"));
    assert_null(strstr(svg, "inf"));
}

TEST("the axis of a line reaches above its highest value and writes decimals with a comma") {
    AUTO_BUF b;
    buf_init(&b, 1 << 16);
    struct chart_point actual[] = {{0, 75}, {6, 40}};
    struct text ticks[] = {T("T1"), T("T2")};
    chart_line(&b, &(struct chart_line){.title = T("t"),
                                        .lang = LANG_VI,
                                        .ticks = ticks,
                                        .tick_count = 2,
                                        .actual = actual,
                                        .actual_count = 2,
                                        .has_goal = true,
                                        .goal_basis_points = 32,
                                        .goal_label = T("Chỉ tiêu 0,32")});
    const char *svg = as_string(&b);
    assert_non_null(strstr(svg, ">0,8<"));
    assert_non_null(strstr(svg, ">0,40<"));
    assert_null(strstr(svg, ">1,0<"));
    assert_int_equal(occurrences(svg, "<circle"), 2);
    assert_int_equal(occurrences(svg, "class=\"goal\""), 1);
}

TEST("bands of a flow are as high as their numbers and leave out what points nowhere") {
    AUTO_BUF b;
    buf_init(&b, 1 << 16);
    struct chart_node nodes[] = {{T("A"), 100, false, false}, {T("B"), 60, true, false}, {T("C"), 40, true, true}};
    struct chart_flow flows[] = {{0, 1, 60, false}, {0, 2, 40, true}, {0, 7, 10, false}, {0, 1, 0, false}};
    chart_sankey(&b, LANG_VI, T("t"), nodes, 3, flows, 4);
    const char *svg = as_string(&b);
    assert_int_equal(occurrences(svg, "class=\"flow"), 3); /* two bands and the node that warns */
    assert_non_null(strstr(svg, "v180C"));                 /* 60 of 100 on a height of 300 */
    assert_non_null(strstr(svg, "v120C"));
}

TEST("spans are clipped to the picture and events that would overlap go to further lines") {
    AUTO_BUF b;
    buf_init(&b, 1 << 16);
    struct text rows[] = {T("r")};
    day_t from = day_of(2022, 1, 1), to = day_of(2025, 1, 1);
    struct chart_span spans[] = {{0, from - 500, DAY_FOREVER, T("whole"), 4, false},
                                 {0, to + 5, to + 9, T("outside"), 0, false},
                                 {3, from, to, T("no such row"), 0, false}};
    struct chart_event events[] = {{from + 100, T("một sự việc"), T(""), false},
                                   {from + 101, T("sự việc khác"), T(""), true},
                                   {from + 900, T("sau"), T(""), false}};
    chart_spans(&b, &(struct chart_spans){.title = T("t"),
                                          .from = from,
                                          .to = to,
                                          .today = from + 10,
                                          .rows = rows,
                                          .row_count = 1,
                                          .spans = spans,
                                          .span_count = 3,
                                          .events = events,
                                          .event_count = 3,
                                          .events_label = T("Sự việc")});
    const char *svg = as_string(&b);
    assert_non_null(strstr(svg, ">whole<"));
    assert_null(strstr(svg, "outside"));
    assert_null(strstr(svg, "no such row"));
    assert_non_null(strstr(svg, "y=\"88\" class=\"s\">một"));
    assert_non_null(strstr(svg, "y=\"120\" class=\"w\">sự việc khác"));
    assert_non_null(strstr(svg, "y=\"88\" class=\"s\">sau"));
}
