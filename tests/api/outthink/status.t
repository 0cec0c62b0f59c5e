# What is stored about an enrollment, the word that is shown, the counter it adds to and the filter that finds it.
tenant acme
key main
records <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Training","type":"curriculum","status":"inProgress"}
{"kind":"person","email":"a-noaction@example.com","status":"active"}
{"kind":"person","email":"b-notstarted@example.com","status":"active"}
{"kind":"person","email":"c-scheduled@example.com","status":"active"}
{"kind":"person","email":"d-acknowledged@example.com","status":"active"}
{"kind":"person","email":"e-inprogress@example.com","status":"active"}
{"kind":"person","email":"f-completed@example.com","status":"active"}
{"kind":"person","email":"g-failed@example.com","status":"active"}
{"kind":"person","email":"h-paused@example.com","status":"active"}
{"kind":"person","email":"i-abandoned@example.com","status":"active"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"a-noaction@example.com","status":"noAction"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"b-notstarted@example.com","status":"notStarted"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"c-scheduled@example.com","status":"scheduled"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"d-acknowledged@example.com","status":"acknowledged"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"e-inprogress@example.com","status":"inProgress"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"f-completed@example.com","status":"completed"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"g-failed@example.com","status":"failed"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"h-paused@example.com","status":"paused"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"i-abandoned@example.com","status":"abandoned"}
END
let campaign = text /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226

test the words
request GET ${campaign}/users
json total 9
json values.*.trainingStatus ["noAction", "notStarted", "scheduled", "acknowledged", "inProgress", "completed", "failed", "inProgress", "inProgress"]

test the counters
request GET ${campaign}
json <<END
{
  "id": "c250a670-be89-42d5-a593-676de0aff226",
  "name": "Training",
  "activeUsers": 9,
  "totalUsers": 9,
  "avgEngagement": 0,
  "avgKnowledge": 0,
  "avgTimeSpent": 0,
  "activeNoAction": 3,
  "activeAcknowledged": 1,
  "activeInProgress": 3,
  "activeCompleted": 1,
  "activeFailed": 1,
  "totalNoAction": 3,
  "totalAcknowledged": 1,
  "totalInProgress": 3,
  "totalCompleted": 1,
  "totalFailed": 1
}
END

test the filter, all seven words
each word people <<ROWS
noAction "[\"a-noaction@example.com\"]"
notStarted "[\"b-notstarted@example.com\"]"
scheduled "[\"c-scheduled@example.com\"]"
acknowledged "[\"d-acknowledged@example.com\"]"
inProgress "[\"e-inprogress@example.com\", \"h-paused@example.com\", \"i-abandoned@example.com\"]"
completed "[\"f-completed@example.com\"]"
failed "[\"g-failed@example.com\"]"
ROWS
request GET ${campaign}/users?trainingStatus=${word}
expect 200
json values.*.userSourceIdentifier ${people}
end

test the filter with pages
request GET ${campaign}/users?skip=7&take=1
let user = json values.0.userId
request GET ${campaign}/users?trainingStatus=inProgress&skip=1&take=1
json <<END
{
  "total": 3,
  "skip": 1,
  "take": 1,
  "values": [
    {
      "userId": "${user}",
      "userSourceIdentifier": "h-paused@example.com",
      "status": "active",
      "department": null,
      "country": null,
      "trainingStatus": "inProgress",
      "engagementScore": null,
      "knowledgeScore": null,
      "productivityScore": null,
      "intentionToComplyScore": null,
      "selfEfficacyScore": null
    }
  ]
}
END
request GET ${campaign}/users?trainingStatus=inProgress&skip=3
json total 3
json values []

test no word of the filter
for word in paused abandoned consumed passed active all none completed1 in_progress inProgress%00 %20inProgress 0
request GET ${campaign}/users?trainingStatus=${word}
refuses 400 invalid_parameter trainingStatus .
end

test details say the same word
each skip word <<ROWS
0 noAction
1 notStarted
2 scheduled
3 acknowledged
4 inProgress
5 completed
6 failed
7 inProgress
8 inProgress
ROWS
request GET ${campaign}/users?skip=${skip}&take=1
let one = json values.0.userId
request GET ${campaign}/users/${one}
json trainingStatus "${word}"
end

test a change moves a person from one count to the other
records <<END
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"a-noaction@example.com","status":"failed"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"h-paused@example.com","status":"completed"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"i-abandoned@example.com","deleted":true}
END
request GET ${campaign}
json totalUsers 8
json totalNoAction 2
json totalAcknowledged 1
json totalInProgress 1
json totalCompleted 2
json totalFailed 2
request GET ${campaign}/users?trainingStatus=failed
json values.*.userSourceIdentifier ["a-noaction@example.com", "g-failed@example.com"]
request GET ${campaign}/users?trainingStatus=inProgress
json values.*.userSourceIdentifier ["e-inprogress@example.com"]
