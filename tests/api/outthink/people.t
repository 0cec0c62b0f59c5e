# Who is who: identifiers, aliases, changed addresses, merges, deletions; what a newer and an older record do.
tenant acme
key main
records <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Training","type":"curriculum","status":"inProgress"}
{"kind":"person","ids":{"outthink":"62d50101-09bb-4d35-b446-1afbf0098f56"},"sourceIdentifier":"HR-1","email":"Ada.Exemplary@Example.com","department":"R&D","country":"GB"}
{"kind":"person","email":"grace@example.com"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"HR-1","status":"inProgress","scores":{"engagement":0.5}}
END
records <<END
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"grace@example.com","status":"noAction"}
END
let users = text /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users
let ada = text ${users}/62d50101-09bb-4d35-b446-1afbf0098f56

test the source identifier is shown; without one the address
request GET ${ada}
json userSourceIdentifier "HR-1"
request GET ${users}
json values.*.userSourceIdentifier ["HR-1", "grace@example.com"]

test one person by every name
each name status <<ROWS
HR-1 noAction
hr-1 notStarted
ada.exemplary@example.com scheduled
ADA.EXEMPLARY@EXAMPLE.COM acknowledged
Ada.Exemplary@Example.com completed
62d50101-09bb-4d35-b446-1afbf0098f56 failed
ROWS
records <<END
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"${name}","status":"${status}"}
END
request GET ${users}
json total 2
json values.0.trainingStatus "${status}"
end

test a changed address keeps the person, the old one still finds him
records <<END
{"kind":"person","ids":{"outthink":"62d50101-09bb-4d35-b446-1afbf0098f56"},"email":"ada@example.com"}
END
records <<END
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"ada.exemplary@example.com","status":"completed"}
END
request GET ${users}
json total 2
request GET ${ada}
json trainingStatus "completed"
records <<END
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"ada@example.com","status":"failed"}
END
request GET ${ada}
json trainingStatus "failed"

test an alias finds a person
records <<END
{"kind":"person","sourceIdentifier":"HR-1","aliases":["countess@example.com"]}
END
records <<END
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"Countess@Example.com","status":"acknowledged"}
END
request GET ${ada}
json trainingStatus "acknowledged"

test a record that means two people is refused and changes nothing
muster export records --tenant acme
remember before
muster import records --tenant acme - <<END
{"kind":"person","sourceIdentifier":"HR-1","email":"grace@example.com","department":"Nobody's"}
END
  exit 1
stderr ~ merge
muster export records --tenant acme
same-as before

test the same record again changes nothing
muster export records --tenant acme
remember before
records <<END
{"kind":"person","sourceIdentifier":"HR-1","department":"R&D"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"HR-1","status":"acknowledged"}
END
request GET ${users}
json total 2

test the newer record wins, whatever comes first
records <<END
{"kind":"person","email":"grace@example.com","department":"newest","updatedAt":"2030-01-03T00:00:00Z"}
END
records <<END
{"kind":"person","email":"grace@example.com","department":"older","updatedAt":"2030-01-02T00:00:00Z"}
END
request GET ${users}?skip=1
json values.0.department "newest"
records <<END
{"kind":"person","email":"grace@example.com","department":"now newest","updatedAt":"2030-01-04T00:00:00Z"}
END
request GET ${users}?skip=1
json values.0.department "now newest"

test a deleted person leaves no trace in the answers
records <<END
{"kind":"person","email":"grace@example.com","deleted":true,"updatedAt":"2030-01-05T00:00:00Z"}
END
request GET ${users}
json total 1
json values.*.userSourceIdentifier ["HR-1"]
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226
json totalUsers 1
json totalNoAction 0

test an older record does not bring the deleted one back
records <<END
{"kind":"person","email":"grace@example.com","department":"ghost","updatedAt":"2030-01-04T12:00:00Z"}
END
request GET ${users}
json total 1

test a changed person is seen in every campaign
records <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff227","name":"Another","type":"instant","status":"inProgress"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff227","person":"HR-1","status":"inProgress"}
{"kind":"person","sourceIdentifier":"HR-1","department":"Mathematics","country":"FR","status":"archived"}
END
for id in c250a670-be89-42d5-a593-676de0aff226 c250a670-be89-42d5-a593-676de0aff227
request GET /analytics/v1/trainingCampaigns/${id}/users
json values.0.department "Mathematics"
json values.0.country "FR"
json values.0.status "inactive"
request GET /analytics/v1/trainingCampaigns/${id}
json activeUsers 0
json totalUsers 1
end
