# Creating events: what is refused, what is the same, what waits.
clock 2024-07-28T12:00:00Z
tenant acme
key main api=cultureai
records <<END
{"kind":"person","email":"ann@example.com","aliases":["ann.old@example.com"],"ids":{"cultureai":7}}
{"kind":"person","email":"bob@example.com","ids":{"cultureai":8}}
{"kind":"behavior","reference":"DESK","direction":"negative"}
{"kind":"behavior","reference":"OFF","direction":"negative","enabled":false}
END

test what is missing or malformed is 400, what cannot be is 422
each status field body <<ROWS
400 behaviour.reference '{}'
400 behaviour.reference '{"behaviour":{},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-28"}}'
400 behaviour.reference '{"behaviour":{"reference":5},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-28"}}'
400 behaviour.reference '{"behaviour":"DESK","event":{"employee":{"id":7},"reference":1,"date":"2024-07-28"}}'
400 behaviour.reference '{"behaviour":{"reference":"A\\u0007"},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-28"}}'
400 event.reference '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"date":"2024-07-28"}}'
400 event.reference '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":"x","date":"2024-07-28"}}'
400 event.reference '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1.5,"date":"2024-07-28"}}'
422 event.reference '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":-1,"date":"2024-07-28"}}'
422 event.reference '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":9007199254740992,"date":"2024-07-28"}}'
400 event.date '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1}}'
400 event.date '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1,"date":"28.07.2024"}}'
422 event.date '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1,"date":"2024-02-30"}}'
400 event.time '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-28","time":"9:00"}}'
422 event.time '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-28","time":"24:00:00"}}'
400 event.employee '{"behaviour":{"reference":"DESK"},"event":{"reference":1,"date":"2024-07-28"}}'
400 event.employee '{"behaviour":{"reference":"DESK"},"event":{"employee":{},"reference":1,"date":"2024-07-28"}}'
400 event.employee.id '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":"x"},"reference":1,"date":"2024-07-28"}}'
422 event.employee '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":9},"reference":1,"date":"2024-07-28"}}'
422 event.employee '{"behaviour":{"reference":"DESK"},"event":{"employee":{"email":"nobody@example.com"},"reference":1,"date":"2024-07-28"}}'
422 event.employee '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7,"email":"bob@example.com"},"reference":1,"date":"2024-07-28"}}'
422 event.employee '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":9,"email":"bob@example.com"},"reference":1,"date":"2024-07-28"}}'
400 event.description '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-28","description":5}}'
400 event.metadata '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-28","metadata":"x"}}'
400 event.metadata '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-28","metadata":[{"key":"a"}]}}'
400 event.metadata '{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-28","metadata":[{"key":"a","value":1.5}]}}'
ROWS
request POST /v1/risks
send ${body}
expect ${status}
json error "Invalid ${field}"
end
muster export records --tenant acme
stdout !~ behaviorEvent
stdout !~ ingestion

test told once, told again: the same id, another ingestion; other content is refused
request POST /v1/behaviours/events
send {"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-28","time":"09:00:00","description":"Seen","metadata":[{"key":"b","value":"2","important":true},{"key":"a","value":"1","important":false}]}}
expect 200
json <<JSON
{"id":1,"ingestionId":1,"status":"INGESTED"}
JSON
request POST /v1/risks
send {"event":{"metadata":[{"important":false,"value":"1","key":"a"},{"value":"2","key":"b","important":true}],"description":"Seen","time":"09:00:00","date":"2024-07-28","reference":"1","employee":{"email":"ANN.OLD@example.com","id":"7"}},"behaviour":{"reference":"DESK"}}
expect 200
json <<JSON
{"id":1,"ingestionId":2,"status":"INGESTED"}
JSON
each body <<ROWS
'{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":8},"reference":1,"date":"2024-07-28","time":"09:00:00","description":"Seen","metadata":[{"key":"b","value":"2","important":true},{"key":"a","value":"1","important":false}]}}'
'{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-27","time":"09:00:00","description":"Seen","metadata":[{"key":"b","value":"2","important":true},{"key":"a","value":"1","important":false}]}}'
'{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-28","description":"Seen","metadata":[{"key":"b","value":"2","important":true},{"key":"a","value":"1","important":false}]}}'
'{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-28","time":"09:00:00","metadata":[{"key":"b","value":"2","important":true},{"key":"a","value":"1","important":false}]}}'
'{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-28","time":"09:00:00","description":"Seen","metadata":[{"key":"b","value":"3","important":true},{"key":"a","value":"1","important":false}]}}'
'{"behaviour":{"reference":"DESK"},"event":{"employee":{"id":7},"reference":1,"date":"2024-07-28","time":"09:00:00","description":"Seen"}}'
ROWS
for path in risks behaviours/events
request POST /v1/${path}
send ${body}
expect 422
json error "Invalid event.reference"
end
end
request GET /v1/risks?ids[]=7
expect 200
json data.0.securityDecisionScore 0

test the same reference of another behaviour is another event; only the most needed is needed
request POST /v1/risks
send {"behaviour":{"reference":"NEW"},"event":{"employee":{"email":"bob@example.com"},"reference":1,"date":"2024-07-28","time":null,"description":null,"metadata":null}}
expect 200
json <<JSON
{"id":null,"ingestionId":3,"status":"PENDING_BEHAVIOUR_SETUP"}
JSON
request POST /v1/risks
send {"behaviour":{"reference":"OFF"},"event":{"employee":{"id":8},"reference":1,"date":"2024-07-28"}}
expect 200
json <<JSON
{"id":null,"ingestionId":4,"status":"PENDING_BEHAVIOUR_SETUP"}
JSON

test what waits is processed when its behaviour is set up; then it has its id
records <<END
{"kind":"behavior","reference":"NEW","direction":"positive"}
END
request POST /v1/risks
send {"behaviour":{"reference":"NEW"},"event":{"employee":{"id":8},"reference":1,"date":"2024-07-28"}}
expect 200
json <<JSON
{"id":2,"ingestionId":5,"status":"INGESTED"}
JSON

test every request left its ingestion; metadata is readable in an export, and nowhere else
muster export records --tenant acme
stdout ~ (?s).*"kind":"ingestion","number":5,"behavior":"NEW","reference":1,.*
stdout ~ (?s).*"metadata":\[\{"key":"a","value":"1","important":false\},.*
stdout !~ "number":6

test a body that is too large
request POST /v1/risks
with Content-Length: 99999999
expect 413
json error "Request too large"
