/* feed_people.c: its table against the record model, and no heading that means two things. */
#include "unit.h"

#include "base/fold.h"
#include "base/limits.h"
#include "feed/feed_csv.h"
#include "model/members.h"

static void every_key_of_a_person_has_a_line(void **state)
{
    const struct kind_table *person = kind_table(KIND_PERSON);
    size_t count;
    const struct feed_field *fields = feed_people_fields(&count);
    (void)state;
    for (int m = 0; m < person->count; m++) {
        int found = 0;
        for (size_t i = 0; i < count; i++) {
            found += strcmp(fields[i].key, person->members[m].key) == 0;
        }
        if (found != 1) {
            print_error("%s: %d lines\n", person->members[m].key, found);
            fail();
        }
    }
}

static void every_line_is_a_key_of_a_person(void **state)
{
    const struct kind_table *person = kind_table(KIND_PERSON);
    size_t count;
    const struct feed_field *fields = feed_people_fields(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        /* updatedAt belongs to every record; manager is one of two keys. */
        bool found = strcmp(fields[i].key, "updatedAt") == 0 || fields[i].type == FEED_MANAGER;
        for (int m = 0; m < person->count; m++) {
            found = found || strcmp(fields[i].key, person->members[m].key) == 0;
        }
        if (!found) {
            print_error("%s is no key of a person\n", fields[i].key);
            fail();
        }
        assert_string_equal(fields[i].record, "person");
        assert_int_equal(fields[i].type == FEED_WORD, fields[i].words != NULL);
    }
}

struct spelling {
    struct str letters;
    size_t field;
};

static void no_heading_means_two_things(void **state)
{
    static struct spelling seen[2000];
    size_t count, n = 0, twice = 0;
    const struct feed_field *fields = feed_people_fields(&count);
    struct arena arena;
    (void)state;
    arena_init(&arena, 4 * MIB);
    for (size_t i = 0; i < count; i++) {
        struct str rest = str_of(fields[i].headings);
        while (rest.len) {
            struct str heading = str_cut(&rest, '|');
            assert_true(n < COUNT_OF(seen));
            assert_int_equal(fold_letters(&arena, heading, &seen[n].letters), ST_OK);
            seen[n].field = i;
            for (size_t other = 0; other < n; other++) {
                if (str_eq(seen[other].letters, seen[n].letters) && seen[other].field != i) {
                    print_error("\"" STR_FMT "\" means %s and %s\n", STR_ARG(heading),
                                fields[seen[other].field].key, fields[i].key);
                    twice++;
                }
            }
            n++;
        }
    }
    arena_done(&arena);
    assert_int_equal(twice, 0);
    assert_true(n > 300);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_key_of_a_person_has_a_line),
    cmocka_unit_test(every_line_is_a_key_of_a_person),
    cmocka_unit_test(no_heading_means_two_things),
};

UNIT_MAIN("feed/people")
