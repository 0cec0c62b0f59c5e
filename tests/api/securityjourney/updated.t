# updated_after is inclusive, updated_before exclusive; all forms of dates
tenant acme
key sj api=securityjourney
records <<END
{"kind":"campaign","id":"c","name":"C","type":"curriculum"}
{"kind":"module","campaignId":"c","id":"m"}
{"kind":"person","email":"a@example.com"}
{"kind":"person","email":"b@example.com"}
{"kind":"person","email":"c@example.com"}
{"kind":"person","email":"d@example.com"}
{"kind":"enrollment","campaignId":"c","person":"d@example.com","ids":{"securityjourney":1},"updatedAt":"2026-01-01T12:00:00Z"}
{"kind":"enrollment","campaignId":"c","person":"c@example.com","ids":{"securityjourney":2},"updatedAt":"2026-01-01T12:00:01.9Z"}
{"kind":"enrollment","campaignId":"c","person":"b@example.com","ids":{"securityjourney":3},"updatedAt":"2026-01-01T11:59:59Z"}
{"kind":"enrollment","campaignId":"c","person":"a@example.com","ids":{"securityjourney":4},"updatedAt":"2026-01-02T00:00:00Z"}
END

test after is inclusive, before is not
each query ids <<ROWS
updated_after=2026-01-01T12:00:00Z [1,2,4]
updated_after=2026-01-01T12:00:01Z [2,4]
updated_after=2026-01-01T12:00:01.9Z [4]
updated_after=2026-01-01T12:00:02Z [4]
updated_after=2026-01-02T00:00:00Z [4]
updated_after=2026-01-02T00:00:01Z []
updated_before=2026-01-01T11:59:59Z []
updated_before=2026-01-01T12:00:00Z [3]
updated_before=2026-01-01T12:00:01Z [1,3]
updated_before=2026-01-01T12:00:01.5Z [1,2,3]
updated_before=2026-01-02 [1,2,3]
updated_before=2027-01-01 [1,2,3,4]
updated_after=2000-01-01 [1,2,3,4]
updated_after=2026-01-01T12:00:00Z&updated_before=2026-01-02T00:00:00Z [1,2]
updated_after=2026-01-02&updated_before=2026-01-01 []
updated_after=2026-01-01&updated_before=2026-01-01 []
updated_after=&updated_before= [1,2,3,4]
updated_after=2026-01-01T12:00:00Z&offset=1 [2,4]
updated_after=2026-01-01T12:00:00Z&offset=1&limit=1 [2]
updated_after=2026-01-01T12:00:00Z&offset=3 []
updated_after=2026-01-01T12:00:00Z&limit=0 []
ROWS
request GET /api/v2/enrollments?${query}
expect 200
json path_enrollments.*.id ${ids}
end

test forms of dates
for form in 2026-01-01T12:00:01Z 2026-01-01T12:00:01 2026-01-01%2012:00:01 2026-01-01+12:00:01 2026-01-01T12:00:01.000Z 2026-01-01T13:00:01%2B01:00 2026-01-01T13:00:01+01:00 2026-01-01T13:00:01+0100 2026-01-01T13:00:01+01 2026-01-01T07:00:01-05:00 2026/01/01%2012:00:01 2026/01/01+12:00:01 2026-01-01t12:00:01z
request GET /api/v2/enrollments?updated_after=${form}
expect 200
json path_enrollments.*.id [2,4]
end
for form in 2026/01/02 2026-01-02 2026/01/02+00:00 2026-01-02T00:00 2026-01-01T23:00-01:00
request GET /api/v2/enrollments?updated_after=${form}
expect 200
json path_enrollments.*.id [4]
end

test what is no date is refused by name
for path in enrollments enrollments/summary
for name in updated_after updated_before
for value in x 1 2026 2026-1-1 2026-13-01 2026-02-30 2026/02/30 01/02/2026 2026-01-01T24:00:00Z 2026-01-01T12:60:00Z 2026-01-01T12:00:00X 2026-01-01T12:00:00Z%20 2026/01/01T12:00:00 2026/01/01%2012 12:00 1767225600
request GET /api/v2/${path}?${name}=${value}
expect 400
body ~ {"error":"Parameter .${name}. must be a time"}
end
end
end

test progress moves its enrollment
records <<END
{"kind":"progress","campaignId":"c","moduleId":"m","person":"b@example.com","status":"inProgress","updatedAt":"2026-02-01T00:00:00Z"}
END
request GET /api/v2/enrollments?updated_after=2026-01-15
json path_enrollments.*.id [3]
json path_enrollments.0.updated_at "2026/02/01 00:00:00"
records <<END
{"kind":"progress","campaignId":"c","moduleId":"m","person":"b@example.com","deleted":true}
END
request GET /api/v2/enrollments?updated_after=2026-01-15
json path_enrollments []

test numbers that lie far apart
records <<END
{"kind":"person","email":"far@example.com","ids":{"securityjourney":20000000}}
{"kind":"enrollment","campaignId":"c","person":"far@example.com","ids":{"securityjourney":30000000},"updatedAt":"2026-03-01T00:00:00Z"}
{"kind":"person","email":"next@example.com","ids":{"securityjourney":20000001}}
{"kind":"enrollment","campaignId":"c","person":"next@example.com","ids":{"securityjourney":30000001},"updatedAt":"2026-03-01T00:00:00Z"}
END
request GET /api/v2/enrollments?updated_after=2026-01-02
json path_enrollments.*.id [4,30000000,30000001]
request GET /api/v2/enrollments?updated_after=2026-01-02&offset=2
json path_enrollments.*.id [30000001]
request GET /api/v2/enrollments/summary?updated_after=2026-01-02&offset=1
json summary.*.email ["far@example.com","next@example.com"]
request GET /api/v2/enrollments?offset=5
json path_enrollments.*.id [30000001]

test other lists know no such parameter
for path in users assignments lesson_attempts
request GET /api/v2/${path}?updated_after=nonsense
expect 200
end
