# limit and offset: defaults, bounds, wrong values; every position of lists with gaps
tenant acme
key sj api=securityjourney
records <<END
{"kind":"campaign","id":"c","name":"C","type":"curriculum","dueAt":"2026-01-01T00:00:00Z"}
{"kind":"module","campaignId":"c","id":"m1","position":1}
{"kind":"module","campaignId":"c","id":"m2","position":2}
END
records times=1001 <<END
{"kind":"person","email":"p${i}@example.com","ids":{"securityjourney":1${i}}}
{"kind":"enrollment","campaignId":"c","person":"p${i}@example.com","ids":{"securityjourney":2${i}}}
END

test a thousand rows unless the client says otherwise
each path list <<ROWS
enrollments path_enrollments
enrollments/summary summary
users users
assignments assignments
ROWS
request GET /api/v2/${path}
expect 200
count ${list} 1000
request GET /api/v2/${path}?limit=1200000
count ${list} 1001
request GET /api/v2/${path}?limit=9223372036854775807
count ${list} 1001
request GET /api/v2/${path}?limit=99999999999999999999999999
count ${list} 1001
request GET /api/v2/${path}?limit=0
expect 200
json ${list} []
request GET /api/v2/${path}?limit=1
count ${list} 1
request GET /api/v2/${path}?limit=1001
count ${list} 1001
request GET /api/v2/${path}?limit=
count ${list} 1000
request GET /api/v2/${path}?limit=3&limit=7
count ${list} 3
request GET /api/v2/${path}?limit=5&offset=998
count ${list} 3
request GET /api/v2/${path}?offset=1000
count ${list} 1
request GET /api/v2/${path}?offset=1001
json ${list} []
request GET /api/v2/${path}?offset=9223372036854775807
json ${list} []
request GET /api/v2/${path}?offset=99999999999999999999999999
json ${list} []
end

test what is no whole number, or negative, is refused by name
for path in enrollments enrollments/summary users assignments lesson_attempts
for name in limit offset
for value in x 1.5 -1 -99999999999999999999 0x10 1e3 %20 %D9%A1 null
request GET /api/v2/${path}?${name}=${value}
expect 400
body ~ {"error":"Parameter .${name}. must be .*"}
end
end
end

test rows by number, whatever the gaps
request GET /api/v2/enrollments?offset=100&limit=3
json path_enrollments.*.id [20101,20102,20103]
records times=30 <<END
{"kind":"enrollment","campaignId":"c","person":"p00${i}@example.com","deleted":true}
{"kind":"person","email":"p01${i}@example.com","status":"archived"}
END
request GET /api/v2/enrollments?offset=69&limit=2
json path_enrollments.*.id [20100,20101]
request GET /api/v2/users?offset=100&limit=1
json users.*.email ["p0131@example.com"]
request GET /api/v2/users?offset=970&limit=9
json users.*.email ["p1001@example.com"]
request GET /api/v2/users?offset=971&limit=9
json users []
