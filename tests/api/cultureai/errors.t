# Every error text and status of the document, and what it leaves open.
clock 2024-07-28T12:00:00Z
tenant acme
key main api=cultureai
key read api=cultureai scope=employee.read
key events api=cultureai scope=behaviour.event.create
key far api=cultureai cidr=198.51.100.0/24
key near api=cultureai cidr=127.0.0.0/8
key old api=cultureai expires=2024-07-01
key foreign api=outthink
records <<END
{"kind":"person","email":"ann@example.com","ids":{"cultureai":7}}
{"kind":"person","email":"bob@example.com","ids":{"cultureai":8}}
END

test without authentication
request GET /v1/employees
without Authorization
expect 401
header Content-Type: application/json
json error "No authentication provided"

test wrong authentication: another scheme, no such key, another API's, an expired one
each value <<ROWS
Bearer\x20${token}
Basic\x20mst_nothing
Basic
${token}
Basic\x20${token.foreign}
Basic\x20${token.old}
ROWS
request GET /v1/employees
with Authorization: ${value}
expect 401
json error "Invalid authentication"
end

test the scheme in any case, several spaces
request GET /v1/me
with Authorization: bASIC   ${token}
expect 200
json apiKey "${token}"

test a key from outside its networks is told so; from inside it may
use far
request GET /v1/me
expect 401
json error "Authentication out of bounds"
use near
request GET /v1/me
expect 200
use main

test a key without the scope is refused after it authenticated
use read
request GET /v1/employees
expect 200
request GET /v1/me
expect 200
request GET /v1/risks
expect 403
json error "Invalid authentication level"
request POST /v1/risks
send {}
expect 403
json error "Invalid authentication level"
use events
request GET /v1/employees
expect 403
request POST /v1/behaviours/events
send {}
expect 400
use main

test no such API, a wrong method
request GET /v1/nothing
expect 404
json error "Not found"
request DELETE /v1/risks
expect 405
header Allow: GET, HEAD, POST
json error "Method not allowed"
request GET /v1/behaviours/events
expect 405
header Allow: POST

test page sizes from 1 to 500
for size in 0 501 -1 99999999999999999999
request GET /v1/employees?pageSize=${size}
expect 422
json error "Invalid pageSize"
end
for size in x 1.5 2x
request GET /v1/employees?pageSize=${size}
expect 400
json error "Invalid pageSize"
end
request GET /v1/employees?pageSize=500
expect 200
request GET /v1/employees?pageSize=
expect 200
request GET /v1/employees
send {"pageSize":"1"}
expect 200
count data 1

test bodies that are no JSON objects
for body in [] {"pageSize":1 nothing
request GET /v1/employees
send ${body}
expect 400
json error "Invalid request body"
end
request GET /v1/employees
send {"pageSize":[1]}
expect 400
json error "Invalid pageSize"

test ids that are no integers, too many ids
for ids in ids[]=x ids[]=1&ids[]=1.5
request GET /v1/risks?${ids}
expect 400
json error "Invalid ids"
end
request GET /v1/risks
send {"ids":["7","x"]}
expect 400
json error "Invalid ids"
request GET /v1/risks
send {"ids":7}
expect 400
json error "Invalid ids"

test HEAD wherever GET is
request HEAD /v1/employees
expect 200
body empty
