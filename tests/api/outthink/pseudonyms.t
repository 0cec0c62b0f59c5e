# A pseudonymous key sees no names and addresses: everybody has a stable code instead.
tenant acme
key main
key blind pseudonymous=yes
records <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Training","type":"curriculum","status":"inProgress"}
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff227","name":"Another","type":"instant","status":"inProgress"}
{"kind":"person","email":"ada@example.com","sourceIdentifier":"HR-1","firstName":"Ada","lastName":"Exemplary","department":"R&D","country":"GB","managerEmail":"grace@example.com"}
{"kind":"person","email":"grace@example.com","department":"R&D"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"HR-1","status":"completed","scores":{"knowledge":0.5}}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"grace@example.com","status":"noAction"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff227","person":"HR-1","status":"noAction"}
END
let users = text /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users

test codes instead of addresses, the rest as it is
use blind
request GET ${users}
expect 200
json total 2
json values.*.department ["R&D", "R&D"]
json values.*.country [null, "GB"]
json values.*.trainingStatus ["noAction", "completed"]
json values.*.knowledgeScore [null, 0.5]
body ~ "userSourceIdentifier":"[^"@]+@pseudonym\.invalid"
body ~ ^(?!.*(example\.com|HR-1|Ada|Exemplary|grace))
let grace = json values.0.userSourceIdentifier
let ada = json values.1.userSourceIdentifier
let id = json values.1.userId

test the code stays the same, in every list, after a restart
request GET ${users}/${id}
json userSourceIdentifier "${ada}"
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff227/users
json values.*.userSourceIdentifier ["${ada}"]
restart
request GET ${users}
json values.*.userSourceIdentifier ["${grace}", "${ada}"]

test another key still sees everything, and tags are not shared
use main
request GET ${users}
json values.*.userSourceIdentifier ["grace@example.com", "HR-1"]
let tag = header ETag
use blind
request GET ${users}
  with If-None-Match: ${tag}
expect 200
body ~ pseudonym\.invalid
