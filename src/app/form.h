/* One declaration per field serves the page, the API body, the spreadsheet template and its import check, the
 * audit's masking and the API description. A value arrives as absent, bad or good. */
#ifndef ANSINH_FORM_H
#define ANSINH_FORM_H
#include "app/app.h"

enum field_type {
    F_TEXT, /* one line, NFC, trimmed */
    F_LONG, /* several lines */
    F_NAME, /* a person's name: letters of any script, spaces, ' - . ; NFC, spaces made one */
    F_INT,
    F_MONEY, /* whole đồng; separators '.' accepted */
    F_DAY,
    F_BIRTH,    /* partial day: value and precision */
    F_BOOL,     /* checkbox; JSON true/false */
    F_CHOICE,   /* one of choices (or of what the handler set) */
    F_ID,       /* text of digits */
    F_IDS,      /* several ids: repeated field, or JSON array */
    F_PASSWORD, /* not trimmed, never shown again or logged */
    F_FILE,
    F_HIDDEN_INT, /* version and the like */
    F_HIDDEN,     /* text that goes with the form unseen */
};
enum field_sensitivity { S_PUBLIC, S_PERSONAL, S_SENSITIVE }; /* NĐ 13/2023: basic / sensitive personal data */

struct choice {
    const char *code;
    const char *label; /* word key */
    int64_t value;     /* what a list filter over an int column binds */
};
struct field {
    const char *name; /* snake_case; name in forms, JSON and spreadsheets */
    enum field_type type;
    bool required;
    const char *label; /* word key; also the spreadsheet's column head */
    int64_t min,
        max; /* int, money: value; text: length in characters (max 0: 200; long 4000); day: day numbers (both 0: any) */
    const struct choice *choices; /* F_CHOICE, static */
    size_t choice_count;
    const char *help; /* word key or NULL */
    const char *law;  /* article that asks for it, shown beside the field, or NULL */
    const char *unit; /* word key, e.g. đồng/người/tháng */
    enum field_sensitivity sensitivity;
    /* choices that come from data: filled by make_form; text labels */
    const struct choice_text *texts;
    size_t text_count;
};
struct choice_text {
    struct text code, label;
};
struct form {
    const char *name;
    const struct field *fields;
    size_t field_count;
};
enum field_state { FIELD_ABSENT, FIELD_BAD, FIELD_GOOD };
struct field_value {
    enum field_state state;
    struct text raw; /* as sent, UTF-8 checked, for showing again */
    struct text text;
    int64_t i;
    day_t day;
    enum day_precision precision;
    bool b;
    struct db_ids ids;
    const struct http_file *file;
    const char *problem; /* message key when bad */
};
struct form_data {
    const struct form *form;
    struct field_value *values; /* by field */
};

/* Takes pairs (from urlencoded, multipart, query, a spreadsheet row) or a JSON body. Every fault is added to
 * err->fields; returns E_INVALID "form.invalid" when there is any. *ret is set in both cases. Unknown
 * fields are refused in JSON, ignored in forms (browsers add their own). */
MUST_CHECK enum status form_take_pairs(struct arena *a, const struct form *f, const struct http_pair *pairs,
                                       size_t count, const struct http_file *files, size_t file_count,
                                       struct form_data **ret, struct error *err);
MUST_CHECK enum status form_take_json(struct arena *a, const struct form *f, struct text body, struct form_data **ret,
                                      struct error *err);

/* Reading by name; asking for an undeclared name ends the program (our bug). */
const struct field_value *form_value(const struct form_data *d, const char *name);
bool form_given(const struct form_data *d, const char *name);       /* good */
struct text form_text(const struct form_data *d, const char *name); /* TEXT_NONE when absent */
int64_t form_int(const struct form_data *d, const char *name, int64_t otherwise);
day_t form_day(const struct form_data *d, const char *name); /* DAY_NONE when absent */
bool form_bool(const struct form_data *d, const char *name);
int64_t form_id(const struct form_data *d, const char *name); /* 0 when absent */
bool form_choice_is(const struct form_data *d, const char *name, const char *code);

/* out.form for the view.form component: {name, action, csrf, fields:[{name,type,label,value,…,error}], errors:[…]}
 * Values come from sent data when there is some, else from `current` (an object by field name), else empty. When err is
 * E_PRECONDITION (somebody else saved meanwhile), out.differences holds form_differences, and the hidden version is the
 * present one: who has seen both and saves again means it. */
struct value *form_view(struct ctx *c, const struct form *f, const struct form_data *sent, const struct value *current,
                        const struct error *err);
/* What was typed beside what is stored now, where they differ: [{field, label, yours, theirs}], as people read it.
 * `current` as above: a field without a member in it is no stored fact and is left out. */
struct value *form_differences(struct ctx *c, const struct form *f, const struct form_data *sent,
                               const struct value *current);
#endif
