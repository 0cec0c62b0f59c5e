# Two tenants with the same records: neither sees the other's, and another's id is answered as one that does not exist.
tenant acme customer=0f8fad5b-d9cb-469f-a165-70867728950e
key acme
records <<END
{"kind":"organization","id":"11111111-1111-4111-8111-111111111111","name":"Acme North"}
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Acme's","type":"curriculum","status":"inProgress"}
{"kind":"campaign","id":"shared","name":"Acme's shared","type":"instant","status":"inProgress","createdAt":"2001-01-01T00:00:00Z"}
{"kind":"person","ids":{"outthink":"62d50101-09bb-4d35-b446-1afbf0098f56"},"email":"a@example.com"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"a@example.com","status":"inProgress"}
{"kind":"enrollment","campaignId":"shared","person":"a@example.com","status":"inProgress"}
END
tenant beta customer=7c9e6679-7425-40de-944b-e07fc1f90ae7
key beta
records <<END
{"kind":"campaign","id":"shared","name":"Beta's shared","type":"instant","status":"completed","createdAt":"2001-01-01T00:00:00Z"}
{"kind":"person","ids":{"outthink":"72d50101-09bb-4d35-b446-1afbf0098f56"},"email":"a@example.com"}
{"kind":"enrollment","campaignId":"shared","person":"a@example.com","status":"completed"}
END

test each sees its own
use acme
request GET /analytics/v1/campaigns
json total 2
json values.0.name "Acme's shared"
let theirs = json values.0.id
use beta
request GET /analytics/v1/campaigns
json total 1
json values.0.name "Beta's shared"
json values.0.engagedUsers 1
let own = json values.0.id
request GET /analytics/v1/trainingCampaigns/${own}/users
json total 1
json values.0.trainingStatus "completed"

test another tenant's ids are as unknown ones, to the byte
use beta
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff220
refuses 404 not_found trainingCampaignId .
remember unknown
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226
same-as unknown
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users
same-as unknown
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users/62d50101-09bb-4d35-b446-1afbf0098f56
same-as unknown
request GET /analytics/v1/trainingCampaigns/${own}/users/62d50101-09bb-4d35-b446-1afbf0098f50
refuses 404 not_found userId .
remember nobody
request GET /analytics/v1/trainingCampaigns/${own}/users/62d50101-09bb-4d35-b446-1afbf0098f56
same-as nobody

test the filter does not find another tenant's organization
use beta
for organization in 0f8fad5b-d9cb-469f-a165-70867728950e 11111111-1111-4111-8111-111111111111 99999999-9999-4999-8999-999999999999
request GET /analytics/v1/campaigns?targetOrgId=${organization}
expect 200
json <<END
{"total": 0, "skip": 0, "take": 10, "values": []}
END
end

test made-up ids differ between tenants
use acme
request GET /analytics/v1/trainingCampaigns/${own}
refuses 404 not_found trainingCampaignId .
use beta
request GET /analytics/v1/trainingCampaigns/${theirs}
refuses 404 not_found trainingCampaignId .

test deleting in one leaves the other
records tenant=acme <<END
{"kind":"campaign","id":"shared","deleted":true}
END
use beta
request GET /analytics/v1/campaigns
json total 1
use acme
request GET /analytics/v1/campaigns
json total 1
