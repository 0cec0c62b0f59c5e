/* derive/: values that follow from records by arithmetic; expected values from the vendor's document and by
 * hand. */
#include "unit.h"

#include "derive/average.h"
#include "derive/campaign.h"
#include "model/record.h"

#include <math.h>

/* A share as a tally keeps it: whole parts of 2^-30 and 2^-60. */
static void add_share(double share, int64_t *hi, int64_t *lo)
{
    double scaled = ldexp(share, 30), whole = floor(scaled);
    *hi += (int64_t)whole;
    *lo += (int64_t)ldexp(scaled - whole, 30);
}

static void average_of_the_document(void **state)
{
    int64_t hi = 0, lo = 0;
    (void)state;
    add_share(0.9166666666666666, &hi, &lo);
    add_share(1, &hi, &lo);
    assert_true(average_share(hi, lo, 2) == 0.9583333333333333);
}

static void average_of_equal_shares_is_the_share(void **state)
{
    static const double shares[] = { 0.1, 0.54, 1.0 / 3, 0.75, 1, 0, 0.9999999999999999 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(shares); i++) {
        for (int n = 1; n < 2000; n += 37) {
            int64_t hi = 0, lo = 0;
            for (int k = 0; k < n; k++) {
                add_share(shares[i], &hi, &lo);
            }
            double got = average_share(hi, lo, n);
            if (got != shares[i]) {
                fail_msg("%d times %.17g gives %.17g", n, shares[i], got);
            }
        }
    }
}

static void average_rounds_to_the_nearest(void **state)
{
    (void)state;
    assert_true(average_share(0, 0, 0) == 0);
    assert_true(average_share((int64_t)1 << 30, 0, 3) == 1.0 / 3);
    assert_true(average_share((int64_t)2 << 30, 0, 3) == 2.0 / 3);
    assert_true(average_share(0, 1, 1) == ldexp(1, -60));
    assert_true(average_share((int64_t)10000000 << 30, 0, 10000000) == 1);
}

static void whole_average_rounds_half_up(void **state)
{
    (void)state;
    assert_int_equal(average_whole(0, 0), 0);
    assert_int_equal(average_whole(5, 2), 3);
    assert_int_equal(average_whole(7, 3), 2);
    assert_int_equal(average_whole(8, 3), 3);
    assert_int_equal(average_whole(4410, 2), 2205);
    assert_int_equal(average_whole(INT64_MAX, 1), INT64_MAX);
}

static void campaign_status_by_the_clock(void **state)
{
    (void)state;
    assert_int_equal(campaign_status_at(CAMPAIGN_STATUS_NONE, NONE, NONE, 100), CAMPAIGN_NOT_STARTED);
    assert_int_equal(campaign_status_at(CAMPAIGN_STATUS_NONE, NONE, 50, 100), CAMPAIGN_NOT_STARTED);
    assert_int_equal(campaign_status_at(CAMPAIGN_STATUS_NONE, 101, NONE, 100), CAMPAIGN_SCHEDULED);
    assert_int_equal(campaign_status_at(CAMPAIGN_STATUS_NONE, 100, NONE, 100), CAMPAIGN_IN_PROGRESS);
    assert_int_equal(campaign_status_at(CAMPAIGN_STATUS_NONE, 100, 101, 100), CAMPAIGN_IN_PROGRESS);
    assert_int_equal(campaign_status_at(CAMPAIGN_STATUS_NONE, 90, 100, 100), CAMPAIGN_COMPLETED);
    assert_int_equal(campaign_status_at(CAMPAIGN_NOT_STARTED, 90, 95, 100), CAMPAIGN_NOT_STARTED);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(average_of_the_document),       cmocka_unit_test(average_of_equal_shares_is_the_share),
    cmocka_unit_test(average_rounds_to_the_nearest), cmocka_unit_test(whole_average_rounds_half_up),
    cmocka_unit_test(campaign_status_by_the_clock),
};

UNIT_MAIN("derive")
