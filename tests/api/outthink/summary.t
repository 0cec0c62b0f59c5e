# Counters and averages: who counts, over whom, and how exactly.
tenant acme
key main
records <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Training","type":"curriculum","status":"inProgress"}
END
let campaign = text /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226

test over nobody everything is 0
request GET ${campaign}
json <<END
{
  "id": "c250a670-be89-42d5-a593-676de0aff226",
  "name": "Training",
  "activeUsers": 0,
  "totalUsers": 0,
  "avgEngagement": 0,
  "avgKnowledge": 0,
  "avgTimeSpent": 0,
  "activeNoAction": 0,
  "activeAcknowledged": 0,
  "activeInProgress": 0,
  "activeCompleted": 0,
  "activeFailed": 0,
  "totalNoAction": 0,
  "totalAcknowledged": 0,
  "totalInProgress": 0,
  "totalCompleted": 0,
  "totalFailed": 0
}
END

test active people are counted apart; inactive and archived ones only in the totals
records <<END
{"kind":"person","email":"a@example.com","status":"active"}
{"kind":"person","email":"b@example.com","status":"inactive"}
{"kind":"person","email":"c@example.com","status":"archived"}
{"kind":"person","email":"d@example.com"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"a@example.com","status":"completed","startedAt":"2024-01-01T00:00:00Z","timeSpentSeconds":10,"scores":{"engagement":0.1,"knowledge":0.3}}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"b@example.com","status":"completed","startedAt":"2024-01-01T00:00:00Z","timeSpentSeconds":20,"scores":{"engagement":0.2,"knowledge":0}}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"c@example.com","status":"failed","startedAt":"2024-01-01T00:00:00Z","timeSpentSeconds":60,"scores":{"engagement":0.3}}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"d@example.com","status":"notStarted"}
END
request GET ${campaign}
json activeUsers 2
json totalUsers 4
json activeCompleted 1
json totalCompleted 2
json activeFailed 0
json totalFailed 1
json activeNoAction 1
json totalNoAction 1

test averages are over everybody who has a score, inactive or not; time over those who started
# 0.1 + 0.2 + 0.3 in exact arithmetic over the three doubles is 0.6 when rounded at the end, so the average is 0.2;
# adding doubles from left to right would give 0.20000000000000004.
request GET ${campaign}
json avgEngagement 0.2
json avgKnowledge 0.15
json avgTimeSpent 30

test people change their state
records <<END
{"kind":"person","email":"a@example.com","status":"inactive"}
{"kind":"person","email":"c@example.com","status":"active"}
END
request GET ${campaign}
json activeUsers 2
json totalUsers 4
json activeCompleted 0
json activeFailed 1
json avgEngagement 0.2

test the list prints archived as inactive
records <<END
{"kind":"person","email":"c@example.com","status":"archived"}
END
request GET ${campaign}/users
json values.*.status ["inactive", "inactive", "inactive", "active"]

test a score that is taken away is no score of 0
records <<END
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"c@example.com","scores":{"engagement":null}}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"b@example.com","scores":{"knowledge":null}}
END
request GET ${campaign}
json avgKnowledge 0.3
json avgEngagement 0.15000000000000002

test the edges of a score
records <<END
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"a@example.com","scores":{"engagement":1,"knowledge":0,"productivity":0.0,"intentionToComply":1.0,"selfEfficacy":1e-7}}
END
request GET ${campaign}/users?take=1
json values.0.engagementScore 1
json values.0.knowledgeScore 0
json values.0.productivityScore 0
json values.0.intentionToComplyScore 1
json values.0.selfEfficacyScore 1e-07

test scores are printed as the shortest decimal that reads back as the same number
each given shown <<ROWS
0.1 0.1
0.30000000000000004 0.30000000000000004
0.3333333333333333 0.3333333333333333
0.33333333333333333333 0.3333333333333333
0.9166666666666666 0.9166666666666666
0.91666666666666663 0.9166666666666666
0.5000 0.5
5e-1 0.5
0.99999999999999999 1
ROWS
records <<END
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"d@example.com","scores":{"selfEfficacy":${given}}}
END
request GET ${campaign}/users?skip=3
json values.0.selfEfficacyScore ${shown}
end

test a simulation has no training summary
records <<END
{"kind":"campaign","id":"5b8c8d9e-0a6f-4a4c-9c39-3a3c7a1f2b10","name":"Phishing","type":"attackSimulation","status":"inProgress"}
END
request GET /analytics/v1/trainingCampaigns/5b8c8d9e-0a6f-4a4c-9c39-3a3c7a1f2b10
refuses 404 not_found trainingCampaignId .
request GET /analytics/v1/trainingCampaigns/5b8c8d9e-0a6f-4a4c-9c39-3a3c7a1f2b10/users
refuses 404 not_found trainingCampaignId .
request GET /analytics/v1/trainingCampaigns/5b8c8d9e-0a6f-4a4c-9c39-3a3c7a1f2b10/users/5b8c8d9e-0a6f-4a4c-9c39-3a3c7a1f2b10
refuses 404 not_found trainingCampaignId .
