/* feed_behavior.c: lists of behavior events, a row each, as sensors and help desks export them. A date with a
 * time of day gives both, unless a column of its own gives the time. */
#include "base/datein.h"
#include "base/must.h"
#include "base/when.h"
#include "feed/feed_csv.h"
#include "feed/feed_csv_map.h"

/* clang-format off */
static const struct feed_field fields[] = {
    { "behaviorEvent", "behavior", FEED_KEY,
      "behaviour|behavior reference|behaviour reference|behavior name|behaviour name|policy|rule|verhalten|verhaltensreferenz|comportement|"
      "comportamiento|comportamento|gedrag|zachowanie" },
    { "behaviorEvent", "reference", FEED_INT,
      "id|event id|event reference|event number|number|incident id|ticket|ereignis-id|ereignisnummer|vorfallnummer|identifiant|"
      "numéro d'événement|id del evento|id evento|numer zdarzenia" },
    { "behaviorEvent", "person", FEED_KEY,
      "e-mail|email|mail|email address|mail address|user|username|user principal name|upn|employee|employee email|"
      "benutzer|mitarbeiter|e-mail-adresse|courriel|adresse e-mail|utilisateur|employé|correo electrónico|usuario|empleado|"
      "posta elettronica|utente|dipendente|utilizador|funcionário|gebruiker|medewerker|użytkownik|pracownik" },
    { "behaviorEvent", "description", FEED_TEXT,
      "details|text|comment|note|message|beschreibung|bemerkung|descripción|descrizione|descrição|omschrijving|opis" },
    { "when", "date", FEED_TIME,
      "event date|day|occurred on|occurred at|happened at|timestamp|date and time|datetime|datum|tag|zeitpunkt|jour|fecha|data|dzień" },
    { "when", "time", FEED_TEXT, "event time|time of day|uhrzeit|heure|hora|ora|tijd|godzina" },
    { "behaviorEvent", "updatedAt", FEED_TIME, "last modified|modified|updated|geändert|geändert am|modifié le|modificado|modificato" },
};
/* clang-format on */

/* Their places in the table. */
enum { BEHAVIOR, REFERENCE, PERSON, DESCRIPTION, DATE };

static enum status begin(struct feed_csv *csv, struct why *why)
{
    static const int needed[] = { BEHAVIOR, REFERENCE, PERSON, DATE };
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        if (csv->column[needed[i]] < 0) {
            return why_not(
                why, ST_INVALID,
                "there is no column for %s; behavior, reference, person (or e-mail) and date are needed",
                fields[needed[i]].key);
        }
    }
    return ST_OK;
}

static void put(struct json *j, const char *key, const char *pattern, int64_t ticks)
{
    char text[WHEN_TEXT_MAX];
    json_key(j, str_of(key));
    json_str(j, (struct str){ text, when_print(text, ticks, pattern) });
}

/* The day, and the time of day if there is one. */
static enum status put_when(struct feed_csv *csv, const struct csvin_row *row, struct json *j)
{
    struct str date = feed_csv_cell(csv, row, "when", "date"), time = feed_csv_cell(csv, row, "when", "time");
    int64_t ticks;
    if (date.ptr == NULL) {
        return feed_csv_bad(csv, "when", "date", "the date is empty: when was it?");
    }
    if (datein_read(date, csv->order[csv->column[DATE]], &ticks) != DATEIN_OK) {
        return feed_csv_bad(csv, "when", "date",
                            "this is no date such as 2026-01-31, 31.01.2026 or 31/01/2026");
    }
    put(j, "date", WHEN_DATE, ticks);
    if (time.ptr != NULL) {
        json_key(j, STR("time"));
        json_str(j, time);
    } else if (ticks % WHEN_DAY != 0) {
        put(j, "time", WHEN_CLOCK, ticks);
    }
    return ST_OK;
}

/* Columns that are not known, with --extra-columns attributes. */
static void put_metadata(const struct feed_csv *csv, const struct csvin_row *row, struct json *j)
{
    bool open = false;
    for (size_t i = 0; i < csv->columns; i++) {
        struct str cell = csvin_unescape(str_trim(row->cells[i]));
        if (csv->field[i] != FEED_CSV_EXTRA || cell.len == 0) {
            continue;
        }
        if (!open) {
            json_key(j, STR("metadata"));
            json_open(j, '[');
            open = true;
        }
        json_open(j, '{');
        json_key(j, STR("key"));
        json_str(j, feed_csv_attribute(csv->headings[i]));
        json_key(j, STR("value"));
        json_str(j, cell);
        json_close(j, '}');
    }
    if (open) {
        json_close(j, ']');
    }
}

static enum status event_row(struct feed_csv *csv, const struct csvin_row *row, struct why *why)
{
    static const char *const needed[] = { "behavior", "reference", "person" };
    struct json j = json_to(&csv->line);
    (void)why;
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        if (feed_csv_cell(csv, row, "behaviorEvent", needed[i]).ptr == NULL) {
            return feed_csv_bad(csv, "behaviorEvent", needed[i], "the cell is empty");
        }
    }
    json_open(&j, '{');
    json_key(&j, STR("kind"));
    json_str(&j, STR("behaviorEvent"));
    TRY(feed_csv_put(csv, row, "behaviorEvent", &j));
    TRY(csv->bad_row ? ST_OK : put_when(csv, row, &j));
    put_metadata(csv, row, &j);
    json_close(&j, '}');
    return csv->bad_row ? ST_OK : feed_csv_emit(csv, buf_text(&csv->line));
}

static enum status read_events(const struct feed_run *run, struct why *why)
{
    static const struct feed_csv_format format = {
        .fields = fields, .count = COUNT_OF(fields), .extra = true, .begin = begin, .row = event_row
    };
    return feed_csv_read(run, &format, why);
}

const struct feed_format feed_behavior_events_csv = { .name = "behavior-events-csv", .read = read_events };
