/* sample_edge.c: the edge cases as they go out. Invisible characters are written as JSON escapes, so that
 * this file reads the way it is. Addresses of the document's examples are replaced by ones of example.com. */
#include "feed/sample_edge.h"

#include "base/limits.h"
#include "base/must.h"

#include <string.h>

/* The text between the parentheses; # keeps quotes and backslashes as JSON has them. */
#define LINE(...) #__VA_ARGS__

/* clang-format off */
static const char *const lines[] = {
    LINE({"kind":"organization","id":"838af527-dddd-41e4-9a51-0075aa62f76f","name":"Example Air Academy"}),
    LINE({"kind":"organization","id":"edge-organization","name":"No GUID, \"quoted\", and a comma","parentId":"838af527-dddd-41e4-9a51-0075aa62f76f"}),
    LINE({"kind":"organization","id":"edge-organization-without-name"}),
    LINE({"kind":"group","id":"ffffffffffffffffffffffff","name":"Edge","names":{},"isStarted":false}),

    /* The document's user, in a campaign whose three users give its averages. */
    LINE({"kind":"person","ids":{"outthink":"62d50101-09bb-4d35-b446-1afbf0098f56"},"sourceIdentifier":"pilot.one@example.com","email":"pilot.one@example.com","firstName":"Pilot","lastName":"One","status":"active","department":"Pilots","country":"ES"}),
    LINE({"kind":"person","sourceIdentifier":"pilot.two@example.com","email":"pilot.two@example.com","firstName":"Pilot","lastName":"Two","status":"active","department":"Pilots","country":"ES","managerEmail":"pilot.one@example.com"}),
    LINE({"kind":"person","email":"pilot.three@example.com","firstName":"Pilot","lastName":"Three","status":"active","department":"Pilots","country":"ES","managerEmail":"pilot.one@example.com"}),
    /* Identity. */
    LINE({"kind":"person","email":"without.names@example.com"}),
    LINE({"kind":"person","email":"empty.names@example.org","firstName":"","lastName":"","department":"","jobRole":" "}),
    LINE({"kind":"person","email":"only.first@example.net","firstName":"Solo"}),
    LINE({"kind":"person","email":"nothing.known@example.com","firstName":null,"lastName":null,"status":null,"department":null,"country":null,"ids":null,"attributes":null,"points":null}),
    LINE({"kind":"person","email":"UPPER.CASE@EXAMPLE.COM","aliases":["upper.case@example.com","Upper.Case@Example.Com"],"firstName":"Upper","lastName":"Case"}),
    LINE({"kind":"person","email":"strasse.eins@example.com","aliases":["straße.eins@example.com","\uff53trasse.eins@example.com"],"firstName":"Folding","lastName":"Sharp"}),
    LINE({"kind":"person","sourceIdentifier":"edge-badge-0007"}),
    LINE({"kind":"person","sourceIdentifier":"3f2b8a60-9c1d-4e57-8a30-6d5e4f3c2b1a","firstName":"Guid","lastName":"As Source"}),
    LINE({"kind":"person","ids":{"outthink":"FEDCBA98-7654-4210-8FED-CBA987654321","securityjourney":900000001,"cultureai":900000001,"kaspersky":"0123456789abcdef01234567"},"email":"all.ids@example.com"}),
    LINE({"kind":"person","email":"own.manager@example.com","managerEmail":"own.manager@example.com"}),
    LINE({"kind":"person","email":"left.long.ago@example.com","status":"inactive","firstName":"Left","lastName":"Long Ago"}),
    LINE({"kind":"person","email":"in.the.archive@example.com","status":"archived","firstName":"In","lastName":"Archive"}),
    /* Script and direction: right to left, marks and overrides, combining marks, a family of one emoji. */
    LINE({"kind":"person","email":"right.to.left@example.com","firstName":"\u200fعبد الله\u200f","lastName":"(الثاني) 2","department":"قسم \"الجودة\""}),
    LINE({"kind":"person","email":"override@example.com","firstName":"\u202egnp.exe","lastName":"\u2066isolate\u2069"}),
    LINE({"kind":"person","email":"composed@example.com","firstName":"Zo\u00eb","lastName":"\u00c5ngstr\u00f6m"}),
    LINE({"kind":"person","email":"decomposed@example.com","firstName":"Zoe\u0308","lastName":"A\u030angstro\u0308m"}),
    LINE({"kind":"person","email":"marks@example.com","firstName":"Z\u0351\u0343\u0342a\u0310\u0321l\u0322\u035bg\u0332o\u0334","lastName":"\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc66"}),
    LINE({"kind":"person","email":"beyond.the.plane@example.com","firstName":"\ud840\udc0b\ud83d\ude00","lastName":"\u00a0\u200b\ufeff"}),
    /* What breaks tables, pages and logs. */
    LINE({"kind":"person","email":"formula.one@example.com","department":"=cmd|' /C calc'!A0","jobRole":"=1+1"}),
    LINE({"kind":"person","email":"formula.two@example.com","department":"+1+1","businessUnit":"-2","jobRole":"@SUM(A1)"}),
    LINE({"kind":"person","email":"formula.three@example.com","department":"\t=1","businessUnit":"\r=1","jobRole":"'=1"}),
    LINE({"kind":"person","email":"formula.four@example.com","department":"''=1","businessUnit":"'","jobRole":"="}),
    LINE({"kind":"person","email":"quotes@example.com","department":"\"Quoted\", with, commas","businessUnit":"a;b","jobRole":"\"\""}),
    LINE({"kind":"person","email":"lines@example.com","department":"two\nlines","businessUnit":"two\r\nlines","jobRole":" spaces "}),
    LINE({"kind":"person","email":"markup@example.com","firstName":"<script>alert(1)</script>","lastName":"<img src=x onerror=alert(1)>","department":"]]>&amp;&lt;"}),
    LINE({"kind":"person","email":"o'hara+tag%s{}@example.com","firstName":"Robert'); --","department":"\u001b[31m\u0007\u0001","team":"\\"}),
    LINE({"kind":"person","email":"attributes@example.com","attributes":{"":"empty key","a.b":"dot","=key":"=value","Ключ":"значение"},"points":0,"accessLevel":0,"securityChampion":false}),
    LINE({"kind":"person","email":"largest@example.com","points":9007199254740991,"accessLevel":4,"securityChampion":true,"locale":"zh-Hant-TW"}),

    LINE({"kind":"campaign","id":"e7c0adab-d2ea-4f32-930c-0726c16524fc","name":"TEST","type":"instant","status":"completed","organizationId":"838af527-dddd-41e4-9a51-0075aa62f76f","deliveryMethod":"headless","startedAt":"2023-02-24T00:00:00","endedAt":"2023-03-03T00:00:00","createdAt":"2023-02-24T08:33:53.7242228","passFail":{"enabled":false}}),
    LINE({"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"My Awareness Training","type":"instant","status":"completed","deliveryMethod":"headless","startedAt":"2023-02-27T00:00:00","endedAt":"2023-03-31T00:00:00","createdAt":"2023-02-20T10:15:30.0000001"}),
    LINE({"kind":"campaign","id":"edge-without-dates","name":"Without dates","type":"instant"}),
    LINE({"kind":"campaign","id":"edge-ended","name":"Ended, no status","type":"instant","endedAt":"2022-12-31T23:59:59.9999999Z","passFail":{"enabled":false,"score":0.5,"attempts":9}}),
    LINE({"kind":"campaign","id":"edge-empty","name":"=HYPERLINK(\"http://example.com\")","type":"curriculum","status":"inProgress","createdAt":"2022-01-01T00:00:00Z","passFail":{"enabled":true}}),
    LINE({"kind":"campaign","id":"edge-one","name":"One user","type":"instant","status":"inProgress","createdAt":"0001-01-01T00:00:00Z","startedAt":"0001-01-01T00:00:00Z","endedAt":"9999-12-31T23:59:59.9999999Z"}),
    LINE({"kind":"campaign","id":"edge-statuses","name":"Every status","type":"curriculum","status":"inProgress","createdAt":"2022-03-01T12:00:00+05:30","startedAt":"2022-03-02T00:00:00-11:00","passFail":{"enabled":true,"score":1,"attempts":2}}),
    LINE({"kind":"campaign","id":"edge-scores","name":"Scores","type":"instant","status":"completed","createdAt":"2022-04-01T00:00:00.1Z"}),
    LINE({"kind":"campaign","id":"edge-bare"}),
    LINE({"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff227","name":"My Phishing Training","type":"attackSimulation","status":"completed","difficulty":"very","createdAt":"2023-02-26T00:00:00"}),
    LINE({"kind":"campaign","id":"edge-simulation","name":"=1+1 \"sim\", bare","type":"attackSimulation","createdAt":"2022-05-01T00:00:00Z"}),
    LINE({"kind":"campaign","id":"edge-nobody-simulated","type":"attackSimulation","createdAt":"2022-05-02T00:00:00Z"}),

    LINE({"kind":"module","campaignId":"c250a670-be89-42d5-a593-676de0aff226","id":"00000000-0000-0000-0000-000000000000","name":"-","position":1}),
    LINE({"kind":"module","campaignId":"edge-statuses","id":"first","name":"First","position":1,"names":{"de":"Erstes","ja":"最初"}}),
    LINE({"kind":"module","campaignId":"edge-statuses","id":"second","name":"Second, optional","position":1,"required":false,"level":4}),
    LINE({"kind":"module","campaignId":"edge-statuses","id":"third"}),
    LINE({"kind":"module","campaignId":"edge-empty","id":"only","name":"Only","required":false,"position":0}),

    LINE({"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"62d50101-09bb-4d35-b446-1afbf0098f56","status":"completed","enrolledAt":"2023-02-27T09:23:31.1129908","startedAt":"2023-02-27T09:23:31.1129908","lastAccessedAt":"2023-02-27T10:31:48.551","completedAt":"2023-03-11T08:02:44.1008698","timeSpentSeconds":1342,"scores":{"engagement":0.54,"knowledge":0.9166666666666666,"productivity":0.8,"intentionToComply":0.75,"selfEfficacy":0.8}}),
    LINE({"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"pilot.two@example.com","status":"completed","enrolledAt":"2023-02-27T09:23:31.5","startedAt":"2023-03-01T07:00:00.0000001","lastAccessedAt":"2023-03-01T08:00:00","completedAt":"2023-03-01T08:00:00","timeSpentSeconds":3071,"scores":{"engagement":0.7,"knowledge":1}}),
    LINE({"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"pilot.three@example.com","status":"inProgress","enrolledAt":"2023-02-27T09:23:31.9999999","startedAt":"2023-03-02T07:00:00","lastAccessedAt":"2023-03-02T08:00:00","timeSpentSeconds":2202}),
    LINE({"kind":"enrollment","campaignId":"edge-without-dates","person":"without.names@example.com"}),
    LINE({"kind":"enrollment","campaignId":"edge-without-dates","person":"edge-badge-0007","status":"completed"}),
    LINE({"kind":"enrollment","campaignId":"edge-ended","person":"upper.case@example.com","status":"completed","enrolledAt":null,"scores":null,"timeSpentSeconds":0}),
    LINE({"kind":"enrollment","campaignId":"edge-one","person":"3f2b8a60-9c1d-4e57-8a30-6d5e4f3c2b1a","status":"completed","enrolledAt":"0001-01-01T00:00:00Z","startedAt":"0001-01-01T00:00:00.0000001Z","lastAccessedAt":"9999-12-31T23:59:59.9999999Z","completedAt":"9999-12-31T23:59:59.9999999Z","plannedEnd":"9999-12-31T23:59:59Z","timeSpentSeconds":4000000000}),
    LINE({"kind":"enrollment","campaignId":"edge-statuses","person":"quotes@example.com","status":"noAction"}),
    LINE({"kind":"enrollment","campaignId":"edge-statuses","person":"lines@example.com","status":"notStarted"}),
    LINE({"kind":"enrollment","campaignId":"edge-statuses","person":"markup@example.com","status":"scheduled","plannedEnd":"2022-03-31T00:00:00Z"}),
    LINE({"kind":"enrollment","campaignId":"edge-statuses","person":"formula.one@example.com","status":"acknowledged"}),
    LINE({"kind":"enrollment","campaignId":"edge-statuses","person":"formula.two@example.com","status":"inProgress","enrolledAt":"2022-03-02T00:00:00Z","startedAt":"2022-03-02T00:00:00Z","timeSpentSeconds":0}),
    LINE({"kind":"enrollment","campaignId":"edge-statuses","person":"formula.three@example.com","status":"completed","enrolledAt":"2022-03-02T00:00:00Z","startedAt":"2022-03-03T00:00:00Z","completedAt":"2022-03-03T00:00:00.0000001Z"}),
    LINE({"kind":"enrollment","campaignId":"edge-statuses","person":"formula.four@example.com","status":"failed","enrolledAt":"2022-03-02T00:00:00Z","startedAt":"2022-03-03T00:00:00Z","lastAccessedAt":"2022-03-04T00:00:00Z","scores":{"knowledge":0}}),
    LINE({"kind":"enrollment","campaignId":"edge-statuses","person":"left.long.ago@example.com","status":"paused","enrolledAt":"2022-03-02T00:00:00Z"}),
    LINE({"kind":"enrollment","campaignId":"edge-statuses","person":"in.the.archive@example.com","status":"abandoned","enrolledAt":"2022-03-02T00:00:00Z"}),
    LINE({"kind":"enrollment","campaignId":"edge-scores","person":"right.to.left@example.com","status":"completed","scores":{"engagement":0,"knowledge":0,"productivity":0,"intentionToComply":0,"selfEfficacy":0}}),
    LINE({"kind":"enrollment","campaignId":"edge-scores","person":"composed@example.com","status":"completed","scores":{"engagement":1,"knowledge":1.0,"productivity":1e0,"intentionToComply":1,"selfEfficacy":1}}),
    LINE({"kind":"enrollment","campaignId":"edge-scores","person":"decomposed@example.com","status":"completed","scores":{"engagement":null,"knowledge":0.3333333333333333,"productivity":5e-324,"intentionToComply":0.1,"selfEfficacy":0.9999999999999999}}),
    LINE({"kind":"enrollment","campaignId":"edge-scores","person":"marks@example.com","status":"completed","scores":{}}),

    LINE({"kind":"progress","campaignId":"c250a670-be89-42d5-a593-676de0aff226","moduleId":"00000000-0000-0000-0000-000000000000","person":"62d50101-09bb-4d35-b446-1afbf0098f56","status":"completed","startedAt":"2023-02-27T09:23:31.1129908","completedAt":"2023-02-27T09:54:30.4861238","timeSpentSeconds":1342,"rating":null}),
    LINE({"kind":"progress","campaignId":"edge-statuses","moduleId":"first","person":"formula.three@example.com","status":"completed","completedAt":"2022-03-03T00:00:00Z","timeSpentSeconds":0,"rating":0,"watchedVideo":null,"readTranscript":null,"experimentPassed":null,"quizzes":null,"skillNoted":null}),
    LINE({"kind":"progress","campaignId":"edge-statuses","moduleId":"second","person":"formula.three@example.com","status":"consumed","timeSpentSeconds":1,"rating":4.5,"watchedVideo":false,"readTranscript":true,"experimentPassed":false,"quizzes":"inProgress","skillNoted":true}),
    LINE({"kind":"progress","campaignId":"edge-statuses","moduleId":"third","person":"formula.three@example.com"}),
    LINE({"kind":"progress","campaignId":"edge-statuses","moduleId":"first","person":"formula.four@example.com","status":"failed","quizzes":"failed","rating":100}),
    LINE({"kind":"progress","campaignId":"edge-statuses","moduleId":"first","person":"formula.two@example.com","status":"inProgress","startedAt":"2022-03-02T00:00:00Z","quizzes":"notStarted"}),
    LINE({"kind":"progress","campaignId":"edge-statuses","moduleId":"second","person":"formula.two@example.com","status":"notStarted"}),

    LINE({"kind":"attempt","campaignId":"edge-statuses","person":"formula.four@example.com","number":1,"score":0,"passed":false,"at":"2022-03-03T00:00:00Z"}),
    LINE({"kind":"attempt","campaignId":"edge-statuses","person":"formula.four@example.com","number":2,"score":0.9999999999999999,"passed":false,"at":"2022-03-04T00:00:00Z"}),
    LINE({"kind":"attempt","campaignId":"edge-statuses","person":"formula.three@example.com","number":1000000,"score":1,"passed":true}),
    LINE({"kind":"attempt","campaignId":"edge-statuses","person":"formula.two@example.com","number":1,"score":null,"passed":null,"at":null}),

    LINE({"kind":"comment","id":"edge-comment-document","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"pilot.two@example.com","text":"\"Great\", said nobody.\r\nSecond line; third\tcolumn","createdAt":"2023-03-01T08:00:00.0000001"}),
    LINE({"kind":"comment","id":"edge-comment-formula","campaignId":"edge-statuses","moduleId":"first","person":"formula.three@example.com","text":"=cmd|' /C calc'!A0","createdAt":"2022-03-03T00:00:00Z"}),
    LINE({"kind":"comment","id":"edge-comment-later","campaignId":"edge-statuses","moduleId":"first","person":"formula.three@example.com","text":"","createdAt":"2022-03-03T00:00:00.0000001Z"}),
    LINE({"kind":"comment","id":"edge-comment-scripts","campaignId":"edge-scores","person":"right.to.left@example.com","text":"ممتاز \u202b123\u202c! Zoe\u0308 \ud83d\ude00 <b>bold</b>","translatedText":"","language":"ar","sentiment":"Positive","processedAt":"9999-12-31T23:59:59.9999999Z"}),

    LINE({"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff227","person":"62d50101-09bb-4d35-b446-1afbf0098f56","type":"sent","at":"2023-02-27T09:23:31.1129908Z"}),
    LINE({"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff227","person":"62d50101-09bb-4d35-b446-1afbf0098f56","type":"opened","at":"2023-02-27T09:23:31.1129908Z"}),
    LINE({"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff227","person":"62d50101-09bb-4d35-b446-1afbf0098f56","type":"clicked","at":"2023-02-27T09:23:31.1129908Z","landingSeconds":42}),
    LINE({"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff227","person":"pilot.two@example.com","type":"reported","at":"2023-02-27T10:00:00Z"}),
    LINE({"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff227","person":"pilot.three@example.com","type":"reported","at":"2023-02-27T11:00:00Z"}),
    LINE({"kind":"simulationEvent","campaignId":"edge-simulation","person":"quotes@example.com","type":"sent","at":"2022-05-03T08:00:00Z"}),
    LINE({"kind":"simulationEvent","campaignId":"edge-simulation","person":"quotes@example.com","type":"clicked","at":"2022-05-03T08:00:20Z","ip":"203.0.113.9","landingSeconds":0}),
    LINE({"kind":"simulationEvent","campaignId":"edge-simulation","person":"lines@example.com","type":"sent","at":"2022-05-03T08:00:00Z"}),
    LINE({"kind":"simulationEvent","campaignId":"edge-simulation","person":"lines@example.com","type":"clicked","at":"2022-05-03T08:00:20.0000001Z","ip":"203.0.113.10","landingSeconds":4000000000}),
    LINE({"kind":"simulationEvent","campaignId":"edge-simulation","person":"markup@example.com","type":"credentialsCaptured","at":"0001-01-01T00:00:00Z","ip":"no address","userAgent":"=cmd|' /C calc'!A0 <script>"}),
    LINE({"kind":"simulationEvent","campaignId":"edge-simulation","person":"formula.one@example.com","type":"reported","at":"9999-12-31T23:59:59.9999999Z","token":"'=1"}),
    LINE({"kind":"simulationEvent","campaignId":"edge-simulation","person":"left.long.ago@example.com","type":"bounced","at":"2022-05-03T08:00:01Z","ip":"::ffff:192.0.2.1"}),
    LINE({"kind":"simulationEvent","campaignId":"edge-simulation","person":"in.the.archive@example.com","type":"replied","at":"2022-05-03T09:00:01Z","counted":"asVendor","userAgent":"curl/8.0","landingSeconds":null}),
    LINE({"kind":"simulationEvent","campaignId":"edge-simulation","person":"formula.two@example.com","type":"opened","at":"2022-05-03T09:00:01Z","userAgent":"","ip":null,"token":null,"counted":null}),
    LINE({"kind":"simulationEvent","campaignId":"edge-simulation","person":"formula.three@example.com","type":"attachmentOpened","at":"2022-05-03T09:00:01Z","userAgent":"HeadlessChrome"}),
};
/* clang-format on */

static void repeat(struct buf *buf, struct str piece, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        buf_str(buf, piece);
    }
}

/* A key whose text is `first` and then `piece` so often that it has exactly `bytes`. */
static void fill(struct json *j, struct str key, struct str first, struct str piece, struct str last,
                 size_t bytes)
{
    must((bytes - first.len - last.len) % piece.len == 0);
    json_key(j, key);
    buf_byte(j->buf, '"');
    buf_str(j->buf, first);
    repeat(j->buf, piece, (bytes - first.len - last.len) / piece.len);
    buf_str(j->buf, last);
    buf_byte(j->buf, '"');
    j->comma = true;
}

/* Everything as long as it may be. */
static enum status write_longest_person(struct sample_run *run)
{
    struct json *j = sample_run_begin(run, STR("person"));
    fill(j, STR("sourceIdentifier"), STR("x"), STR("あ"), STR(""), LIMIT_NAME);
    fill(j, STR("email"), STR(""), STR("l"), STR("@example.com"), LIMIT_NAME);
    fill(j, STR("firstName"), STR(""), STR("long "), STR("name"), LIMIT_NAME);
    fill(j, STR("lastName"), STR(""), STR("W"), STR(""), LIMIT_NAME);
    json_key(j, STR("aliases"));
    json_open(j, '[');
    for (int i = 0; i < LIMIT_ALIASES; i++) {
        struct sample_text alias = { 0 };
        sample_text_add(&alias, STR("alias"));
        sample_text_int(&alias, i);
        sample_text_add(&alias, STR("@edge.example.org"));
        json_str(j, sample_text_str(&alias));
    }
    json_close(j, ']');
    json_key(j, STR("attributes"));
    json_open(j, '{');
    for (int i = 0; i < LIMIT_MAP; i++) {
        struct sample_text name = { 0 };
        sample_text_add(&name, STR("attribute "));
        sample_text_int(&name, i);
        sample_run_str(j, sample_text_str(&name), STR("value"));
    }
    json_close(j, '}');
    return sample_run_end(run);
}

static enum status write_longest_comment(struct sample_run *run)
{
    struct json *j = sample_run_begin(run, STR("comment"));
    sample_run_str(j, STR("id"), STR("edge-comment-longest"));
    sample_run_str(j, STR("campaignId"), STR("edge-scores"));
    sample_run_str(j, STR("person"), STR("composed@example.com"));
    fill(j, STR("text"), STR(""), STR("The same again. "), STR(""), LIMIT_TEXT);
    return sample_run_end(run);
}

static struct str kind_of(const char *line)
{
    struct str kind = str_from(str_of(line), strlen("{\"kind\":\""));
    return str_cut(&kind, '"');
}

enum status sample_edge_write(struct sample_run *run, struct str kind)
{
    enum status st = ST_OK;
    for (size_t i = 0; i < COUNT_OF(lines) && st == ST_OK; i++) {
        if (str_eq(kind_of(lines[i]), kind)) {
            st = run->emit(run->to, str_of(lines[i]));
        }
    }
    if (st == ST_OK && str_eq(kind, STR("person"))) {
        st = write_longest_person(run);
    } else if (st == ST_OK && str_eq(kind, STR("comment"))) {
        st = write_longest_comment(run);
    }
    return st;
}
