# The examples of the OutThink document, values included. Not reproduced: "total" 999 beside one campaign and one user;
# here total is what there is.
tenant topgun customer=838af527-dddd-41e4-9a51-0075aa62f76f
key main
clock 2023-04-01T00:00:00Z
records <<END
{"kind":"campaign","id":"e7c0adab-d2ea-4f32-930c-0726c16524fc","name":"TEST","type":"instant","status":"completed","startedAt":"2023-02-24T00:00:00","endedAt":"2023-03-03T00:00:00","deliveryMethod":"headless","createdAt":"2023-02-24T08:33:53.7242228","passFail":{"enabled":false}}
END

test the list of campaigns
request GET /analytics/v1/campaigns?skip=0&take=1
expect 200
header Content-Type: application/json; charset=utf-8
json <<END
{
  "total": 1,
  "skip": 0,
  "take": 1,
  "values": [
    {
      "id": "e7c0adab-d2ea-4f32-930c-0726c16524fc",
      "name": "TEST",
      "type": "instant",
      "status": "completed",
      "engagedUsers": 0,
      "startedAt": "2023-02-24T00:00:00",
      "endedAt": "2023-03-03T00:00:00",
      "targetOrgId": "838af527-dddd-41e4-9a51-0075aa62f76f",
      "deliveryMethod": "headless",
      "createdAt": "2023-02-24T08:33:53.7242228",
      "passFailEnabled": false,
      "passFailScore": null,
      "passFailAttempts": null
    }
  ]
}
END

test the parts of a training campaign are imported
records <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"My Awareness Training","type":"curriculum","status":"inProgress","createdAt":"2023-02-25T08:00:00"}
{"kind":"module","campaignId":"c250a670-be89-42d5-a593-676de0aff226","id":"00000000-0000-0000-0000-000000000000","name":"-","position":0}
{"kind":"person","ids":{"outthink":"62d50101-09bb-4d35-b446-1afbf0098f56"},"sourceIdentifier":"maverick@topgun.com","email":"maverick@topgun.com","status":"active","department":"Pilots","country":"ES"}
{"kind":"person","email":"goose@example.com","status":"active","department":"Pilots","country":"ES"}
{"kind":"person","email":"iceman@example.com","status":"active","department":"Pilots","country":"ES"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"maverick@topgun.com","ids":{"securityjourney":1},"status":"completed","enrolledAt":"2023-02-27T09:23:31.1129908","startedAt":"2023-02-27T09:23:31.1129908","lastAccessedAt":"2023-02-27T10:31:48.551","completedAt":"2023-03-11T08:02:44.1008698","timeSpentSeconds":1342,"scores":{"engagement":0.54,"knowledge":0.9166666666666666,"productivity":0.8,"intentionToComply":0.75,"selfEfficacy":0.8}}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"goose@example.com","ids":{"securityjourney":2},"status":"completed","startedAt":"2023-02-28T10:00:00","completedAt":"2023-02-28T11:00:00","timeSpentSeconds":2273,"scores":{"engagement":0.7,"knowledge":1}}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"iceman@example.com","ids":{"securityjourney":3},"status":"inProgress","startedAt":"2023-03-01T10:00:00","timeSpentSeconds":3000}
{"kind":"progress","campaignId":"c250a670-be89-42d5-a593-676de0aff226","moduleId":"00000000-0000-0000-0000-000000000000","person":"maverick@topgun.com","status":"completed","completedAt":"2023-02-27T09:54:30.4861238","timeSpentSeconds":1342}
END

test the summary of a training campaign
# engagement (0.54 + 0.7) / 2, knowledge (0.9166666666666666 + 1) / 2, time (1342 + 2273 + 3000) / 3
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226
expect 200
header Content-Type: application/json; charset=utf-8
json <<END
{
  "id": "c250a670-be89-42d5-a593-676de0aff226",
  "name": "My Awareness Training",
  "activeUsers": 3,
  "totalUsers": 3,
  "avgEngagement": 0.62,
  "avgKnowledge": 0.9583333333333333,
  "avgTimeSpent": 2205,
  "activeNoAction": 0,
  "activeAcknowledged": 0,
  "activeInProgress": 1,
  "activeCompleted": 2,
  "activeFailed": 0,
  "totalNoAction": 0,
  "totalAcknowledged": 0,
  "totalInProgress": 1,
  "totalCompleted": 2,
  "totalFailed": 0
}
END

test the users of a training campaign
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users?skip=0&take=1
expect 200
header Content-Type: application/json; charset=utf-8
json <<END
{
  "total": 3,
  "skip": 0,
  "take": 1,
  "values": [
    {
      "userId": "62d50101-09bb-4d35-b446-1afbf0098f56",
      "userSourceIdentifier": "maverick@topgun.com",
      "status": "active",
      "department": "Pilots",
      "country": "ES",
      "trainingStatus": "completed",
      "engagementScore": 0.54,
      "knowledgeScore": 0.9166666666666666,
      "productivityScore": 0.8,
      "intentionToComplyScore": 0.75,
      "selfEfficacyScore": 0.8
    }
  ]
}
END

test the details of a user
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users/62d50101-09bb-4d35-b446-1afbf0098f56
expect 200
header Content-Type: application/json; charset=utf-8
json <<END
{
  "modules": [
    {
      "moduleId": "00000000-0000-0000-0000-000000000000",
      "moduleName": "-",
      "moduleStatus": "completed",
      "completedAt": "2023-02-27T09:54:30.4861238",
      "timeSpentSeconds": 1342,
      "rating": null,
      "commentId": null
    }
  ],
  "attempts": [],
  "enrolledAt": "2023-02-27T09:23:31.1129908",
  "startedAt": "2023-02-27T09:23:31.1129908",
  "lastAccessedAt": "2023-02-27T10:31:48.551",
  "completedAt": "2023-03-11T08:02:44.1008698",
  "userId": "62d50101-09bb-4d35-b446-1afbf0098f56",
  "userSourceIdentifier": "maverick@topgun.com",
  "status": "active",
  "department": "Pilots",
  "country": "ES",
  "trainingStatus": "completed",
  "engagementScore": 0.54,
  "knowledgeScore": 0.9166666666666666,
  "productivityScore": 0.8,
  "intentionToComplyScore": 0.75,
  "selfEfficacyScore": 0.8
}
END

test the same without white space
# The bytes: the document shows indented JSON, a server sends it compact.
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users?take=1
body ~ ^\{"total":3,"skip":0,"take":1,"values":\[\{"userId":"62d50101-09bb-4d35-b446-1afbf0098f56",
request GET /analytics/v1/campaigns
golden outthink/campaigns.json

test the four failures of authentication
request GET /analytics/v1/campaigns
  without OT-Customer-Id
refuses 400 missing_customer_id_header OT-Customer-Id .
request GET /analytics/v1/campaigns
  with OT-Customer-Id: 838af527-dddd-41e4-9a51-0075aa62f770
refuses 400 invalid_customer_id_header OT-Customer-Id .
request GET /analytics/v1/campaigns
  without Authorization
refuses 400 missing_authorization_header Authorization .
request GET /analytics/v1/campaigns
  with Authorization: Bearer wrong
refuses 400 invalid_authorization_header Authorization .

test a missing parameter
request GET /analytics/v1/trainingCampaigns
refuses 400 missing_parameter trainingCampaignId .

test the client's Correlation-Id comes back under another name
request GET /analytics/v1/campaigns
  with Correlation-Id: ticket-4711
header Client-Correlation-Id: ticket-4711
