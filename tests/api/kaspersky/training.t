# What a report says of somebody's training, record by record. Every value is worked out by hand from the rules
# (docs/decisions/0044-kaspersky.md); their boundaries are in tests/unit/test_derive_education.c.
clock 2026-06-15T12:00:00Z
tenant acme
key main api=kaspersky
records <<END
{"kind":"person","email":"ann@example.com"}
{"kind":"campaign","id":"c1","name":"First","type":"curriculum","level":2,"dueAt":"2026-07-31T00:00:00Z"}
{"kind":"module","campaignId":"c1","id":"b","name":"Second module","position":2,"level":3}
{"kind":"module","campaignId":"c1","id":"a","name":"First module","position":1}
{"kind":"module","campaignId":"c1","id":"c","name":"No position"}
{"kind":"campaign","id":"c2","name":"Whole","type":"instant","track":"main","level":4}
{"kind":"campaign","id":"x1","name":"Tested","type":"instant","track":"express","passFail":{"enabled":true}}
{"kind":"module","campaignId":"x1","id":"1","name":"Quiz passed","position":1}
{"kind":"module","campaignId":"x1","id":"2","name":"Skill noted","position":2}
{"kind":"module","campaignId":"x1","id":"3","name":"Completed","position":3}
{"kind":"module","campaignId":"x1","id":"4","name":"Quiz failed","position":4}
{"kind":"campaign","id":"x2","name":"Untested","type":"instant","track":"express","passFail":{"enabled":false}}
{"kind":"module","campaignId":"x2","id":"1","name":"Completed too","position":1}
{"kind":"enrollment","campaignId":"c1","person":"ann@example.com","ids":{"securityjourney":10},"status":"inProgress","enrolledAt":"2026-06-01T00:00:00Z","lastAccessedAt":"2026-06-09T00:00:00Z"}
{"kind":"enrollment","campaignId":"c2","person":"ann@example.com","ids":{"securityjourney":9},"status":"completed","startedAt":"2026-05-01T08:00:00Z","completedAt":"2026-05-02T09:30:00Z","plannedEnd":"2026-05-31T00:00:00Z","timeSpentSeconds":100}
{"kind":"enrollment","campaignId":"x1","person":"ann@example.com","ids":{"securityjourney":11},"status":"inProgress"}
{"kind":"enrollment","campaignId":"x2","person":"ann@example.com","ids":{"securityjourney":12},"status":"inProgress","timeSpentSeconds":0}
{"kind":"progress","campaignId":"c1","moduleId":"a","person":"ann@example.com","status":"completed","startedAt":"2026-06-02T00:00:00Z","completedAt":"2026-06-10T01:02:03.999Z","timeSpentSeconds":30}
{"kind":"progress","campaignId":"c1","moduleId":"b","person":"ann@example.com","status":"consumed","startedAt":"2026-06-03T00:00:00Z","timeSpentSeconds":12}
{"kind":"progress","campaignId":"x1","moduleId":"1","person":"ann@example.com","status":"inProgress","quizzes":"passed","timeSpentSeconds":1000}
{"kind":"progress","campaignId":"x1","moduleId":"2","person":"ann@example.com","skillNoted":true}
{"kind":"progress","campaignId":"x1","moduleId":"3","person":"ann@example.com","status":"completed","completedAt":"2026-06-01T00:00:00Z"}
{"kind":"progress","campaignId":"x1","moduleId":"4","person":"ann@example.com","status":"failed","quizzes":"failed"}
{"kind":"progress","campaignId":"x2","moduleId":"1","person":"ann@example.com","status":"completed","quizzes":"passed","timeSpentSeconds":7}
END

test courses, in the order of enrollments and modules
request POST /openapi/v1/report
send {"lng":"en"}
expect 200
json 0.educationMainCourses <<JSON
[{"code":"Whole","level":4,"status":1,"startedAt":"2026-05-01T08:00:00","finishedAt":"2026-05-02T09:30:00"},
{"code":"First module","level":2,"status":1,"startedAt":"2026-06-02T00:00:00","finishedAt":"2026-06-10T01:02:03"},
{"code":"Second module","level":3,"status":2,"startedAt":"2026-06-03T00:00:00","finishedAt":null},
{"code":"No position","level":2,"status":0,"startedAt":"","finishedAt":null}]
JSON
json 0.educationExpressCourses <<JSON
[{"code":"Quiz passed","level":null,"status":1,"startedAt":"","finishedAt":null},
{"code":"Skill noted","level":null,"status":1,"startedAt":"","finishedAt":null},
{"code":"Completed","level":null,"status":1,"startedAt":"","finishedAt":"2026-06-01T00:00:00"},
{"code":"Quiz failed","level":null,"status":0,"startedAt":"","finishedAt":null},
{"code":"Completed too","level":null,"status":0,"startedAt":"","finishedAt":null}]
JSON

test the whole: 2 of 4 modules, since May 1 with July 31 to come; time of the enrollment, else of its modules
request POST /openapi/v1/report
send {"lng":"en"}
json 0.mainEducationProgressPercent "50.00"
json 0.expressEducationProgressPercent "40.00"
json 0.mainEducationProgress "On schedule"
json 0.expressEducationProgress "In progress"
json 0.educationStatus "in progress"
json 0.mainEducationEndPlan "2026-07-31"
json 0.expressEducationEndPlan "0001-01-01"
json 0.realMainEducationEnd "0001-01-01"
json 0.educationTime "1142"
json 0.dateLastActive "2026-06-10"
json 0.certificatesReceived 2

test half of the time from May 1, 08:00 to July 31 is over on June 15 at 16:00
clock 2026-06-15T16:00:00Z
request POST /openapi/v1/report
send {"lng":"en"}
json 0.mainEducationProgress "On schedule"
clock 2026-06-15T16:00:01Z
request POST /openapi/v1/report
send {"lng":"en"}
json 0.mainEducationProgress "Behind schedule"

test a record of a certificate: then only records count in that campaign
records <<END
{"kind":"certificate","campaignId":"c1","moduleId":"b","person":"ann@example.com","at":"2026-06-14T10:00:00Z"}
{"kind":"certificate","campaignId":"x1","moduleId":"4","person":"ann@example.com"}
END
request POST /openapi/v1/report
send {"lng":"en"}
json 0.educationMainCourses.*.status [1,2,1,0]
json 0.educationMainCourses.*.finishedAt ["2026-05-02T09:30:00","2026-06-10T01:02:03","2026-06-14T10:00:00",null]
json 0.educationExpressCourses.*.status [1,1,1,0,0]
json 0.certificatesReceived 3

test when all is completed
records <<END
{"kind":"enrollment","campaignId":"c1","person":"ann@example.com","status":"completed","completedAt":"2026-06-11T00:00:00Z"}
{"kind":"enrollment","campaignId":"x1","person":"ann@example.com","status":"completed"}
{"kind":"enrollment","campaignId":"x2","person":"ann@example.com","status":"completed"}
END
request POST /openapi/v1/report
send {"lng":"en"}
json 0.mainEducationProgress "Completed"
json 0.expressEducationProgress "Completed"
json 0.educationStatus "completed"
json 0.realMainEducationEnd "2026-06-11"
json 0.realExpressEducationEnd "2026-06-01"

test paused and abandoned
for status in paused abandoned
    records <<END
{"kind":"enrollment","campaignId":"x2","person":"ann@example.com","status":"${status}"}
END
    request POST /openapi/v1/report
    send {"lng":"en"}
    json 0.educationStatus "paused"
    json 0.realExpressEducationEnd "0001-01-01"
end

test the forms of educationTime
stop
setting KASPERSKY_EDUCATION_TIME clock
request POST /openapi/v1/report
send {"lng":"en"}
json 0.educationTime "00:19:02"
stop
setting KASPERSKY_EDUCATION_TIME number
request POST /openapi/v1/report
send {"lng":"en"}
json 0.educationTime 1142
