# The document's examples: keys, order, types, and the values that arithmetic allows. Cursors are texts of our own; the
# people's addresses are at example.com.
clock 2024-07-28T12:00:00Z
tenant "Culture AI"
key main api=cultureai
records <<END
{"kind":"person","email":"test1@example.com","fullName":"Test Account 1","ids":{"cultureai":11123}}
{"kind":"person","email":"test2@example.com","firstName":"Test","lastName":"Account 2","ids":{"cultureai":11124}}
END
records times=9 <<END
{"kind":"person","email":"more${i}@example.com","fullName":"More ${i}"}
END

test connection testing: the key as it was sent, the customer's name, nothing kept
request GET /v1/me
with Accept: application/json
expect 200
header Content-Type: application/json
header ETag absent
header Cache-Control: no-store
json <<JSON
{"apiKey":"${token}","client":"Culture AI"}
JSON

test the first page of five, the next, the last
request GET /v1/employees?pageSize=5
expect 200
keys . data total nextPageCursor
count data 5
keys data.0 id name email
json data.0 {"id":11123,"name":"Test Account 1","email":"test1@example.com"}
json data.1 {"id":11124,"name":"Test Account 2","email":"test2@example.com"}
json total 11
let second = json nextPageCursor
request GET /v1/employees?pageSize=5&paginationCursor=${second}
expect 200
keys . data total nextPageCursor
count data 5
json total 11
let third = json nextPageCursor
request GET /v1/employees?pageSize=5&paginationCursor=${third}
expect 200
keys . data total
count data 1
json total 11

test parameters in a JSON body, as the document recommends; in both the body counts
request GET /v1/employees?pageSize=7
with Content-Type: application/json
send {"pageSize":2}
expect 200
count data 2
let cursor = json nextPageCursor
request GET /v1/employees
send {"pageSize":3,"paginationCursor":"${cursor}"}
expect 200
count data 3
json data.0.name "More 1"
request GET /v1/employees?pageSize=4
send {"pageSize":null}
expect 200
count data 4

test risks: both spellings of likelihood. overall is a weighted mean, so it cannot be the example's 50
request GET /v1/risks?ids[]=11123
expect 200
keys . data total
keys data.0 employeeId securityDecisionScore securityDecisionScoreThreshold overallRiskScore overallRiskScoreThreshold likelihoodRiskScore likelihoodRiskScoreThreshold liklihoodRiskScore liklihoodRiskScoreThreshold impactRiskScore impactRiskScoreThreshold
json <<JSON
{"data":[{"employeeId":11123,"securityDecisionScore":50,"securityDecisionScoreThreshold":"MED","overallRiskScore":31,
"overallRiskScoreThreshold":"LOW","likelihoodRiskScore":0,"likelihoodRiskScoreThreshold":"LOW","liklihoodRiskScore":0,
"liklihoodRiskScoreThreshold":"LOW","impactRiskScore":25,"impactRiskScoreThreshold":"LOW"}],"total":1}
JSON

test an event of a new behaviour waits
request POST /v1/risks
with Content-Type: application/json
send <<END
{
"behaviour": {
"reference": "LEAVING_DESKTOP_UNLOCKED"
},
"event": {
"employee": {
"email": "test1@example.com"
},
"reference": 5000,
"date": "2024-02-22",
"time": "09:58:32",
"description": "Laptop was left unlocked on longue table",
"metadata": [
{
"key": "area",
"value": "Social Lounge 1",
"important": true
},
{
"key": "spottedBy",
"value": "IT Support",
"important": false
},
{
"key": "operatingSystem",
"value": "Windows",
"important": false
}
]
}
}
END
expect 200
header Content-Type: application/json
json <<JSON
{"id":null,"ingestionId":1,"status":"PENDING_BEHAVIOUR_SETUP"}
JSON

test an event of a behaviour that is set up is processed
records <<END
{"kind":"behavior","reference":"LEAVING_DESKTOP_UNLOCKED","name":"Left a desktop unlocked","direction":"negative"}
END
request POST /v1/risks
send {"behaviour":{"reference":"LEAVING_DESKTOP_UNLOCKED"},"event":{"employee":{"id":11124},"reference":5001,"date":"2024-07-28"}}
expect 200
json <<JSON
{"id":2,"ingestionId":2,"status":"INGESTED"}
JSON
