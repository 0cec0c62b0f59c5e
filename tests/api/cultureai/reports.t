# Email reports: the list as a page and as one array, and what is in a mail. The message is the document's example as far
# as a message can be: sender, subject, two recipients, one attachment; its score is the sum of our findings (reply-to 15,
# urgency 10, payment 10, executable 40, first-time sender 10), where the vendor's 97 follows from rules that it does not
# tell.
tenant acme
key main api=cultureai
key hidden api=cultureai pseudonymous=yes
key reader api=cultureai scope=triage.reports.emails.read
records <<END
{"kind":"person","ids":{"cultureai":46},"firstName":"Targeted","lastName":"User","email":"targeted.user@culture.ai"}
{"kind":"reportedMail","source":"microsoft","externalReference":"M-1","ids":{"cultureai":500},"reportedAt":"2021-12-01T08:00:00Z","subject":"Hello","riskScore":70,"sender":{"name":"Boss","email":"boss@example.net"},"attachmentCount":2,"isSharedMailbox":true}
{"kind":"reportedMail","source":"microsoft","externalReference":"M-2","ids":{"cultureai":501},"reportedAt":"2021-12-02T08:00:00Z"}
END
file payroll.eml <<END
From: payroll <urgent@thirdparty.culture.ai>
To: Bob Smith <bob.smith@culture.ai>, Another User <another.user@culture.ai>
Subject: Urgent: Payroll details need updating
Reply-To: somebody@example.org
Message-ID: <1@example.org>
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

See https://app.domain.eu/account/profile?x=1&y=2 and https://app.domain.eu/event
--b
Content-Type: application/octet-stream; name="payroll.exe"
Content-Transfer-Encoding: base64

YWJj
--b--
END
muster import reported-mail --reporter targeted.user@culture.ai --reported-at 2021-11-30T22:11:19Z --reason PHISHING ${dir}/payroll.eml

test the list without paging parameters is the bare array of all
request GET /v1/triage/reports/emails
expect 200
header Content-Type: application/json
count . 3
keys 0 caseId reportType reportTypeId externalReference reportedAt isSimulated isSharedMailbox recipients sender subject riskScore attachments reportedBy reportReason interactions
json 0 <<END
{"caseId":500,"reportType":"MICROSOFT","reportTypeId":500,"externalReference":"M-1","reportedAt":"2021-12-01 08:00:00","isSimulated":0,"isSharedMailbox":1,"recipients":[],"sender":{"name":"Boss","email":"boss@example.net"},"subject":"Hello","riskScore":70,"attachments":2,"reportedBy":{"id":null,"name":null,"email":null},"reportReason":null,"interactions":[]}
END
json 1 <<END
{"caseId":501,"reportType":"MICROSOFT","reportTypeId":501,"externalReference":"M-2","reportedAt":"2021-12-02 08:00:00","isSimulated":0,"isSharedMailbox":null,"recipients":[],"sender":{"name":null,"email":null},"subject":null,"riskScore":null,"attachments":null,"reportedBy":{"id":null,"name":null,"email":null},"reportReason":null,"interactions":[]}
END
json 2 <<END
{"caseId":502,"reportType":"CULTUREAI","reportTypeId":502,"externalReference":null,"reportedAt":"2021-11-30 22:11:19","isSimulated":0,"isSharedMailbox":null,"recipients":[{"name":"Bob Smith","email":"bob.smith@culture.ai"},{"name":"Another User","email":"another.user@culture.ai"}],"sender":{"name":"payroll","email":"urgent@thirdparty.culture.ai"},"subject":"Urgent: Payroll details need updating","riskScore":85,"attachments":1,"reportedBy":{"id":46,"name":"Targeted User","email":"targeted.user@culture.ai"},"reportReason":"PHISHING","interactions":[]}
END

test with pageSize it is a page
request GET /v1/triage/reports/emails?pageSize=2
expect 200
json total 3
count data 2
json data.0.reportTypeId 500
let next = json nextPageCursor
request GET /v1/triage/reports/emails?paginationCursor=${next}
expect 200
keys . data total
json data.*.reportTypeId [502]
request GET /v1/triage/reports/emails
send {"pageSize":1}
expect 200
count data 1

test fromDate is inclusive and does not change the shape
request GET /v1/triage/reports/emails?fromDate=2021-12-01+08:00:00
json *.reportTypeId [500,501]
request GET /v1/triage/reports/emails?fromDate=2021-12-01+08:00:01
json *.reportTypeId [501]
request GET /v1/triage/reports/emails?fromDate=2021-12-01&pageSize=5
json total 2
request GET /v1/triage/reports/emails?fromDate=yesterday
expect 400
json error "Invalid fromDate"

test page sizes and cursors are refused as in other lists
request GET /v1/triage/reports/emails?pageSize=501
expect 422
json error "Invalid pageSize"
request GET /v1/triage/reports/emails?paginationCursor=abc
expect 400
json error "Invalid paginationCursor"
request GET /v1/employees?pageSize=1
request GET /v1/triage/reports/emails?fromDate=2021-12-01&pageSize=1
let next = json nextPageCursor
request GET /v1/triage/reports/emails?paginationCursor=${next}
expect 400

test what is in a mail
request GET /v1/triage/reports/emails/detail
send {"reportType":"CULTUREAI","reportTypeId":502}
expect 200
keys . headers links body attachments raw
json links ["https://app.domain.eu/account/profile?x=1&y=2","https://app.domain.eu/event"]
json body "See https://app.domain.eu/account/profile?x=1&y=2 and https://app.domain.eu/event"
# SHA-512 of "abc" (FIPS 180-4)
json attachments <<END
[{"filename":"payroll.exe","contentType":"application/octet-stream","sha512":"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"}]
END
request GET /v1/triage/reports/emails/detail?reportType=CULTUREAI&reportTypeId=502
expect 200

test what has no content
request GET /v1/triage/reports/emails/detail?reportType=MICROSOFT&reportTypeId=500
expect 422
json error "Invalid reportType"
request GET /v1/triage/reports/emails/detail?reportType=CULTUREAI&reportTypeId=500
expect 422
json error "Invalid reportTypeId"
request GET /v1/triage/reports/emails/detail?reportType=CULTUREAI&reportTypeId=9
expect 422
json error "Invalid reportTypeId"
request GET /v1/triage/reports/emails/detail?reportType=CULTUREAI
expect 400
json error "Invalid reportTypeId"
request GET /v1/triage/reports/emails/detail?reportTypeId=502
expect 400
json error "Invalid reportType"

test a key for the list cannot look inside
use reader
request GET /v1/triage/reports/emails?pageSize=1
expect 200
request GET /v1/triage/reports/emails/detail?reportType=CULTUREAI&reportTypeId=502
expect 403
json error "Invalid authentication level"

test a pseudonymous key sees no names and no content
use hidden
request GET /v1/triage/reports/emails
json 2.sender.name "Anonymous User"
json 2.subject ""
json 2.reportedBy.name "Anonymous User"
request GET /v1/triage/reports/emails/detail?reportType=CULTUREAI&reportTypeId=502
expect 200
json <<END
{"headers":"","links":[],"body":"","attachments":[],"raw":""}
END

test decisions and settings go through the running server
use main
muster mail decide 502 malicious --by Ann
json verdict "malicious"
muster mail list
stdout ~ (?s).*502 .*malicious .*
muster mail settings --domains culture.ai
json domains "culture.ai"
muster mail show 502 --raw
stdout ~ (?s)From: payroll .*--b--\n
muster mail decide 9 spam
exit 1
stderr ~ (?s).*no reported mail 9.*

test mail comes in beside the running server, each message once
file box <<END
From a Thu Jan  1 00:00:00 2026
From: a@example.org
Subject: one

x

From b Thu Jan  1 00:00:00 2026
From: b@example.org
Subject: two

y
END
muster import reported-mail ${dir}/box ${dir}/payroll.eml --reported-at 2022-01-01T00:00:00Z --dry-run
stderr ~ (?s).*2 new, 1 changed.*
muster import reported-mail ${dir}/box --reported-at 2022-01-01T00:00:00Z
muster import reported-mail ${dir}/box --reported-at 2022-01-01T00:00:00Z
stderr ~ (?s).*0 new, 0 changed, 2 unchanged.*
request GET /v1/triage/reports/emails?fromDate=2022-01-01
json *.subject ["one","two"]
