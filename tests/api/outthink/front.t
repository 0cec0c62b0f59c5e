# What the HTTP front refuses by itself is answered in the API's words where the path is the API's, and always with a
# Correlation-Id. (Hundreds of hostile messages: tests/http.)
tenant acme
key main

test a plain request over a new connection
raw <<END
GET /analytics/v1/campaigns HTTP/1.1
Host: 127.0.0.1
OT-Customer-Id: ${customer}
Authorization: Bearer ${token}
Connection: close

END
expect 200
header Connection ~ (?i)close
json total 0
closed

test two requests at once, answered in order
raw <<END
GET /analytics/v1/base HTTP/1.1
Host: 127.0.0.1
OT-Customer-Id: ${customer}
Authorization: Bearer ${token}

GET /analytics/v1/nothing HTTP/1.1
Host: 127.0.0.1
OT-Customer-Id: ${customer}
Authorization: Bearer ${token}

END
expect 200
body <<END
{}
END
next
refuses 404 not_found path .

test header names in any case, values with spaces around
raw <<END
GET /analytics/v1/base HTTP/1.1
hOST: 127.0.0.1
ot-customer-id:${customer}
AUTHORIZATION: \t bearer   ${token} \t

END
expect 200

test HTTP/1.0
raw <<END
GET /analytics/v1/base HTTP/1.0
OT-Customer-Id: ${customer}
Authorization: Bearer ${token}

END
expect 200
body <<END
{}
END
closed

test the absolute form of a target
raw <<END
GET http://reports.example.com/analytics/v1/base HTTP/1.1
Host: reports.example.com
OT-Customer-Id: ${customer}
Authorization: Bearer ${token}

END
expect 200

test a request without Host
raw <<END
GET /analytics/v1/base HTTP/1.1
OT-Customer-Id: ${customer}
Authorization: Bearer ${token}

END
expect 400
closed

test not HTTP
raw <<END
hello

END
expect 400
closed

test another version
raw <<END
GET /analytics/v1/base HTTP/2.0
Host: 127.0.0.1

END
expect 505
closed

test a line one too long
raw <<END
GET /analytics/v1/${repeat a limit.HTTP_LINE} HTTP/1.1
Host: 127.0.0.1

END
expect 414
closed

test a header one too long
raw <<END
GET /analytics/v1/base HTTP/1.1
Host: 127.0.0.1
X: ${repeat a limit.HTTP_HEAD}

END
expect 431
closed

test one field too many
raw <<END
GET /analytics/v1/base HTTP/1.1
Host: 127.0.0.1
${repeat X:1\r\n limit.HTTP_FIELDS}
END
expect 431
closed

test a body of unknown coding
raw <<END
POST /analytics/v1/base HTTP/1.1
Host: 127.0.0.1
Transfer-Encoding: gzip

END
expect 400
closed

test an expectation that is not 100-continue
raw <<END
GET /analytics/v1/base HTTP/1.1
Host: 127.0.0.1
Expect: cake

END
expect 417
