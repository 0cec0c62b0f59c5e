# Attack simulations: the document's examples, results from raw events, who counts as a person, counters, filters.
tenant topgun customer=838af527-dddd-41e4-9a51-0075aa62f76f
key main
clock 2023-04-01T00:00:00Z
records <<END
{"kind":"person","ids":{"outthink":"62d50101-09bb-4d35-b446-1afbf0098f56"},"email":"maverick@topgun.com","status":"active","department":"Pilots","country":"ES"}
{"kind":"person","email":"goose@example.com","status":"active"}
{"kind":"person","email":"iceman@example.com","status":"active"}
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"My Phishing Training","type":"attackSimulation","status":"inProgress"}
{"kind":"campaign","id":"d250a670-be89-42d5-a593-676de0aff227","name":"Another","type":"attackSimulation","status":"completed"}
{"kind":"campaign","id":"e250a670-be89-42d5-a593-676de0aff228","name":"Training","type":"instant"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"maverick@topgun.com","ids":{"securityjourney":1}}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"maverick@topgun.com","type":"clicked","at":"2023-02-27T09:23:31.1129908Z","landingSeconds":42}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"goose@example.com","type":"reported","at":"2023-02-27T09:30:00Z"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"iceman@example.com","type":"reported","at":"2023-02-27T09:31:00Z"}
{"kind":"simulationEvent","campaignId":"d250a670-be89-42d5-a593-676de0aff227","person":"maverick@topgun.com","type":"sent","at":"2023-02-27T09:23:31.1129908Z"}
{"kind":"simulationEvent","campaignId":"d250a670-be89-42d5-a593-676de0aff227","person":"maverick@topgun.com","type":"opened","at":"2023-02-27T09:23:31.1129908Z"}
{"kind":"simulationEvent","campaignId":"d250a670-be89-42d5-a593-676de0aff227","person":"maverick@topgun.com","type":"clicked","at":"2023-02-27T09:23:31.1129908Z","landingSeconds":42}
END
let one = text /analytics/v1/attackSimulations/c250a670-be89-42d5-a593-676de0aff226
let other = text /analytics/v1/attackSimulations/d250a670-be89-42d5-a593-676de0aff227
let mav = text 62d50101-09bb-4d35-b446-1afbf0098f56

test the summary of the document; its resiliencyRate 0.42 is not what its counters give
# 2 reported and did not fall, 1 fell: 2 / (2 + 1)
request GET ${one}
expect 200
header Content-Type: application/json; charset=utf-8
json <<END
{
  "id": "c250a670-be89-42d5-a593-676de0aff226",
  "name": "My Phishing Training",
  "resiliencyRate": 0.6666666666666666,
  "activeUsers": 3,
  "totalUsers": 3,
  "activeOpened": 0,
  "activeClicked": 1,
  "activeReported": 2,
  "activeCredCaptured": 0,
  "totalOpened": 0,
  "totalClicked": 1,
  "totalReported": 2,
  "totalCredCaptured": 0
}
END

test the list of the document
request GET ${one}/users?skip=0&take=1
expect 200
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
      "simulationStatus": "clicked"
    }
  ]
}
END

test the details of the document, values included
request GET ${other}/users/${mav}
expect 200
json <<END
{
  "userId": "62d50101-09bb-4d35-b446-1afbf0098f56",
  "userSourceIdentifier": "maverick@topgun.com",
  "status": "active",
  "department": "Pilots",
  "country": "ES",
  "simulationStatus": "clicked",
  "emailSentAt": "2023-02-27T09:23:31.1129908Z",
  "opened": true,
  "openedAt": "2023-02-27T09:23:31.1129908Z",
  "clicked": true,
  "clickedAt": "2023-02-27T09:23:31.1129908Z",
  "credentialsEntered": false,
  "credentialsEnteredAt": null,
  "credentialsCaptured": false,
  "credentialsCapturedAt": null,
  "reported": false,
  "reportedAt": null,
  "landingPageDurationSeconds": 42
}
END

test the filter takes its four words in any case, and no word of training
each word count <<ROWS
noAction 0
clicked 1
CLICKED 1
credentialsCaptured 0
RePorted 2
ROWS
request GET ${one}/users?simulationstatus=${word}
expect 200
json total ${count}
count values ${count}
end
request GET ${one}/users?simulationStatus=completed
refuses 400 invalid_parameter simulationStatus .
request GET ${one}/users?trainingStatus=completed
json total 3

test a training campaign is no simulation, and a simulation no training campaign
for path in "" /users /users/62d50101-09bb-4d35-b446-1afbf0098f56
request GET /analytics/v1/attackSimulations/e250a670-be89-42d5-a593-676de0aff228${path}
refuses 404 not_found attackSimulationId .
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226${path}
refuses 404 not_found trainingCampaignId .
end
request GET ${other}/users/00000000-0000-4000-8000-000000000000
refuses 404 not_found userId .
request GET /analytics/v1/attackSimulations
refuses 400 missing_parameter attackSimulationId .
request GET /analytics/v1/ATTACKsimulations/{C250A670-BE89-42D5-A593-676DE0AFF226}
expect 400
request GET /analytics/v1/ATTACKsimulations/C250A670BE8942D5A593676DE0AFF226
expect 200

test engaged users of a simulation are those with an event of their own
request GET /analytics/v1/campaigns
json values.0.engagedUsers 3
json values.1.engagedUsers 1

test over nobody everything is 0
records <<END
{"kind":"campaign","id":"f250a670-be89-42d5-a593-676de0aff229","name":"Nobody","type":"attackSimulation"}
END
request GET /analytics/v1/attackSimulations/f250a670-be89-42d5-a593-676de0aff229
json resiliencyRate 0
json totalUsers 0
json totalOpened 0
request GET /analytics/v1/attackSimulations/f250a670-be89-42d5-a593-676de0aff229/users
json total 0

test every type of event and what it counts as
records <<END
{"kind":"campaign","id":"a250a670-be89-42d5-a593-676de0aff230","name":"Types","type":"attackSimulation"}
END
let types = text /analytics/v1/attackSimulations/a250a670-be89-42d5-a593-676de0aff230
each type status opened clicked captured reported <<ROWS
sent noAction 0 0 0 0
bounced noAction 0 0 0 0
opened noAction 1 0 0 0
clicked clicked 0 1 0 0
credentialsEntered clicked 0 1 0 0
credentialsCaptured credentialsCaptured 0 0 1 0
attachmentOpened clicked 0 1 0 0
replied clicked 0 1 0 0
reported reported 0 0 0 1
ROWS
records <<END
{"kind":"simulationEvent","campaignId":"a250a670-be89-42d5-a593-676de0aff230","person":"maverick@topgun.com","type":"${type}","at":"2023-03-01T10:00:00Z"}
END
request GET ${types}/users/${mav}
json simulationStatus "${status}"
request GET ${types}
json totalUsers 1
json totalOpened ${opened}
json totalClicked ${clicked}
json activeCredCaptured ${captured}
json activeReported ${reported}
records <<END
{"kind":"simulationEvent","campaignId":"a250a670-be89-42d5-a593-676de0aff230","person":"maverick@topgun.com","type":"${type}","at":"2023-03-01T10:00:00Z","deleted":true}
END
end

test the first of each type counts; captured wins over clicked, clicked over reported
records <<END
{"kind":"simulationEvent","campaignId":"a250a670-be89-42d5-a593-676de0aff230","person":"maverick@topgun.com","type":"credentialsEntered","at":"2023-03-05T10:00:00.5Z","landingSeconds":7}
{"kind":"simulationEvent","campaignId":"a250a670-be89-42d5-a593-676de0aff230","person":"maverick@topgun.com","type":"clicked","at":"2023-03-06T10:00:00Z","landingSeconds":30}
{"kind":"simulationEvent","campaignId":"a250a670-be89-42d5-a593-676de0aff230","person":"maverick@topgun.com","type":"clicked","at":"2023-03-07T10:00:00Z","landingSeconds":9}
{"kind":"simulationEvent","campaignId":"a250a670-be89-42d5-a593-676de0aff230","person":"maverick@topgun.com","type":"reported","at":"2023-03-01T11:00:00Z"}
END
request GET ${types}/users/${mav}
json simulationStatus "clicked"
json clickedAt "2023-03-05T10:00:00.5Z"
json credentialsEnteredAt "2023-03-05T10:00:00.5Z"
json reportedAt "2023-03-01T11:00:00Z"
json emailSentAt null
json opened false
json landingPageDurationSeconds 30
request GET ${types}
json resiliencyRate 0
records <<END
{"kind":"simulationEvent","campaignId":"a250a670-be89-42d5-a593-676de0aff230","person":"maverick@topgun.com","type":"credentialsCaptured","at":"2023-03-09T10:00:00Z"}
END
request GET ${types}/users/${mav}
json simulationStatus "credentialsCaptured"

test people who become inactive leave the active counters only
records <<END
{"kind":"person","email":"maverick@topgun.com","status":"inactive"}
END
request GET ${one}
json activeUsers 2
json totalUsers 3
json activeClicked 0
json totalClicked 1
json activeReported 2
json resiliencyRate 0.6666666666666666

test a deleted person, and a deleted enrollment, leave all counters
records <<END
{"kind":"person","email":"goose@example.com","deleted":true}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"maverick@topgun.com","deleted":true}
END
request GET ${one}
json totalUsers 1
json totalClicked 0
json totalReported 1
json resiliencyRate 1
