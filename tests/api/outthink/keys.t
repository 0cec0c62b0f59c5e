# Keys over time: a revoked or expired key ends with the next request, a new one begins with it, also while the server
# runs; scopes; several APIs on one key; nothing of a key stands in the log.
clock 2024-06-15T12:00:00Z
tenant acme
key main
serve

test a key that is made while the server runs
key late
use late
request GET /analytics/v1/base
expect 200

test a revoked key
use late
muster key revoke ${keyid}
request GET /analytics/v1/base
refuses 400 invalid_authorization_header Authorization .
use main
request GET /analytics/v1/base
expect 200

test a key expires
key short expires=2024-06-16
use short
request GET /analytics/v1/base
expect 200
clock 2024-06-15T23:59:59Z
request GET /analytics/v1/base
expect 200
clock 2024-06-17T00:00:00Z
request GET /analytics/v1/base
refuses 400 invalid_authorization_header Authorization .
clock 2024-06-15T12:00:00Z
request GET /analytics/v1/base
expect 200

test a key for several APIs
key wide api=kaspersky api=outthink
use wide
request GET /analytics/v1/base
expect 200

test a key for another API
key narrow api=kaspersky
use narrow
request GET /analytics/v1/base
refuses 400 invalid_authorization_header Authorization .

test a key for a part of an API, the refusal names it
key part scope=campaigns.read
use part
request GET /analytics/v1/campaigns
expect 200
request GET /analytics/v1/base
expect 200
request GET /analytics/v1/organizations
refuses 400 invalid_authorization_header Authorization organizations
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226
refuses 400 invalid_authorization_header Authorization training

test the method comes before the part, existence behind it
request POST /analytics/v1/organizations
refuses 405 method_not_allowed null .
request GET /analytics/v1/trainingCampaigns/x
refuses 400 invalid_authorization_header Authorization training

test a key for a network
key near cidr=127.0.0.0/8
key far cidr=192.0.2.0/24
use near
request GET /analytics/v1/base
expect 200
use far
request GET /analytics/v1/base
refuses 400 invalid_authorization_header Authorization .

test a refused key's name is not in the answer
request GET /analytics/v1/base
  with OT-Customer-Id: ${customer.main}
  with Authorization: Bearer planted-secret-4711
refuses 400 invalid_authorization_header Authorization ^(?!.*planted)

test a tenant's name that is taken, and an unknown one
muster tenant add acme
  exit 1
stderr ~ acme
stderr lines 1
muster key add --tenant nobody --api outthink
  exit 1
stderr ~ nobody
stderr lines 1
muster key add --tenant acme --api outthing
  exit 1
stderr ~ outthink
stderr lines 1
muster key revoke nobody
  exit 1
stderr lines 1

test keys outlive a restart
restart
use main
request GET /analytics/v1/base
expect 200
use late
request GET /analytics/v1/base
refuses 400 invalid_authorization_header Authorization .
