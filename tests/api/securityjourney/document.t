# the vendor's examples: keys, order, types and shapes of every answer, and its values
tenant acme
key sj api=securityjourney
clock 2022-03-10T00:00:00Z
records <<END
{"kind":"person","ids":{"securityjourney":27},"email":"tester@gmail.com","firstName":"test","lastName":"test"}
{"kind":"person","email":"test2@test.com","firstName":"Anonymous","lastName":"User","status":"archived"}
{"kind":"person","ids":{"securityjourney":1},"email":"email1@gmail.com","firstName":"John","lastName":"Doe","points":53,"country":"IT"}
{"kind":"person","email":"hannah_boothe@securityjourney.com","firstName":"Anonymous","lastName":"User","status":"archived"}
{"kind":"campaign","id":"apprentice","name":"Apprentices","type":"curriculum","path":"Security Apprentice","levelName":"White Belt"}
{"kind":"campaign","id":"test","name":"Test Name","type":"curriculum","dueAt":"2021-06-30T04:00:00Z"}
{"kind":"campaign","id":"aware","name":"Awareness","type":"curriculum"}
{"kind":"module","campaignId":"aware","id":"data","name":"Awareness: Data Security"}
{"kind":"enrollment","campaignId":"apprentice","person":"test2@test.com","ids":{"securityjourney":1197},"status":"paused","lastAccessedAt":"2022-02-01T17:14:06Z","enrolledAt":"2022-02-01T17:14:06.99Z","updatedAt":"2022-02-01T17:14:06.5Z"}
{"kind":"enrollment","campaignId":"test","person":"hannah_boothe@securityjourney.com","ids":{"securityjourney":2001}}
{"kind":"enrollment","campaignId":"aware","person":"tester@gmail.com","ids":{"securityjourney":2002},"status":"inProgress"}
{"kind":"progress","campaignId":"aware","moduleId":"data","person":"tester@gmail.com","status":"consumed","watchedVideo":false,"readTranscript":false,"quizzes":"inProgress","updatedAt":"2022-03-07T17:28:40Z"}
END
records times=17 <<END
{"kind":"module","campaignId":"apprentice","id":"required-${i}"}
END
records times=3 <<END
{"kind":"module","campaignId":"apprentice","id":"extra-${i}","required":false}
END
records times=39 <<END
{"kind":"module","campaignId":"test","id":"${i}"}
END

test enrollments
request GET /api/v2/enrollments?limit=1
expect 200
header Content-Type: application/json
header ETag absent
body <<END
{"path_enrollments":[{"email":"test2@test.com","first_name":"Anonymous","last_name":"User","id":1197,"role_name":"Security Apprentice","status":"paused","last_engagement":"2022/02/01 17:14:06","progress":"0/20","level_name":"White Belt","created_at":"2022/02/01 17:14:06","updated_at":"2022/02/01 17:14:06","completed_at":null,"required_total":17,"required_passed":0,"required_progress_percent":0,"total_lessons":"20","total_passed_lessons":0,"passed_lessons":"0","progress_percent":0,"total":"0/20","required":"0/17"}]}
END

test users: archived people are not in the list
request GET /api/v2/users
expect 200
body <<END
{"users":[{"email":"email1@gmail.com","first_name":"John","last_name":"Doe","total_points":53,"country":"Italy"},{"email":"tester@gmail.com","first_name":"test","last_name":"test","total_points":0,"country":null}]}
END

test users: one of them, as the document shows it
request GET /api/v2/users?limit=1
body <<END
{"users":[{"email":"email1@gmail.com","first_name":"John","last_name":"Doe","total_points":53,"country":"Italy"}]}
END

test assignments
request GET /api/v2/assignments
expect 200
body <<END
{"assignments":[{"assignment_name":"Test Name","email":"hannah_boothe@securityjourney.com","first_name":"Anonymous","last_name":"User","due_date":"2021/06/30 04:00","passed":0,"total":39,"status":"overdue","progress":"0 of 39"}]}
END

test lesson attempts
request GET /api/v2/lesson_attempts
expect 200
body <<END
{"attempts":[{"module_name":"Awareness: Data Security","email":"tester@gmail.com","user_id":"27","first_name":"test","last_name":"test","status":"consumed","watched_video?":"not watched","read_transcript?":"not read","experiment_passed?":"N/A","quizzes":"in_progress","last_updated":"2022/03/07 17:28"}]}
END

test the examples of limit and offset
request GET /api/v2/users?limit=10
expect 200
count users 2
request GET /api/v2/assignments?offset=2
expect 200
json assignments []
request GET /api/v2/enrollments?limit=10&offset=2
expect 200
json path_enrollments.*.id [2002]
