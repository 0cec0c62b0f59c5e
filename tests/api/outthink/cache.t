# ETag, If-None-Match and HEAD.
tenant acme
key main
key second
tenant other
key other
use main
clock 2024-06-15T12:00:00Z
records tenant=acme <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Training","type":"curriculum","createdAt":"2024-01-01T00:00:00Z","startedAt":"2024-06-01T00:00:00Z","endedAt":"2024-06-15T12:30:00Z"}
{"kind":"person","ids":{"outthink":"62d50101-09bb-4d35-b446-1afbf0098f56"},"email":"a@example.com"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"a@example.com","status":"inProgress"}
END
let training = text /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226

for path in /analytics/v1/campaigns ${training} ${training}/users ${training}/users/62d50101-09bb-4d35-b446-1afbf0098f56 /analytics/v1/organizations

test ${path}: asked again with its tag there is nothing new
request GET ${path}
expect 200
header ETag ~ (W/)?"[!#-~]+"
let tag = header ETag
remember whole
request GET ${path}
same-as whole
each value <<ROWS
"${tag}"
"*"
"\"x\", ${tag}"
"${tag}, \"x\""
"\"x\",${tag},\"y\""
"W/\"x\",   ${tag}"
ROWS
request GET ${path}
  with If-None-Match: ${value}
expect 304
header ETag: ${tag}
header Content-Type absent
body empty
request HEAD ${path}
  with If-None-Match: ${value}
expect 304
end

test ${path}: another tag gets the whole
each value <<ROWS
"\"x\""
"x"
"\"\""
"\"x\", \"y\""
",,"
ROWS
request GET ${path}
  with If-None-Match: ${value}
same-as whole
end

test ${path}: HEAD has the header of GET and no body
request GET ${path}
let length = header Content-Length
let kind = header Content-Type
let tag = header ETag
request HEAD ${path}
expect 200
header Content-Length: ${length}
header Content-Type: ${kind}
header ETag: ${tag}
body empty

end

test a tag is of one tenant, one path, one query, decoded
request GET /analytics/v1/campaigns
let tag = header ETag
each path <<ROWS
/analytics/v1/campaigns?take=9
/analytics/v1/campaigns?skip=1
/analytics/v1/campaigns?status=inProgress
/analytics/v1/organizations
ROWS
request GET ${path}
  with If-None-Match: ${tag}
expect 200
end
use other
request GET /analytics/v1/campaigns
  with If-None-Match: ${tag}
expect 200
use main
request GET /analytics/v1/campaigns?t%61ke=10&skip=
  with If-None-Match: ${tag}
expect 304

test a change of the data ends it
records tenant=acme <<END
{"kind":"person","email":"a@example.com","department":"Sales"}
END
request GET ${training}/users
expect 200
let tag = header ETag
request GET ${training}/users
  with If-None-Match: ${tag}
expect 304
records tenant=acme <<END
{"kind":"person","email":"a@example.com","department":"Legal"}
END
request GET ${training}/users
  with If-None-Match: ${tag}
expect 200
json values.0.department "Legal"
let tag2 = header ETag
request GET ${training}/users
  with If-None-Match: ${tag2}
expect 304

test a record that changes nothing leaves it
records tenant=acme <<END
{"kind":"person","email":"a@example.com","department":"Legal"}
END
request GET ${training}/users
  with If-None-Match: ${tag2}
expect 304

test another tenant's changes leave it
records tenant=other <<END
{"kind":"person","email":"a@example.com","department":"Elsewhere"}
END
request GET ${training}/users
  with If-None-Match: ${tag2}
expect 304

test a status that the clock decides ends it
request GET /analytics/v1/campaigns
json values.0.status "inProgress"
let tag = header ETag
clock 2024-06-15T13:00:00Z
request GET /analytics/v1/campaigns
  with If-None-Match: ${tag}
expect 200
json values.0.status "completed"

test refusals have none
request GET /analytics/v1/nothing
expect 404
header ETag absent
request GET /analytics/v1/campaigns?take=x
  with If-None-Match: *
expect 400
header ETag absent

test a tag is no key
request GET /analytics/v1/campaigns
let tag = header ETag
request GET /analytics/v1/campaigns
  with If-None-Match: ${tag}
  without Authorization
refuses 400 missing_authorization_header Authorization .

test a tag outlives a restart, and the answer is the same
request GET ${training}/users
let tag = header ETag
remember before
restart
request GET ${training}/users
same-as before
request GET ${training}/users
  with If-None-Match: ${tag}
expect 304
