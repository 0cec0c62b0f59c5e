# One person in one campaign: modules, attempts, comments, times.
tenant acme
key main
records <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Training","type":"curriculum","status":"inProgress"}
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff227","name":"Without modules","type":"instant","status":"inProgress"}
{"kind":"module","campaignId":"c250a670-be89-42d5-a593-676de0aff226","id":"10000000-0000-4000-8000-000000000003","name":"Third","position":3}
{"kind":"module","campaignId":"c250a670-be89-42d5-a593-676de0aff226","id":"10000000-0000-4000-8000-000000000001","name":"Second","position":2}
{"kind":"module","campaignId":"c250a670-be89-42d5-a593-676de0aff226","id":"10000000-0000-4000-8000-000000000002","name":"First","position":1}
{"kind":"person","ids":{"outthink":"62d50101-09bb-4d35-b446-1afbf0098f56"},"email":"a@example.com","department":"Sales","country":"de"}
{"kind":"person","ids":{"outthink":"62d50101-09bb-4d35-b446-1afbf0098f57"},"email":"b@example.com"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"a@example.com","status":"inProgress","enrolledAt":"2024-01-01T10:00:00.1000000Z","startedAt":"2024-01-01T11:00:00.0100000+01:00","lastAccessedAt":"2024-01-02T00:00:00.0000001Z"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"b@example.com","status":"noAction"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff227","person":"a@example.com","status":"completed","startedAt":"2024-02-01T08:00:00Z","completedAt":"2024-02-01T09:30:00.5Z","timeSpentSeconds":77}
{"kind":"progress","campaignId":"c250a670-be89-42d5-a593-676de0aff226","moduleId":"10000000-0000-4000-8000-000000000002","person":"a@example.com","status":"completed","completedAt":"2024-01-01T10:30:00Z","timeSpentSeconds":90,"rating":4.5}
{"kind":"progress","campaignId":"c250a670-be89-42d5-a593-676de0aff226","moduleId":"10000000-0000-4000-8000-000000000001","person":"a@example.com","status":"consumed","timeSpentSeconds":30,"rating":5}
END
let one = text /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users/62d50101-09bb-4d35-b446-1afbf0098f56
let other = text /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users/62d50101-09bb-4d35-b446-1afbf0098f57

test modules by position, those without progress too; consumed is in progress; times without trailing zeros
request GET ${one}
expect 200
json <<END
{
  "modules": [
    {
      "moduleId": "10000000-0000-4000-8000-000000000002",
      "moduleName": "First",
      "moduleStatus": "completed",
      "completedAt": "2024-01-01T10:30:00",
      "timeSpentSeconds": 90,
      "rating": 4.5,
      "commentId": null
    },
    {
      "moduleId": "10000000-0000-4000-8000-000000000001",
      "moduleName": "Second",
      "moduleStatus": "inProgress",
      "completedAt": null,
      "timeSpentSeconds": 30,
      "rating": 5,
      "commentId": null
    },
    {
      "moduleId": "10000000-0000-4000-8000-000000000003",
      "moduleName": "Third",
      "moduleStatus": "notStarted",
      "completedAt": null,
      "timeSpentSeconds": 0,
      "rating": null,
      "commentId": null
    }
  ],
  "attempts": [],
  "enrolledAt": "2024-01-01T10:00:00.1",
  "startedAt": "2024-01-01T10:00:00.01",
  "lastAccessedAt": "2024-01-02T00:00:00.0000001",
  "completedAt": null,
  "userId": "62d50101-09bb-4d35-b446-1afbf0098f56",
  "userSourceIdentifier": "a@example.com",
  "status": "active",
  "department": "Sales",
  "country": "DE",
  "trainingStatus": "inProgress",
  "engagementScore": null,
  "knowledgeScore": null,
  "productivityScore": null,
  "intentionToComplyScore": null,
  "selfEfficacyScore": null
}
END

test somebody who did nothing
request GET ${other}
json modules.*.moduleStatus ["notStarted", "notStarted", "notStarted"]
json modules.*.timeSpentSeconds [0, 0, 0]
json enrolledAt null
json startedAt null
json lastAccessedAt null
json completedAt null
json department null
json country null

test every status of a module
each stored shown <<ROWS
notStarted notStarted
inProgress inProgress
consumed inProgress
completed completed
failed failed
ROWS
records <<END
{"kind":"progress","campaignId":"c250a670-be89-42d5-a593-676de0aff226","moduleId":"10000000-0000-4000-8000-000000000003","person":"b@example.com","status":"${stored}"}
END
request GET ${other}
json modules.2.moduleStatus "${shown}"
end

test a campaign without modules has one implied
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff227/users/62d50101-09bb-4d35-b446-1afbf0098f56
json modules <<END
[
  {
    "moduleId": "00000000-0000-0000-0000-000000000000",
    "moduleName": "-",
    "moduleStatus": "completed",
    "completedAt": "2024-02-01T09:30:00.5",
    "timeSpentSeconds": 77,
    "rating": null,
    "commentId": null
  }
]
END

test the implied module follows the enrollment
each stored shown <<ROWS
noAction notStarted
notStarted notStarted
scheduled notStarted
acknowledged notStarted
inProgress inProgress
paused inProgress
abandoned inProgress
completed completed
failed failed
ROWS
records <<END
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff227","person":"a@example.com","status":"${stored}"}
END
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff227/users/62d50101-09bb-4d35-b446-1afbf0098f56
json modules.*.moduleStatus ["${shown}"]
end

test the implied module goes when there is a real one
records <<END
{"kind":"module","campaignId":"c250a670-be89-42d5-a593-676de0aff227","id":"20000000-0000-4000-8000-000000000001","name":"Real","position":1}
END
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff227/users/62d50101-09bb-4d35-b446-1afbf0098f56
json modules.*.moduleName ["Real"]
json modules.*.moduleStatus ["notStarted"]
records <<END
{"kind":"module","campaignId":"c250a670-be89-42d5-a593-676de0aff227","id":"20000000-0000-4000-8000-000000000001","deleted":true}
END
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff227/users/62d50101-09bb-4d35-b446-1afbf0098f56
json modules.*.moduleName ["-"]

test attempts by number, whatever came first
records <<END
{"kind":"attempt","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"a@example.com","number":10,"score":0.95,"passed":true,"at":"2024-01-05T00:00:00.12Z"}
{"kind":"attempt","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"a@example.com","number":2,"passed":false}
{"kind":"attempt","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"a@example.com","number":1,"score":0.5,"passed":false,"at":"2024-01-06T00:00:00Z"}
END
request GET ${one}
json attempts <<END
[
  {"attempt": 1, "score": 0.5, "passed": false, "attemptedAt": "2024-01-06T00:00:00"},
  {"attempt": 2, "score": null, "passed": false, "attemptedAt": null},
  {"attempt": 10, "score": 0.95, "passed": true, "attemptedAt": "2024-01-05T00:00:00.12"}
]
END
request GET ${other}
json attempts []

test the comment is this person's latest one on the module
records <<END
{"kind":"comment","id":"30000000-0000-4000-8000-000000000001","campaignId":"c250a670-be89-42d5-a593-676de0aff226","moduleId":"10000000-0000-4000-8000-000000000002","person":"a@example.com","text":"first","createdAt":"2024-01-01T10:31:00Z"}
{"kind":"comment","id":"30000000-0000-4000-8000-000000000002","campaignId":"c250a670-be89-42d5-a593-676de0aff226","moduleId":"10000000-0000-4000-8000-000000000002","person":"a@example.com","text":"latest","createdAt":"2024-01-03T10:31:00Z"}
{"kind":"comment","id":"30000000-0000-4000-8000-000000000003","campaignId":"c250a670-be89-42d5-a593-676de0aff226","moduleId":"10000000-0000-4000-8000-000000000002","person":"a@example.com","text":"between","createdAt":"2024-01-02T10:31:00Z"}
{"kind":"comment","id":"30000000-0000-4000-8000-000000000004","campaignId":"c250a670-be89-42d5-a593-676de0aff226","moduleId":"10000000-0000-4000-8000-000000000002","person":"b@example.com","text":"somebody else's","createdAt":"2024-01-09T10:31:00Z"}
{"kind":"comment","id":"30000000-0000-4000-8000-000000000005","campaignId":"c250a670-be89-42d5-a593-676de0aff226","moduleId":"10000000-0000-4000-8000-000000000001","person":"a@example.com","text":"on another module","createdAt":"2024-01-08T10:31:00Z"}
END
request GET ${one}
json modules.*.commentId ["30000000-0000-4000-8000-000000000002", "30000000-0000-4000-8000-000000000005", null]
request GET ${other}
json modules.*.commentId ["30000000-0000-4000-8000-000000000004", null, null]

test a deleted comment makes room for the one before
records <<END
{"kind":"comment","id":"30000000-0000-4000-8000-000000000002","deleted":true}
END
request GET ${one}
json modules.0.commentId "30000000-0000-4000-8000-000000000003"

test a deleted progress is no progress
records <<END
{"kind":"progress","campaignId":"c250a670-be89-42d5-a593-676de0aff226","moduleId":"10000000-0000-4000-8000-000000000002","person":"a@example.com","deleted":true}
{"kind":"attempt","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"a@example.com","number":2,"deleted":true}
END
request GET ${one}
json modules.0.moduleStatus "notStarted"
json modules.0.timeSpentSeconds 0
json attempts.*.attempt [1, 10]

test null erases, absent keeps
records <<END
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"a@example.com","startedAt":null}
{"kind":"person","email":"a@example.com","department":null}
END
request GET ${one}
json startedAt null
json enrolledAt "2024-01-01T10:00:00.1"
json department null
json country "DE"

test times at the edges
each given shown <<ROWS
1970-01-01T00:00:00Z 1970-01-01T00:00:00
1969-12-31T23:59:59.9999999Z 1969-12-31T23:59:59.9999999
2024-02-29T12:00:00Z 2024-02-29T12:00:00
2000-02-29T12:00:00Z 2000-02-29T12:00:00
2024-12-31T23:59:59.5000000-01:00 2025-01-01T00:59:59.5
2024-01-01T00:00:00.1234567Z 2024-01-01T00:00:00.1234567
2024-01-01T00:00:00.1234560Z 2024-01-01T00:00:00.123456
2024-01-01T00:00:00.0000000Z 2024-01-01T00:00:00
ROWS
records <<END
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"b@example.com","lastAccessedAt":"${given}"}
END
request GET ${other}
json lastAccessedAt "${shown}"
end

test no such user
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users/62d50101-09bb-4d35-b446-1afbf0098f58
refuses 404 not_found userId .
test somebody who exists but is not in this campaign
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff227/users/62d50101-09bb-4d35-b446-1afbf0098f57
refuses 404 not_found userId .
test no such campaign comes before no such user
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff220/users/62d50101-09bb-4d35-b446-1afbf0098f58
refuses 404 not_found trainingCampaignId .
