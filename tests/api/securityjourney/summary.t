# one row a person and level: the worst status, sums over the paths, the latest change
tenant acme
key sj api=securityjourney
records <<END
{"kind":"person","email":"ann@example.com","firstName":"Ann","lastName":"Lee","ids":{"securityjourney":1}}
{"kind":"person","email":"bob@example.com","status":"archived","ids":{"securityjourney":2}}
{"kind":"person","email":"cem@example.com","ids":{"securityjourney":3}}
{"kind":"campaign","id":"w1","name":"W1","type":"curriculum","levelName":"White Belt"}
{"kind":"campaign","id":"w2","name":"W2","type":"curriculum","levelName":"White Belt"}
{"kind":"campaign","id":"g1","name":"G1","type":"curriculum","levelName":"Green Belt"}
{"kind":"campaign","id":"n1","name":"N1","type":"instant"}
{"kind":"module","campaignId":"w1","id":"m1"}
{"kind":"module","campaignId":"w1","id":"m2"}
{"kind":"module","campaignId":"w1","id":"m3","required":false}
{"kind":"enrollment","campaignId":"w1","person":"ann@example.com","status":"inProgress","updatedAt":"2026-01-01T00:00:00Z"}
{"kind":"enrollment","campaignId":"w2","person":"ann@example.com","status":"completed","updatedAt":"2026-01-03T00:00:00Z"}
{"kind":"enrollment","campaignId":"g1","person":"ann@example.com","status":"failed","updatedAt":"2026-01-02T00:00:00Z"}
{"kind":"enrollment","campaignId":"n1","person":"bob@example.com","status":"completed","updatedAt":"2026-01-04T00:00:00Z"}
{"kind":"progress","campaignId":"w1","moduleId":"m1","person":"ann@example.com","status":"completed","updatedAt":"2026-01-01T00:00:00Z"}
{"kind":"progress","campaignId":"w1","moduleId":"m3","person":"ann@example.com","status":"completed","updatedAt":"2026-01-01T00:00:00Z"}
END

test by person, then level; those without a name first
request GET /api/v2/enrollments/summary
expect 200
body <<END
{"summary":[{"email":"ann@example.com","first_name":"Ann","last_name":"Lee","level_name":"Green Belt","status":"failed","enrolled_paths":1,"passed_paths":0,"required_total":1,"required_passed":0,"progress_percent":0,"updated_at":"2026/01/02 00:00:00"},{"email":"ann@example.com","first_name":"Ann","last_name":"Lee","level_name":"White Belt","status":"in_progress","enrolled_paths":2,"passed_paths":1,"required_total":3,"required_passed":2,"progress_percent":75,"updated_at":"2026/01/03 00:00:00"},{"email":"bob@example.com","first_name":null,"last_name":null,"level_name":null,"status":"passed","enrolled_paths":1,"passed_paths":1,"required_total":1,"required_passed":1,"progress_percent":100,"updated_at":"2026/01/04 00:00:00"}]}
END

test limit, offset and the range of time
each query levels <<ROWS
limit=1 '["Green Belt"]'
offset=1 '["White Belt",null]'
offset=1&limit=1 '["White Belt"]'
offset=2 '[null]'
offset=3 '[]'
updated_after=2026-01-03 '["White Belt",null]'
updated_after=2026-01-03&offset=1 '[null]'
updated_after=2026-01-03&updated_before=2026-01-04 '["White Belt"]'
updated_before=2026-01-03 '["Green Belt"]'
updated_before=2026-01-01 '[]'
ROWS
request GET /api/v2/enrollments/summary?${query}
expect 200
json summary.*.level_name ${levels}
end

test the worst status of a level
each first second worst <<ROWS
completed    inProgress   in_progress
inProgress   paused       paused
paused       abandoned    abandoned
abandoned    notStarted   not_started
notStarted   failed       failed
completed    completed    passed
failed       completed    failed
acknowledged abandoned    not_started
ROWS
records <<END
{"kind":"enrollment","campaignId":"w1","person":"cem@example.com","status":"${first}"}
{"kind":"enrollment","campaignId":"w2","person":"cem@example.com","status":"${second}"}
END
request GET /api/v2/enrollments/summary?offset=3
json summary.*.status ["${worst}"]
end

test a level that is renamed, an enrollment that goes
records <<END
{"kind":"campaign","id":"w2","levelName":"Yellow Belt"}
END
request GET /api/v2/enrollments/summary
json summary.*.level_name ["Green Belt","White Belt","Yellow Belt",null,"White Belt","Yellow Belt"]
records <<END
{"kind":"enrollment","campaignId":"g1","person":"ann@example.com","deleted":true}
{"kind":"campaign","id":"w1","levelName":null}
END
request GET /api/v2/enrollments/summary?offset=1
json summary.*.level_name ["Yellow Belt",null,null,"Yellow Belt"]
