# lesson attempts: one row for each stored progress record, in the order of enrollments and modules
tenant acme
key sj api=securityjourney
records <<END
{"kind":"person","email":"ann@example.com","ids":{"securityjourney":5},"firstName":"Ann"}
{"kind":"person","email":"bob@example.com","ids":{"securityjourney":6},"status":"archived"}
{"kind":"campaign","id":"c","name":"C","type":"curriculum"}
{"kind":"campaign","id":"i","name":"Implied","type":"instant"}
{"kind":"module","campaignId":"c","id":"second","name":"Second","position":2}
{"kind":"module","campaignId":"c","id":"first","name":"First","position":1}
{"kind":"module","campaignId":"c","id":"unplaced","name":"unplaced"}
{"kind":"enrollment","campaignId":"c","person":"bob@example.com","ids":{"securityjourney":10}}
{"kind":"enrollment","campaignId":"i","person":"ann@example.com","ids":{"securityjourney":11},"status":"completed"}
{"kind":"enrollment","campaignId":"c","person":"ann@example.com","ids":{"securityjourney":12}}
END

test none without a record
request GET /api/v2/lesson_attempts
expect 200
json attempts []

test every word
records <<END
{"kind":"progress","campaignId":"c","moduleId":"first","person":"ann@example.com","status":"completed","watchedVideo":true,"readTranscript":true,"experimentPassed":true,"quizzes":"passed","updatedAt":"2026-01-02T03:04:59Z"}
{"kind":"progress","campaignId":"c","moduleId":"second","person":"ann@example.com","status":"failed","watchedVideo":false,"readTranscript":false,"experimentPassed":false,"quizzes":"failed","updatedAt":"2026-01-02T03:05:00Z"}
{"kind":"progress","campaignId":"c","moduleId":"unplaced","person":"ann@example.com","status":"consumed","quizzes":"notStarted","updatedAt":"2026-01-02T03:06:00Z"}
{"kind":"progress","campaignId":"c","moduleId":"first","person":"bob@example.com","status":"inProgress","quizzes":"inProgress"}
{"kind":"progress","campaignId":"c","moduleId":"second","person":"bob@example.com","status":"notStarted"}
{"kind":"progress","campaignId":"c","moduleId":"unplaced","person":"bob@example.com"}
END
request GET /api/v2/lesson_attempts
json attempts.*.email ["bob@example.com","bob@example.com","bob@example.com","ann@example.com","ann@example.com","ann@example.com"]
json attempts.*.module_name ["First","Second","unplaced","First","Second","unplaced"]
json attempts.*.user_id ["6","6","6","5","5","5"]
json attempts.*.status ["in_progress","not_started","not_started","passed","failed","consumed"]
json attempts.*.quizzes ["in_progress","N/A","N/A","passed","failed","not_started"]
json attempts.3.watched_video? "watched"
json attempts.3.read_transcript? "read"
json attempts.3.experiment_passed? "passed"
json attempts.3.last_updated "2026/01/02 03:04"
json attempts.4.watched_video? "not watched"
json attempts.4.read_transcript? "not read"
json attempts.4.experiment_passed? "not passed"
json attempts.4.last_updated "2026/01/02 03:05"
json attempts.5.watched_video? "N/A"
json attempts.5.read_transcript? "N/A"
json attempts.5.experiment_passed? "N/A"

test every offset
each offset names <<ROWS
0 '["First","Second","unplaced","First","Second","unplaced"]'
1 '["Second","unplaced","First","Second","unplaced"]'
2 '["unplaced","First","Second","unplaced"]'
3 '["First","Second","unplaced"]'
4 '["Second","unplaced"]'
5 '["unplaced"]'
6 '[]'
ROWS
request GET /api/v2/lesson_attempts?offset=${offset}
json attempts.*.module_name ${names}
end
request GET /api/v2/lesson_attempts?offset=2&limit=2
json attempts.*.module_name ["unplaced","First"]

test what goes with a module or a record
records <<END
{"kind":"module","campaignId":"c","id":"first","deleted":true}
{"kind":"progress","campaignId":"c","moduleId":"second","person":"bob@example.com","deleted":true}
END
request GET /api/v2/lesson_attempts
json attempts.*.module_name ["unplaced","Second","unplaced"]
