# /organizations and /base, which the OutThink document does not have.
tenant acme customer=0f8fad5b-d9cb-469f-a165-70867728950e
key main
records <<END
{"kind":"organization","id":"0f8fad5b-d9cb-469f-a165-70867728950e","name":"Acme"}
{"kind":"organization","id":"11111111-1111-4111-8111-111111111111","name":"North","parentId":"0f8fad5b-d9cb-469f-a165-70867728950e"}
{"kind":"organization","id":"22222222-2222-4222-8222-222222222222","name":"Pole","parentId":"11111111-1111-4111-8111-111111111111"}
{"kind":"organization","id":"33333333-3333-4333-8333-333333333333","name":"South","parentId":"0f8fad5b-d9cb-469f-a165-70867728950e"}
{"kind":"person","email":"a@example.com","organizationId":"0f8fad5b-d9cb-469f-a165-70867728950e"}
{"kind":"person","email":"b@example.com","organizationId":"22222222-2222-4222-8222-222222222222"}
{"kind":"person","email":"c@example.com","organizationId":"22222222-2222-4222-8222-222222222222"}
END

test all of them, users are direct members
request GET /analytics/v1/organizations
expect 200
header Content-Type: application/json; charset=utf-8
json <<END
{
  "total": 4,
  "skip": 0,
  "take": 10,
  "values": [
    {"id": "0f8fad5b-d9cb-469f-a165-70867728950e", "name": "Acme", "parentId": null, "users": 1},
    {"id": "11111111-1111-4111-8111-111111111111", "name": "North", "parentId": "0f8fad5b-d9cb-469f-a165-70867728950e", "users": 0},
    {"id": "22222222-2222-4222-8222-222222222222", "name": "Pole", "parentId": "11111111-1111-4111-8111-111111111111", "users": 2},
    {"id": "33333333-3333-4333-8333-333333333333", "name": "South", "parentId": "0f8fad5b-d9cb-469f-a165-70867728950e", "users": 0}
  ]
}
END

test below one of them
each parent names <<ROWS
0f8fad5b-d9cb-469f-a165-70867728950e "[\"North\", \"South\"]"
0F8FAD5BD9CB469FA16570867728950E "[\"North\", \"South\"]"
11111111-1111-4111-8111-111111111111 "[\"Pole\"]"
22222222-2222-4222-8222-222222222222 []
99999999-9999-4999-8999-999999999999 []
ROWS
request GET /analytics/v1/organizations?parentId=${parent}
expect 200
json values.*.name ${names}
end
request GET /analytics/v1/organizations?parentId=x
refuses 400 invalid_parameter parentId .

test pages
request GET /analytics/v1/organizations?skip=1&take=2
json total 4
json skip 1
json take 2
json values.*.name ["North", "Pole"]
request GET /analytics/v1/organizations?take=x
refuses 400 invalid_parameter take .
request GET /analytics/v1/organizations?skip=1&take=1&parentId=0f8fad5b-d9cb-469f-a165-70867728950e
json total 2
json values.*.name ["South"]

test people who move are counted where they are
records <<END
{"kind":"person","email":"b@example.com","organizationId":"33333333-3333-4333-8333-333333333333"}
{"kind":"person","email":"c@example.com","organizationId":null}
{"kind":"person","email":"a@example.com","deleted":true}
END
request GET /analytics/v1/organizations
json values.*.users [0, 0, 0, 1]

test a tenant without organizations
tenant empty customer=7c9e6679-7425-40de-944b-e07fc1f90ae7
key empty
use empty
request GET /analytics/v1/organizations?parentId=0f8fad5b-d9cb-469f-a165-70867728950e
json total 0
use main

test the base
for path in /analytics/v1/base /analytics/v1/BASE
request GET ${path}
expect 200
header Content-Type: application/json; charset=utf-8
body <<END
{}
END
end
request HEAD /analytics/v1/base
expect 200
header Content-Length: 2
request GET /analytics/v1/base
  without Authorization
refuses 400 missing_authorization_header Authorization .
request POST /analytics/v1/base
refuses 405 method_not_allowed null .
