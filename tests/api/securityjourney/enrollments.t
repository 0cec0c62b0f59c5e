# what an enrollment shows: statuses, counts, percentages, names, dates
tenant acme
key sj api=securityjourney
clock 2026-03-10T00:00:00Z
records <<END
{"kind":"person","email":"Ann@Example.com","firstName":"Ann","lastName":"Lee"}
{"kind":"person","email":"bob@example.com"}
{"kind":"person","sourceIdentifier":"no-address","firstName":"Nan"}
{"kind":"campaign","id":"path","name":"Named","type":"curriculum","path":"The Path","levelName":"Green Belt"}
{"kind":"campaign","id":"plain","name":"Plain","type":"instant"}
{"kind":"campaign","id":"blank","name":"Blank","type":"instant","path":" ","levelName":""}
{"kind":"campaign","id":"mail","name":"Mail","type":"attackSimulation"}
{"kind":"module","campaignId":"path","id":"m1","position":2}
{"kind":"module","campaignId":"path","id":"m2","position":1,"required":false}
{"kind":"module","campaignId":"path","id":"m3","required":true}
END

test simulations are no enrollments
records <<END
{"kind":"enrollment","campaignId":"mail","person":"ann@example.com","ids":{"securityjourney":500}}
{"kind":"simulationEvent","campaignId":"mail","person":"bob@example.com","type":"clicked","at":"2026-01-02T00:00:00Z"}
END
request GET /api/v2/enrollments
expect 200
json path_enrollments []

test every status
each status shown id <<ROWS
noAction      not_started 1
notStarted    not_started 2
scheduled     not_started 3
acknowledged  not_started 4
inProgress    in_progress 5
paused        paused      6
abandoned     abandoned   7
completed     passed      8
failed        failed      9
ROWS
records <<END
{"kind":"person","email":"${status}@example.com"}
{"kind":"enrollment","campaignId":"plain","person":"${status}@example.com","ids":{"securityjourney":${id}},"status":"${status}"}
END
end
request GET /api/v2/enrollments
json path_enrollments.*.id [1,2,3,4,5,6,7,8,9]
json path_enrollments.*.status ["not_started","not_started","not_started","not_started","in_progress","paused","abandoned","passed","failed"]

test a campaign without modules is one module, done when the enrollment is
json path_enrollments.7.progress "1/1"
json path_enrollments.7.progress_percent 100
json path_enrollments.7.required "1/1"
json path_enrollments.7.passed_lessons "1"
json path_enrollments.7.total_passed_lessons 1
json path_enrollments.0.progress "0/1"
json path_enrollments.8.required_progress_percent 0

test without a status the dates say it
records <<END
{"kind":"enrollment","campaignId":"path","person":"ann@example.com","ids":{"securityjourney":20},"startedAt":"2026-01-01T00:00:00Z","enrolledAt":"2025-12-31T23:59:59.9999999Z"}
{"kind":"enrollment","campaignId":"path","person":"bob@example.com","ids":{"securityjourney":21},"completedAt":"2026-02-01T10:00:00Z","updatedAt":"2026-02-01T10:00:00Z"}
{"kind":"enrollment","campaignId":"blank","person":"no-address","ids":{"securityjourney":22},"updatedAt":"2026-01-01T00:00:00Z"}
END
request GET /api/v2/enrollments?offset=9
json path_enrollments.*.status ["in_progress","passed","not_started"]
json path_enrollments.*.email ["Ann@Example.com","bob@example.com",null]
json path_enrollments.*.first_name ["Ann",null,"Nan"]
json path_enrollments.*.last_name ["Lee",null,null]
json path_enrollments.0.created_at "2025/12/31 23:59:59"
json path_enrollments.1.completed_at "2026/02/01 10:00:00"
json path_enrollments.*.last_engagement [null,null,null]

test the path, else the campaign's name; a blank one is none
json path_enrollments.*.role_name ["The Path","The Path","Blank"]
json path_enrollments.*.level_name ["Green Belt","Green Belt",null]

test only completed modules are passed; percentages are rounded down
records <<END
{"kind":"progress","campaignId":"path","moduleId":"m1","person":"ann@example.com","status":"completed","updatedAt":"2026-03-01T00:00:00Z"}
{"kind":"progress","campaignId":"path","moduleId":"m2","person":"ann@example.com","status":"completed","updatedAt":"2026-03-02T00:00:00.9Z"}
{"kind":"progress","campaignId":"path","moduleId":"m3","person":"ann@example.com","status":"consumed","updatedAt":"2026-02-02T00:00:00Z"}
END
request GET /api/v2/enrollments?offset=9&limit=1
json path_enrollments.0.progress "2/3"
json path_enrollments.0.total "2/3"
json path_enrollments.0.total_lessons "3"
json path_enrollments.0.progress_percent 66
json path_enrollments.0.required "1/2"
json path_enrollments.0.required_passed 1
json path_enrollments.0.required_total 2
json path_enrollments.0.required_progress_percent 50

test the latest change of the enrollment and its progress
records <<END
{"kind":"enrollment","campaignId":"path","person":"bob@example.com","status":"completed","updatedAt":"2026-03-05T01:02:03.4Z"}
{"kind":"progress","campaignId":"path","moduleId":"m3","person":"bob@example.com","status":"failed","updatedAt":"2026-03-06T01:02:03.9999999Z"}
END
request GET /api/v2/enrollments?offset=10&limit=1
json path_enrollments.0.updated_at "2026/03/06 01:02:03"

test a module that becomes optional, comes or goes, counts at once
records <<END
{"kind":"module","campaignId":"path","id":"m1","required":false}
END
request GET /api/v2/enrollments?offset=9&limit=1
json path_enrollments.0.required "0/1"
records <<END
{"kind":"module","campaignId":"path","id":"m2","deleted":true}
{"kind":"module","campaignId":"path","id":"m4"}
{"kind":"module","campaignId":"path","id":"m5"}
END
request GET /api/v2/enrollments?offset=9&limit=1
json path_enrollments.0.progress "1/4"
json path_enrollments.0.required "0/3"
json path_enrollments.0.progress_percent 25

test a campaign that becomes a simulation takes its enrollments along, and back
records <<END
{"kind":"campaign","id":"plain","type":"attackSimulation"}
END
request GET /api/v2/enrollments
json path_enrollments.*.id [20,21,22]
records <<END
{"kind":"campaign","id":"plain","type":"instant"}
END
request GET /api/v2/enrollments
json path_enrollments.*.id [1,2,3,4,5,6,7,8,9,20,21,22]

test what is deleted is gone
records <<END
{"kind":"enrollment","campaignId":"path","person":"ann@example.com","deleted":true}
{"kind":"person","email":"bob@example.com","deleted":true}
{"kind":"campaign","id":"plain","deleted":true}
END
request GET /api/v2/enrollments
json path_enrollments.*.id [22]
request GET /api/v2/lesson_attempts
json attempts []
