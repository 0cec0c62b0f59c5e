# assignments: enrollments that are due, by their own date or their campaign's; overdue by the clock
tenant acme
key sj api=securityjourney
clock 2026-06-15T12:00:00Z
records <<END
{"kind":"campaign","id":"due","name":"Due","type":"curriculum","dueAt":"2026-06-15T12:00:00Z"}
{"kind":"campaign","id":"open","name":"Open","type":"curriculum"}
{"kind":"campaign","id":"mail","name":"Mail","type":"attackSimulation","dueAt":"2026-06-01T00:00:00Z"}
{"kind":"person","email":"ann@example.com"}
{"kind":"person","email":"bob@example.com"}
{"kind":"person","email":"cem@example.com"}
{"kind":"enrollment","campaignId":"due","person":"ann@example.com","ids":{"securityjourney":1}}
{"kind":"enrollment","campaignId":"open","person":"ann@example.com","ids":{"securityjourney":2}}
{"kind":"enrollment","campaignId":"open","person":"bob@example.com","ids":{"securityjourney":3},"plannedEnd":"2026-06-15T11:59:59Z","status":"inProgress"}
{"kind":"enrollment","campaignId":"due","person":"bob@example.com","ids":{"securityjourney":4},"plannedEnd":"2026-07-01T00:00:00Z"}
{"kind":"enrollment","campaignId":"due","person":"cem@example.com","ids":{"securityjourney":5},"status":"completed","completedAt":"2026-06-20T00:00:00Z"}
{"kind":"enrollment","campaignId":"mail","person":"cem@example.com","ids":{"securityjourney":6}}
END

test who is due when, and how far
request GET /api/v2/assignments
expect 200
json assignments.*.assignment_name ["Due","Open","Due","Due"]
json assignments.*.email ["ann@example.com","bob@example.com","bob@example.com","cem@example.com"]
json assignments.*.due_date ["2026/06/15 12:00","2026/06/15 11:59","2026/07/01 00:00","2026/06/15 12:00"]
json assignments.*.status ["not_started","overdue","not_started","completed"]
json assignments.*.progress ["0 of 1","0 of 1","0 of 1","1 of 1"]
keys assignments.0 assignment_name email first_name last_name due_date passed total status progress

test a moment later it is overdue; done late is done
clock 2026-06-15T12:00:01Z
request GET /api/v2/assignments
json assignments.*.status ["overdue","overdue","not_started","completed"]

test every status before its day
each status shown <<ROWS
noAction      not_started
notStarted    not_started
scheduled     not_started
acknowledged  not_started
inProgress    in_progress
paused        in_progress
abandoned     in_progress
completed     completed
failed        in_progress
ROWS
records <<END
{"kind":"enrollment","campaignId":"due","person":"bob@example.com","status":"${status}"}
END
request GET /api/v2/assignments?offset=2&limit=1
json assignments.*.status ["${shown}"]
end

test a campaign's date comes and goes
records <<END
{"kind":"campaign","id":"open","dueAt":"2026-08-01T08:00:00Z"}
END
request GET /api/v2/assignments
json assignments.*.due_date ["2026/06/15 12:00","2026/08/01 08:00","2026/06/15 11:59","2026/07/01 00:00","2026/06/15 12:00"]
request GET /api/v2/assignments?offset=4
json assignments.*.email ["cem@example.com"]
records <<END
{"kind":"campaign","id":"open","dueAt":null}
{"kind":"campaign","id":"due","dueAt":null}
END
request GET /api/v2/assignments
json assignments.*.due_date ["2026/06/15 11:59","2026/07/01 00:00"]
