# What is refused, in which order, in which words.
tenant acme customer=0f8fad5b-d9cb-469f-a165-70867728950e
key main
tenant other
key other
key kaspersky tenant=acme api=kaspersky
records tenant=acme <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Training","type":"curriculum","status":"inProgress"}
END
use main

test the customer id is asked for first
request GET /analytics/v1/campaigns
  without OT-Customer-Id
  without Authorization
refuses 400 missing_customer_id_header OT-Customer-Id OT-Customer-Id
request GET /analytics/v1/campaigns
  with OT-Customer-Id:
  with Authorization:
refuses 400 missing_customer_id_header OT-Customer-Id .
request GET /analytics/v1/campaigns
  with OT-Customer-Id: nonsense
  without Authorization
refuses 400 invalid_customer_id_header OT-Customer-Id .
request GET /analytics/v1/campaigns
  with OT-Customer-Id: 11111111-1111-4111-8111-111111111111
  with Authorization: nonsense
refuses 400 invalid_customer_id_header OT-Customer-Id .

test an empty Authorization is a missing one
request GET /analytics/v1/campaigns
  with Authorization:
refuses 400 missing_authorization_header Authorization .

test an invalid Authorization
each value <<ROWS
Bearer
"Bearer "
"Basic ${token}"
"${token}"
"Token ${token}"
"Bearer: ${token}"
"Bearer=${token}"
"Bearer${token}"
"Bearer wrong"
"Bearer ${token}x"
"Bearer x${token}"
"Bearer ${token} ${token}"
"Bearer ${token},Bearer ${token}"
"Bearer Bearer ${token}"
"Bearer ${token.other}"
"Bearer ${token.kaspersky}"
ROWS
request GET /analytics/v1/campaigns
  with Authorization: ${value}
refuses 400 invalid_authorization_header Authorization .
end

test a key of another customer with its own customer id is fine, with this one it is not
use other
request GET /analytics/v1/campaigns
expect 200
json total 0
request GET /analytics/v1/campaigns
  with OT-Customer-Id: 0f8fad5b-d9cb-469f-a165-70867728950e
refuses 400 invalid_authorization_header Authorization .
use main

test strangers learn nothing about paths, methods and ids
each method path <<ROWS
GET /analytics/v1
GET /analytics/v1/
GET /analytics/v1/nothing
GET /analytics/v1/campaigns/x
POST /analytics/v1/campaigns
DELETE /analytics/v1/nothing
GET /analytics/v1/trainingCampaigns
GET /analytics/v1/trainingCampaigns/x
GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226
GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff220
GET /analytics/v1/campaigns?take=x
ROWS
request ${method} ${path}
  without Authorization
refuses 400 missing_authorization_header Authorization .
end

test unknown paths
each path <<ROWS
/analytics/v1/nothing
/analytics/v1/campaigns//
/analytics/v1//campaigns
/analytics/v1/campaigns/x
/analytics/v1/campaigns/c250a670-be89-42d5-a593-676de0aff226
/analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/nothing
/analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users/62d50101-09bb-4d35-b446-1afbf0098f56/more
/analytics/v1/campaign
/analytics/v1/campaignss
/analytics/v1/users
ROWS
request GET ${path}
refuses 404 not_found path .
end

test a known path with another method
for method in POST PUT PATCH DELETE OPTIONS TRACE get Get FOO
request ${method} /analytics/v1/campaigns
refuses 405 method_not_allowed null .
header Allow: GET, HEAD
request ${method} /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users
refuses 405 method_not_allowed null .
header Allow: GET, HEAD
end
request POST /analytics/v1/nothing
refuses 404 not_found path .

test the method comes before parameters and existence
request POST /analytics/v1/campaigns?take=x
refuses 405 method_not_allowed null .
request POST /analytics/v1/trainingCampaigns/x
refuses 405 method_not_allowed null .

test parameters come before existence
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff220/users?take=x
refuses 400 invalid_parameter take .
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff220/users/x
refuses 400 invalid_parameter userId .

test without the id
for tail in "" /
request GET /analytics/v1/trainingCampaigns${tail}
refuses 400 missing_parameter trainingCampaignId .
end

test outside of every API nobody is asked who he is
each path <<ROWS
/
/nothing
/analytics
/analytics/
/analytics/v2/campaigns
/analyticsv1/campaigns
/v
/index.html
ROWS
request GET ${path}
  without OT-Customer-Id
  without Authorization
expect 404
end

test one slash at the end is ignored
request GET /analytics/v1/campaigns/
expect 200
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users/
expect 200

test an empty id is a missing one
request GET /analytics/v1/trainingCampaigns//users
refuses 400 missing_parameter trainingCampaignId .
request GET /analytics/v1/trainingCampaigns//users/62d50101-09bb-4d35-b446-1afbf0098f56
refuses 400 missing_parameter trainingCampaignId .

test a body is too large
request GET /analytics/v1/campaigns
  with Content-Length: ${limit.HTTP_BODY+1}
refuses 413 payload_too_large null .

test a body on GET is read and ignored
request GET /analytics/v1/campaigns
  with Content-Type: application/json
  send {"take":1}
expect 200
json take 10

test the reason of a refusal never repeats what a stranger sent raw
request GET /analytics/v1/campaigns?take=%3Cscript%3E%22%0d%0aX:1
refuses 400 invalid_parameter take ^[^\x00-\x1f]*$
header X absent
