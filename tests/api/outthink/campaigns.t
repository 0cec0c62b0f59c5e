# The list of campaigns: order, filters, status by the clock, defaults, engaged users.
tenant acme customer=0f8fad5b-d9cb-469f-a165-70867728950e
key main
clock 2024-06-15T12:00:00Z
records <<END
{"kind":"organization","id":"0f8fad5b-d9cb-469f-a165-70867728950e","name":"Acme"}
{"kind":"organization","id":"11111111-1111-4111-8111-111111111111","name":"Acme North","parentId":"0f8fad5b-d9cb-469f-a165-70867728950e"}
{"kind":"organization","id":"22222222-2222-4222-8222-222222222222","name":"Acme North Pole","parentId":"11111111-1111-4111-8111-111111111111"}
{"kind":"campaign","id":"aaaaaaaa-0000-4000-8000-000000000005","name":"late","type":"curriculum","createdAt":"2024-05-01T00:00:00Z","status":"completed"}
{"kind":"campaign","id":"aaaaaaaa-0000-4000-8000-000000000004","name":"same time, second","type":"instant","createdAt":"2024-03-01T00:00:00Z","status":"notStarted","organizationId":"11111111-1111-4111-8111-111111111111"}
{"kind":"campaign","id":"aaaaaaaa-0000-4000-8000-000000000003","name":"same time, first","type":"attackSimulation","createdAt":"2024-03-01T00:00:00Z","status":"scheduled","organizationId":"22222222-2222-4222-8222-222222222222"}
{"kind":"campaign","id":"aaaaaaaa-0000-4000-8000-000000000002","name":"100 ns before","type":"instant","createdAt":"2024-02-29T23:59:59.9999999Z","status":"inProgress","deliveryMethod":"externalLMS","passFail":{"enabled":true,"score":0.75,"attempts":3}}
{"kind":"campaign","id":"aaaaaaaa-0000-4000-8000-000000000001","name":"early","type":"instant","createdAt":"1999-12-31T23:59:59+02:00","status":"inProgress","passFail":{"enabled":false,"score":0.75,"attempts":3}}
END

test ordered by creation, then id
request GET /analytics/v1/campaigns
json total 5
json values.*.name ["early", "100 ns before", "same time, first", "same time, second", "late"]

test times have no zone and are UTC
request GET /analytics/v1/campaigns
json values.*.createdAt ["1999-12-31T21:59:59", "2024-02-29T23:59:59.9999999", "2024-03-01T00:00:00", "2024-03-01T00:00:00", "2024-05-01T00:00:00"]

test what is not given
request GET /analytics/v1/campaigns?take=1
json values.0 <<END
{
  "id": "aaaaaaaa-0000-4000-8000-000000000001",
  "name": "early",
  "type": "instant",
  "status": "inProgress",
  "engagedUsers": 0,
  "startedAt": null,
  "endedAt": null,
  "targetOrgId": "0f8fad5b-d9cb-469f-a165-70867728950e",
  "deliveryMethod": "headless",
  "createdAt": "1999-12-31T21:59:59",
  "passFailEnabled": false,
  "passFailScore": null,
  "passFailAttempts": null
}
END

test a passing score counts only where it is enabled
request GET /analytics/v1/campaigns?skip=1&take=1
json values.0.deliveryMethod "externalLMS"
json values.0.passFailEnabled true
json values.0.passFailScore 0.75
json values.0.passFailAttempts 3

test by status
each status names <<ROWS
notStarted "[\"same time, second\"]"
scheduled "[\"same time, first\"]"
inProgress "[\"early\", \"100 ns before\"]"
completed "[\"late\"]"
ROWS
request GET /analytics/v1/campaigns?status=${status}
expect 200
json values.*.name ${names}
end

test words that are no status
for word in failed noAction active complete completed%20 completed,inProgress 1 in%20progress %2A
request GET /analytics/v1/campaigns?status=${word}
refuses 400 invalid_parameter status .
end

test by organization: exactly it, not what is below
each organization names <<ROWS
0f8fad5b-d9cb-469f-a165-70867728950e "[\"early\", \"100 ns before\", \"late\"]"
11111111-1111-4111-8111-111111111111 "[\"same time, second\"]"
22222222-2222-4222-8222-222222222222 "[\"same time, first\"]"
33333333-3333-4333-8333-333333333333 []
ROWS
request GET /analytics/v1/campaigns?targetOrgId=${organization}
expect 200
json values.*.name ${names}
end

test by both
request GET /analytics/v1/campaigns?targetOrgId=0f8fad5b-d9cb-469f-a165-70867728950e&status=inProgress&skip=1
json total 2
json values.*.name ["100 ns before"]

test status from the dates where none is stored
records <<END
{"kind":"campaign","id":"cccccccc-0000-4000-8000-000000000001","name":"no dates","type":"instant","createdAt":"2024-06-01T00:00:01Z"}
{"kind":"campaign","id":"cccccccc-0000-4000-8000-000000000002","name":"from July","type":"instant","createdAt":"2024-06-01T00:00:02Z","startedAt":"2024-07-01T00:00:00Z","endedAt":"2024-07-31T00:00:00Z"}
{"kind":"campaign","id":"cccccccc-0000-4000-8000-000000000003","name":"open end","type":"instant","createdAt":"2024-06-01T00:00:03Z","startedAt":"2024-06-10T00:00:00Z"}
{"kind":"campaign","id":"cccccccc-0000-4000-8000-000000000004","name":"over","type":"instant","createdAt":"2024-06-01T00:00:04Z","startedAt":"2024-06-02T00:00:00Z","endedAt":"2024-06-10T00:00:00Z"}
END
request GET /analytics/v1/campaigns?skip=5
json values.*.status ["notStarted", "scheduled", "inProgress", "completed"]
clock 2024-06-30T23:59:59.9999999Z
request GET /analytics/v1/campaigns?skip=5
json values.*.status ["notStarted", "scheduled", "inProgress", "completed"]
clock 2024-07-01T00:00:00Z
request GET /analytics/v1/campaigns?skip=5
json values.*.status ["notStarted", "inProgress", "inProgress", "completed"]
clock 2024-07-30T23:59:59Z
request GET /analytics/v1/campaigns?skip=5
json values.*.status ["notStarted", "inProgress", "inProgress", "completed"]
clock 2024-07-31T00:00:01Z
request GET /analytics/v1/campaigns?skip=5
json values.*.status ["notStarted", "completed", "inProgress", "completed"]

test the filter sees the status of the moment
clock 2024-06-20T00:00:00Z
request GET /analytics/v1/campaigns?status=scheduled
json values.*.name ["same time, first", "from July"]
clock 2024-07-02T00:00:00Z
request GET /analytics/v1/campaigns?status=scheduled
json values.*.name ["same time, first"]
request GET /analytics/v1/campaigns?status=inProgress&skip=2
json total 4
json values.*.name ["from July", "open end"]

test a stored status beats the dates
records <<END
{"kind":"campaign","id":"cccccccc-0000-4000-8000-000000000004","status":"inProgress"}
END
request GET /analytics/v1/campaigns?skip=8
json values.0.status "inProgress"

test engaged users are those who did something
records <<END
{"kind":"campaign","id":"dddddddd-0000-4000-8000-000000000001","name":"engaging","type":"instant","createdAt":"2024-06-02T00:00:00Z"}
{"kind":"person","email":"e1@example.com"}
{"kind":"person","email":"e2@example.com"}
{"kind":"person","email":"e3@example.com"}
{"kind":"person","email":"e4@example.com"}
{"kind":"person","email":"e5@example.com"}
{"kind":"person","email":"e6@example.com"}
{"kind":"person","email":"e7@example.com"}
{"kind":"person","email":"e8@example.com"}
{"kind":"person","email":"e9@example.com","status":"inactive"}
{"kind":"enrollment","campaignId":"dddddddd-0000-4000-8000-000000000001","person":"e1@example.com","status":"noAction"}
{"kind":"enrollment","campaignId":"dddddddd-0000-4000-8000-000000000001","person":"e2@example.com","status":"notStarted"}
{"kind":"enrollment","campaignId":"dddddddd-0000-4000-8000-000000000001","person":"e3@example.com","status":"scheduled"}
{"kind":"enrollment","campaignId":"dddddddd-0000-4000-8000-000000000001","person":"e4@example.com","status":"acknowledged"}
{"kind":"enrollment","campaignId":"dddddddd-0000-4000-8000-000000000001","person":"e5@example.com","status":"inProgress"}
{"kind":"enrollment","campaignId":"dddddddd-0000-4000-8000-000000000001","person":"e6@example.com","status":"completed"}
{"kind":"enrollment","campaignId":"dddddddd-0000-4000-8000-000000000001","person":"e7@example.com","status":"failed"}
{"kind":"enrollment","campaignId":"dddddddd-0000-4000-8000-000000000001","person":"e8@example.com","status":"paused"}
{"kind":"enrollment","campaignId":"dddddddd-0000-4000-8000-000000000001","person":"e9@example.com","status":"abandoned"}
END
request GET /analytics/v1/campaigns?skip=9
json values.*.name ["engaging"]
json values.0.engagedUsers 6

test deleting a campaign takes its enrollments along
records <<END
{"kind":"campaign","id":"dddddddd-0000-4000-8000-000000000001","deleted":true}
END
request GET /analytics/v1/campaigns?skip=9
json total 9
json values []
request GET /analytics/v1/trainingCampaigns/dddddddd-0000-4000-8000-000000000001
refuses 404 not_found trainingCampaignId .
request GET /analytics/v1/trainingCampaigns/dddddddd-0000-4000-8000-000000000001/users
refuses 404 not_found trainingCampaignId .

test a changed creation time changes the place
records <<END
{"kind":"campaign","id":"aaaaaaaa-0000-4000-8000-000000000005","createdAt":"1990-01-01T00:00:00Z"}
END
request GET /analytics/v1/campaigns?take=2
json values.*.name ["late", "early"]

test names in any script, and what JSON must escape
records <<END
{"kind":"campaign","id":"aaaaaaaa-0000-4000-8000-000000000005","name":"Ünïcode \u65e5\u672c\u8a9e \ud83d\ude00 \"quoted\" back\\slash </script> \u0001 \t \u2028"}
END
request GET /analytics/v1/campaigns?take=1
json values.0.name "Ünïcode \u65e5\u672c\u8a9e \ud83d\ude00 \"quoted\" back\\slash </script> \u0001 \t \u2028"
