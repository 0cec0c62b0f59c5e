# Cursors: how they may be spelled, what they are bound to, how long they last.
clock 2024-07-28T12:00:00Z
tenant other
key stranger api=cultureai
records <<END
{"kind":"person","email":"zoe@example.com"}
{"kind":"person","email":"zac@example.com"}
END
tenant acme
key main api=cultureai
records times=9 <<END
{"kind":"person","email":"p${i}@example.com","ids":{"cultureai":10${i}}}
END
use main

test a cursor in other spellings of base64
request GET /v1/employees?pageSize=2
expect 200
let cursor = json nextPageCursor
for end in = == %3D
request GET /v1/employees?pageSize=2&paginationCursor=${cursor}${end}
expect 200
json data.0.id 103
end

test altered, cut, of another list, filter or customer: all the same to the reader
for bad in x ${cursor}x A${cursor} eyJzdGFydCI6MSwibWF4SWQiOjE4MTQ3MX0=
request GET /v1/employees?paginationCursor=${bad}
expect 400
json error "Invalid paginationCursor"
end
request GET /v1/risks?paginationCursor=${cursor}
expect 400
json error "Invalid paginationCursor"
use stranger
request GET /v1/employees?paginationCursor=${cursor}
expect 400
json error "Invalid paginationCursor"
use main

test ids: a page of them, unknown ones left out, each once, in order; the cursor goes on with the same ids only
request GET /v1/risks?pageSize=2&ids[]=105&ids[]=103&ids[]=9999&ids[]=103&ids[]=108
expect 200
json data.*.employeeId [103,105]
json total 3
let filtered = json nextPageCursor
request GET /v1/risks?pageSize=2&ids[0]=103&ids[1]=105&ids[2]=108&ids[3]=9999&paginationCursor=${filtered}
expect 200
keys . data total
json data.*.employeeId [108]
json total 3
request GET /v1/risks?pageSize=2&ids[]=103&ids[]=105&paginationCursor=${filtered}
expect 400
json error "Invalid paginationCursor"
request GET /v1/risks
send {"ids":[]}
expect 200
count data 9
request GET /v1/risks
send {"ids":[104,"102"]}
expect 200
json data.*.employeeId [102,104]

test whoever came after the first page is not in the others, whoever left is not, the total stays
request GET /v1/employees?pageSize=4
expect 200
json data.*.id [101,102,103,104]
let cursor = json nextPageCursor
records <<END
{"kind":"person","email":"new@example.com"}
{"kind":"person","email":"p6@example.com","deleted":true}
{"kind":"person","email":"p7@example.com","status":"archived"}
END
request GET /v1/employees?pageSize=4&paginationCursor=${cursor}
expect 200
keys . data total
json data.*.id [105,108,109]
json total 9
request GET /v1/employees
expect 200
json total 8
json data.*.id [101,102,103,104,105,108,109,110]

test archived people are left out of risks too
request GET /v1/risks?ids[]=107&ids[]=108
expect 200
json data.*.employeeId [108]
json total 1

test a cursor is a day old at most
request GET /v1/employees?pageSize=4
expect 200
let cursor = json nextPageCursor
clock 2024-07-29T12:00:00Z
request GET /v1/employees?pageSize=4&paginationCursor=${cursor}
expect 200
clock 2024-07-29T12:00:01Z
request GET /v1/employees?pageSize=4&paginationCursor=${cursor}
expect 400
json error "Invalid paginationCursor"

test nobody at all
tenant empty
key lonely api=cultureai
use lonely
request GET /v1/employees
expect 200
json <<JSON
{"data":[],"total":0}
JSON
request GET /v1/risks
expect 200
json <<JSON
{"data":[],"total":0}
JSON
