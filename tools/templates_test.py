#!/usr/bin/env python3
"""Tests of tools/templates.py: what it refuses, and what the compiled C writes."""
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import templates  # noqa: E402


def compile_text(source, feature="area", name="list", others=()):
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for file_name, text in [(name, source), *others]:
            paths.append(os.path.join(folder, file_name + ".html"))
            with open(paths[-1], "w", encoding="utf-8") as f:
                f.write(text)
        return templates.compile_feature(feature, paths)[1]


class Refuses(unittest.TestCase):
    def refuses(self, source, line, part, **kw):
        with self.assertRaises(SystemExit) as caught:
            compile_text(source, **kw)
        message = str(caught.exception)
        self.assertIn(f"list.html:{line}: error:", message)
        self.assertIn(part, message)

    def test_values_in_scripts_and_styles(self):
        self.refuses("<p></p>\n<script>{{x}}</script>", 2, "no value can stand in <script>")
        self.refuses("<style>p {}</style>", 1, "must be empty")

    def test_values_in_tags_and_unquoted_attributes(self):
        self.refuses("<p {{x}}></p>", 1, "no value can stand in the tag")
        self.refuses("<p class={{x}}></p>", 1, "double quotes")
        self.refuses("<p class='a'></p>", 1, "double quotes")

    def test_event_handlers_and_style_attributes(self):
        self.refuses('<p onclick="x()"></p>', 1, "event handlers")
        self.refuses('<p style="color:red"></p>', 1, "style attributes")

    def test_addresses_that_a_value_could_turn_into_script(self):
        self.refuses('<a href="{{x}}"></a>', 1, "must begin with a literal")
        self.refuses('<a href="{{#if y}}/a{{/if}}{{x}}"></a>', 1, "must begin with a literal")
        self.refuses('<a href="javascript:{{x}}"></a>', 1, "must begin with a literal")
        self.refuses('<a href="//{{x}}"></a>', 1, "must begin with a literal")
        self.refuses('<iframe srcdoc="{{x}}"></iframe>', 1, "srcdoc")
        self.refuses('<p>{{url x}}</p>', 1, "belongs into href")

    def test_raw_outside_components(self):
        self.refuses("<p>{{raw x}}</p>", 1, "src/view only")
        compile_text("<p>{{raw x}}</p>", feature="view")

    def test_elements_that_a_branch_leaves_open(self):
        self.refuses("{{#if a}}\n<p>\n{{/if}}", 2, "<p> is not closed")
        self.refuses("<p>{{#if a}}</p>{{/if}}", 1, "the branch")
        self.refuses("<div>\n<p>\n</div>", 3, "<p> of line 2 is open")
        self.refuses("<div>", 1, "never closed")
        self.refuses('<a class="{{#if a}}"{{/if}}></a>', 1, "the branch ends in")

    def test_forms_that_post_without_a_token(self):
        self.refuses('<p></p>\n<form method="post" action="/x"></form>', 2, "{{csrf}}")
        compile_text('<form method="post" action="/x">{{csrf}}</form><form method="get"></form>')

    def test_words_in_templates(self):
        self.refuses("<p>Hộ nghèo</p>", 1, "vi.po")
        self.refuses('<p title="Hộ"></p>', 1, "vi.po")
        compile_text("<p>– · → ■</p>")
        self.refuses('{{t "no spaces"}}', 1, "no message key")

    def test_mistakes_in_tags(self):
        self.refuses("{{#if a}}", 1, "missing {{/if}}")
        self.refuses("a\n{{/each}}", 2, "unexpected")
        self.refuses("{{#each a}}{{/each}}", 1, "as name")
        self.refuses("{{#if a}}{{else}}{{else}}{{/if}}", 1, "unexpected")
        self.refuses("{{a b}}", 1, "unexpected b")
        self.refuses("{{a.@index}}", 1, "unknown @index")
        self.refuses("{{#if a ==}}{{/if}}", 1, "expected name")
        self.refuses("{{a", 1, "unmatched")
        self.refuses("{{#each a as page}}{{/each}}", 1, "reserved")
        self.refuses("<p>a < b</p>", 1, "lone '<'")


STUBS = r"""
/* How numbers are written is another module's business: here the simplest that can be told apart. */
#include "i18n/i18n.h"
struct text tr(enum lang lang, const char *key) {
    if (strcmp(key, "area.hello") == 0)
        return lang == LANG_VI ? T("Chào <{0}>") : T("Hello <{0}>");
    return text_of(key);
}
struct text vi_fold(struct arena *a, struct text t) { (void)a; return t; }
bool tr_known(const char *key) { return strncmp(key, "area.", 5) == 0; }
struct text tr_args(enum lang lang, struct arena *a, const char *key, const struct text *args, size_t count) {
    (void)count;
    struct text t = tr(lang, key);
    return arena_fmt(a, "%.*s:%.*s", FMT(t), FMT(args[0]));
}
void fmt_int(struct buf *b, enum lang l, int64_t v) { (void)l; buf_fmt(b, "i%lld", (long long)v); }
void fmt_money(struct buf *b, enum lang l, int64_t v) { (void)l; buf_fmt(b, "%lld d", (long long)v); }
void fmt_percent(struct buf *b, enum lang l, int64_t v, int d) { (void)l; buf_fmt(b, "%lld/%d%%", (long long)v, d); }
void fmt_day(struct buf *b, enum lang l, day_t d) { (void)l; char s[11]; day_vn(d, s); buf_str(b, s); }
void fmt_day_long(struct buf *b, day_t d) { buf_fmt(b, "long %d", d); }
"""

HARNESS = r"""
#include "area_templates.h"
#include "view_templates.h"
int main(void) {
    struct arena *a = arena_new(1 << 20);
    struct buf out;
    buf_init(&out, 1 << 20);
    struct value *v = value_object(a), *page = value_object(a), *rows = value_set_list(v, "rows");
    value_set_str(page, "csrf", "tok\"en");
    value_set_str(v, "evil", "<b a=\"1\" c='2'>&");
    value_set_str(v, "name", "area.hello");
    value_set_str(v, "there", "/a b?x=1&y=<");
    value_set_str(v, "away", "//evil.example");
    value_set_str(v, "script", "javascript:alert(1)");
    value_set_int(v, "n", 1234);
    value_set_id(v, "id", 77);
    value_set_money(v, "money", 162540);
    value_set_bp(v, "bp", 40);
    value_set_day(v, "day", day_of(2024, 11, 25));
    value_set_word(v, "state", "area.state.done");
    value_set_null(v, "none");
    value_set_list(v, "empty");
    value_set_str(v, "key", "b");
    struct value *names = value_set_list(v, "names");
    value_add_text(names, T("a"));
    value_add_text(names, T("b"));
    for (int i = 0; i < 3; i++) {
        struct value *row = value_add_object(rows);
        value_set_int(row, "a", i);
        value_set_str(row, "b", i == 1 ? "x&y" : "z");
    }
    struct render r = {.out = &out, .arena = a, .lang = LANG_VI, .page = page, .asset_suffix = T("?v=1")};
    area_list_html(&r, v);
    fwrite(out.ptr, 1, out.len, stdout);
    buf_free(&out);
    arena_free(a);
    return 0;
}
"""


class Writes(unittest.TestCase):
    def writes(self, source, expected, row="<i>{{this.b}}{{arg.k}}</i>", box='<u title="{{t arg.title}}">{{slot}}</u>'):
        with tempfile.TemporaryDirectory() as folder:
            def put(name, text):
                os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
                with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                    f.write(text)
                return os.path.join(folder, name)
            files = {"area": [put("src/features/area/list.html", source), put("src/features/area/row.html", row)],
                     "view": [put("src/view/box.html", box)]}
            c_files = []
            for feature, paths in files.items():
                header, code = templates.compile_feature(feature, paths)
                put(f"{feature}_templates.h", header)
                c_files.append(put(f"{feature}_templates.c", code))
            c_files += [put("stubs.c", STUBS), put("main.c", HARNESS)]
            c_files += [os.path.join(ROOT, "src", p) for p in
                        ("view/render.c", "view/value.c", "base/text.c", "base/memory.c", "base/error.c", "base/time.c")]
            program = os.path.join(folder, "program")
            build = subprocess.run(
                ["gcc", "-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror",
                 "-fsanitize=address,undefined", "-g", "-I", os.path.join(ROOT, "src"), "-I", folder, "-o", program,
                 *c_files, "-lm"], capture_output=True, text=True)
            self.assertEqual(build.returncode, 0, build.stderr)
            run = subprocess.run([program], capture_output=True, text=True)
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertEqual(run.stdout, expected)

    def test_everything_in_one_page(self):
        cases = [
            ('<p title="{{evil}}">{{evil}}</p>',
             '<p title="&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;">&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;</p>'),
            ("{{n}} {{plain n}} {{id}} {{money}} {{bare money}} {{bp}} {{whole bp}} {{bare bp}} {{day}} {{plain day}} "
             "{{long day}} {{state}} {{plain state}} [{{none}}{{absent.deep}}]",
             "i1234 1234 77 162540 d i162540 40/2% 40/0% 40/2 25/11/2024 2024-11-25 long 20052 area.state.done done []"),
            ('<a href="/ho/{{id}}?q={{evil}}&amp;n={{n}}"></a>',
             '<a href="/ho/77?q=%3Cb%20a%3D%221%22%20c%3D%272%27%3E%26&amp;n=1234"></a>'),
            ('<a href="{{url there}}"></a><a href="{{url away}}"></a><a href="{{url script}}"></a><a href="{{url none}}"></a>',
             '<a href="/a%20b?x=1&amp;y=%3C"></a><a href="#"></a><a href="#"></a><a href="#"></a>'),
            ('<a href="{{#if n}}{{url there}}{{else}}/x{{/if}}#{{id}}"></a>', '<a href="/a%20b?x=1&amp;y=%3C#77"></a>'),
            ('{{t "area.hello" n}}|{{t "area.other"}}|{{t name 5}}|{{t evil}}',
             'Chào &lt;{0}&gt;:i1234|area.other|Chào &lt;{0}&gt;:i5|&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;'),
            ("{{#if n == 1234 && !none}}1{{/if}}{{#if n > 2000 || state == \"done\"}}2{{/if}}{{#if key != \"b\"}}3{{#elif id}}4"
             "{{#else}}5{{/if}}{{#if (none || empty) || absent == 0}}6{{/if}}{{#if rows.@count == 3}}7{{/if}}"
             "{{#if absent == none}}8{{/if}}{{#if 5 < n}}9{{/if}}{{#if none == null && n != null}}a{{/if}}"
             "{{#if key in names}}b{{/if}}{{#if \"c\" in names || key in none}}c{{/if}}{{#if key in key}}d{{/if}}", "124789abd"),
            ("{{#each rows as x}}{{x.@index1}}{{#if x.@first}}F{{/if}}{{#if x.@last}}L{{/if}}{{x.b}}{{x[key]}}{{/each}}"
             "{{#each empty as x}}{{else}}none{{/each}}{{rows[1].b}}{{rows[9].b}}",
             "i1Fzzi2x&amp;yx&amp;yi3Lzznonex&amp;y"),
            ("{{#with rows[1] as q}}{{q.a}}{{/with}}{{#with none as q}}no{{#else}}yes{{/with}}", "i1yes"),
            ('{{#each rows as x}}{{> area.row x k="!"}}{{/each}}{{> area.row k=n}}',
             "<i>z!</i><i>x&amp;y!</i><i>z!</i><i>i1234</i>"),
            ('{{#each rows as x}}{{#layout view.box title=(t "area.hello" x.a)}}<b>{{x.b}}</b>{{/layout}}{{/each}}',
             '<u title="Chào &lt;{0}&gt;:i0"><b>z</b></u><u title="Chào &lt;{0}&gt;:i1"><b>x&amp;y</b></u>'
             '<u title="Chào &lt;{0}&gt;:i2"><b>z</b></u>'),
            ('{{#layout view.box title="area.hello"}}{{#layout view.box title="x"}}{{n}}{{/layout}}{{/layout}}',
             '<u title="Chào &lt;{0}&gt;"><u title="x">i1234</u></u>'),
            ('<form method="post" action="/x">{{csrf}}</form>',
             '<form method="post" action="/x"><input type="hidden" name="csrf" value="tok&quot;en"></form>'),
            ('<input name="a"{{#if n}} checked{{/if}} class="a{{#if none}} b{{else}} c{{/if}}">{{icon "x"}}'
             '<link href="{{asset "app.css"}}">',
             '<input name="a" checked class="a c"><svg class="i" aria-hidden="true"><use href="/static/icons.svg?v=1#x">'
             '</use></svg><link href="/static/app.css?v=1">'),
            ("{{found key key}}{{found n key}}", "<mark>b</mark>i1234"),
            ('<a href="{{fill "/ho/{id}/x{n}" this}}"></a><a href="{{fill evil this}}"></a>{{mark state}}{{mark evil}}',
             '<a href="/ho/77/x1234"></a><a href="#"></a><svg class="i" aria-hidden="true"><use href="/static/icons.svg?v=1'
             '#state-done"></use></svg>'),
            ("<ul>\n  {{! note }}\n  {{#each rows as x}}\n    <li>\n      <b>{{x.a}}</b>\n      <i>b</i>\n    </li>\n"
             "  {{/each}}\n</ul>\n<!-- gone -->\n<pre>\n a\n</pre>",
             "<ul><li><b>i0</b> <i>b</i></li><li><b>i1</b> <i>b</i></li><li><b>i2</b> <i>b</i></li></ul><pre>\n a\n</pre>"),
            ("<textarea>\n{{evil}}</textarea><title>{{state}}</title>",
             "<textarea>\n&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;</textarea><title>area.state.done</title>"),
        ]
        self.writes("¦".join(source for source, _ in cases), "¦".join(expected for _, expected in cases))

    def test_a_template_that_calls_itself_stops(self):
        self.writes("<p>{{> area.row}}</p>", "<p>" + "<i>" * 63 + "</i>" * 63 + "</p>", row="<i>{{> area.row}}</i>")

    def test_missing_template_and_asset_are_named(self):
        with self.assertRaises(SystemExit) as caught:
            self.writes("\n{{> area.nothing}}", "")
        self.assertIn("list.html:2: error: there is no template area.nothing", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
