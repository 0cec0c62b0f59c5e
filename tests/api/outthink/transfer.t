# A restart and one's own export change nothing. (Another data folder, shuffled lines: tests/prop/agreement.py.)
tenant acme customer=0f8fad5b-d9cb-469f-a165-70867728950e
key main
records <<END
{"kind":"organization","id":"11111111-1111-4111-8111-111111111111","name":"North"}
{"kind":"campaign","id":"one","name":"One","type":"curriculum","status":"inProgress","createdAt":"2024-01-01T00:00:00Z","updatedAt":"2024-01-01T00:00:00Z"}
{"kind":"campaign","id":"two","name":"Two","type":"instant","startedAt":"2024-01-01T00:00:00Z","createdAt":"2024-01-02T00:00:00Z","organizationId":"11111111-1111-4111-8111-111111111111","updatedAt":"2024-01-01T00:00:00Z"}
{"kind":"module","campaignId":"one","id":"m1","name":"First","position":1,"updatedAt":"2024-01-01T00:00:00Z"}
{"kind":"person","email":"a@example.com","organizationId":"11111111-1111-4111-8111-111111111111","updatedAt":"2024-01-01T00:00:00Z"}
{"kind":"person","email":"b@example.com","sourceIdentifier":"B","firstName":"Zoë","lastName":"O'Brien","attributes":{"z":"1","a":"2"},"updatedAt":"2024-01-01T00:00:00Z"}
{"kind":"person","email":"c@example.com","status":"inactive","updatedAt":"2024-01-01T00:00:00Z"}
{"kind":"enrollment","campaignId":"one","person":"a@example.com","status":"completed","scores":{"engagement":0.1,"knowledge":0.30000000000000004},"timeSpentSeconds":61,"startedAt":"2024-01-01T00:00:00.0000001Z","updatedAt":"2024-01-01T00:00:00Z"}
{"kind":"enrollment","campaignId":"one","person":"B","status":"paused","updatedAt":"2024-01-01T00:00:00Z"}
{"kind":"enrollment","campaignId":"two","person":"c@example.com","status":"failed","updatedAt":"2024-01-01T00:00:00Z"}
{"kind":"progress","campaignId":"one","moduleId":"m1","person":"a@example.com","status":"completed","rating":4,"updatedAt":"2024-01-01T00:00:00Z"}
{"kind":"attempt","campaignId":"one","person":"a@example.com","number":1,"score":0.5,"passed":false,"updatedAt":"2024-01-01T00:00:00Z"}
{"kind":"comment","id":"x","campaignId":"one","moduleId":"m1","person":"a@example.com","text":"fine\n\"really\"","updatedAt":"2024-01-01T00:00:00Z"}
END
muster export records --tenant acme
remember export
request GET /analytics/v1/campaigns
remember campaigns
let one = json values.0.id
let two = json values.1.id
request GET /analytics/v1/trainingCampaigns/${one}
remember summary
request GET /analytics/v1/trainingCampaigns/${one}/users
remember users
let a = json values.0.userId
request GET /analytics/v1/trainingCampaigns/${one}/users/${a}
remember details
request GET /analytics/v1/organizations
remember organizations

test a restart changes no answer
restart
request GET /analytics/v1/campaigns
same-as campaigns
request GET /analytics/v1/trainingCampaigns/${one}
same-as summary
request GET /analytics/v1/trainingCampaigns/${one}/users
same-as users
request GET /analytics/v1/trainingCampaigns/${one}/users/${a}
same-as details

test importing one's own export changes nothing
muster export records --tenant acme -o ${dir}/export.ndjson
muster import records --tenant acme ${dir}/export.ndjson
muster export records --tenant acme
same-as export
request GET /analytics/v1/trainingCampaigns/${one}/users
same-as users

test deletions may name what goes, or went, with something else
file deletions.ndjson <<END
{"kind":"attempt","campaignId":"one","person":"a@example.com","number":1,"deleted":true,"updatedAt":"2024-01-02T00:00:00Z"}
{"kind":"progress","campaignId":"one","moduleId":"m1","person":"a@example.com","deleted":true,"updatedAt":"2024-01-02T00:00:00Z"}
{"kind":"module","campaignId":"one","id":"m1","deleted":true,"updatedAt":"2024-01-02T00:00:00Z"}
{"kind":"enrollment","campaignId":"one","person":"a@example.com","deleted":true,"updatedAt":"2024-01-02T00:00:00Z"}
{"kind":"enrollment","campaignId":"two","person":"c@example.com","deleted":true,"updatedAt":"2024-01-02T00:00:00Z"}
{"kind":"person","email":"c@example.com","deleted":true,"updatedAt":"2024-01-02T00:00:00Z"}
END
muster import records --tenant acme ${dir}/deletions.ndjson
request GET /analytics/v1/trainingCampaigns/${one}
json totalUsers 1
request GET /analytics/v1/trainingCampaigns/${two}
json totalUsers 0
muster export records --tenant acme
remember deletions
muster import records --tenant acme ${dir}/deletions.ndjson
muster export records --tenant acme
same-as deletions

test deletions are exported and imported like the rest
muster export records --tenant acme -o ${dir}/export.ndjson
store copy
tenant acme customer=0f8fad5b-d9cb-469f-a165-70867728950e
muster import records --tenant acme ${dir}/export.ndjson
muster export records --tenant acme
same-as deletions
