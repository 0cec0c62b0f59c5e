/* opt.h: what is parsed, what is refused and in which words, what --help prints. */
#include "unit.h"

#include "base/opt.h"

struct values {
    struct str data, output;
    bool tls;
    int64_t people;
    struct opt_list listen;
};

static const struct opt rows[] = {
    {"data",    0,   "DIR",  OPT_TEXT(struct values, data),   "muster-data",     "keep everything in DIR"  },
    { "output", 'o', "FILE", OPT_TEXT(struct values, output), NULL,              "write to FILE"           },
    { "tls",    't', NULL,   OPT_FLAG(struct values, tls),    NULL,              "serve over TLS"          },
    { "people", 0,   "N",    OPT_INT(struct values,  people), "250",             "make up N people",         1, 1000 },
    { "listen",     'l',       "ADDR:PORT",     OPT_MANY(struct values,                    listen),          NULL, "listen there"},
};

static const struct opt_command command = {
    "muster demo [OPTION]... [FILE]...", "Starts a demonstration.", rows, COUNT_OF(rows), 0, 2,
};

static struct values values;
static struct why why;

/* Parses up to 7 words; returns the status, leaves the number of positional words in *count. */
static enum status parse(char **words, int *count)
{
    *count = 0;
    while (words[*count] != NULL) {
        ++*count;
    }
    why.text[0] = 0;
    return opt_parse(&command, count, words, &values, &why);
}

#define WORDS(...) ((char *[]){ __VA_ARGS__, NULL })

static void defaults(void **state)
{
    int n = 0;
    (void)state;
    memset(&values, 0xAA, sizeof values);
    assert_int_equal(opt_parse(&command, &n, WORDS(NULL), &values, &why), ST_OK);
    assert_text(values.data, "muster-data");
    assert_null(values.output.ptr);
    assert_false(values.tls);
    assert_int_equal(values.people, 250);
    assert_int_equal(values.listen.count, 0);
}

static void all_forms(void **state)
{
    int n;
    (void)state;
    char **words =
        WORDS("a", "--data=x=y", "-l", "one", "--listen", "two", "-t", "-ofile", "--people", "7", "-");
    assert_int_equal(parse(words, &n), ST_OK);
    assert_int_equal(n, 2);
    assert_string_equal(words[0], "a");
    assert_string_equal(words[1], "-");
    assert_text(values.data, "x=y");
    assert_text(values.output, "file");
    assert_true(values.tls);
    assert_int_equal(values.people, 7);
    assert_int_equal(values.listen.count, 2);
    assert_text(values.listen.item[1], "two");
}

static void hyphens_end_the_options(void **state)
{
    int n;
    (void)state;
    char **words = WORDS("--", "--tls", "--");
    assert_int_equal(parse(words, &n), ST_OK);
    assert_int_equal(n, 2);
    assert_string_equal(words[0], "--tls");
    assert_string_equal(words[1], "--");
    assert_false(values.tls);
}

static void empty_value_is_a_value(void **state)
{
    int n;
    (void)state;
    assert_int_equal(parse(WORDS("--data="), &n), ST_OK);
    assert_text(values.data, "");
}

static void refusals(void **state)
{
    static const struct {
        char *words[4];
        const char *says;
    } cases[] = {
        {{ "--poeple", "3" },     "there is no option --poeple; did you mean --people?"    },
        { { "--poeple=3" },       "there is no option --poeple; did you mean --people?"    },
        { { "--quantum" },        "there is no option --quantum; --help lists them"        },
        { { "-x" },               "there is no option -x"                                  },
        { { "--people", "0" },    "--people needs a whole number from 1 to 1000, not \"0\""},
        { { "--people", "1001" }, "from 1 to 1000"                                         },
        { { "--people", "7x" },   "not \"7x\""                                             },
        { { "--people" },         "--people needs a value: --people N"                     },
        { { "-o" },               "--output needs a value"                                 },
        { { "--tls=yes" },        "--tls takes no value"                                   },
        { { "-tx" },              "-t takes no value"                                      },
        { { "a", "b", "c" },      "more arguments"                                         },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *words[4];
        int n;
        memcpy(words, cases[i].words, sizeof words);
        assert_int_equal(parse(words, &n), ST_INVALID);
        assert_contains(why.text, cases[i].says);
    }
}

static void an_argument_may_be_required(void **state)
{
    static const struct opt_command strict = {
        "muster import FORMAT", "Imports.", rows, COUNT_OF(rows), 1, 1
    };
    int n = 0;
    (void)state;
    assert_int_equal(opt_parse(&strict, &n, WORDS(NULL), &values, &why), ST_INVALID);
    assert_contains(why.text, "an argument is missing; usage: muster import FORMAT");
}

static void list_has_a_limit(void **state)
{
    char *words[LIMIT_OPTION_LIST + 2] = { 0 };
    int n;
    (void)state;
    for (size_t i = 0; i < LIMIT_OPTION_LIST; i++) {
        words[i] = "-lx";
    }
    assert_int_equal(parse(words, &n), ST_OK);
    for (size_t i = 0; i <= LIMIT_OPTION_LIST; i++) {
        words[i] = "-lx";
    }
    assert_int_equal(parse(words, &n), ST_INVALID);
    assert_contains(why.text, "at most 64 times");
}

static void help(void **state)
{
    int n;
    struct buf out;
    (void)state;
    assert_int_equal(parse(WORDS("--tls", "--help"), &n), ST_END);
    assert_int_equal(parse(WORDS("-h"), &n), ST_END);
    buf_init(&out, 4096);
    opt_help(&command, &out);
    assert_text(buf_text(&out), "Usage: muster demo [OPTION]... [FILE]...\n"
                                "\n"
                                "Starts a demonstration.\n"
                                "\n"
                                "Options:\n"
                                "      --data DIR              keep everything in DIR (default muster-data)\n"
                                "  -o, --output FILE           write to FILE\n"
                                "  -t, --tls                   serve over TLS\n"
                                "      --people N              make up N people (default 250)\n"
                                "  -l, --listen ADDR:PORT      listen there (may be repeated)\n"
                                "  -h, --help                  print this\n");
    buf_done(&out);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(defaults),
    cmocka_unit_test(all_forms),
    cmocka_unit_test(hyphens_end_the_options),
    cmocka_unit_test(empty_value_is_a_value),
    cmocka_unit_test(refusals),
    cmocka_unit_test(an_argument_may_be_required),
    cmocka_unit_test(list_has_a_limit),
    cmocka_unit_test(help),
};

UNIT_MAIN("base/opt")
