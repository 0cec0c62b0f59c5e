# `muster behavior`, beside a running server and without one.
clock 2026-04-01T12:00:00Z
tenant acme
key main api=cultureai
records <<END
{"kind":"person","email":"ann@example.com","ids":{"cultureai":1}}
END

test what nobody set up stands in the list with what waits
request POST /v1/risks
send {"behaviour":{"reference":"LEAVING DESK"},"event":{"employee":{"id":1},"reference":1,"date":"2026-04-01"}}
expect 200
json id null
muster behavior list
stdout <<TXT
LEAVING DESK  not set up  0 events, 1 waiting
TXT

test set up beside the server: what waits is processed at once
muster behavior add "LEAVING DESK" --name "Left the desk" --direction negative --weight 0.5 --severity medium
json <<JSON
{"reference":"LEAVING DESK","processed":1}
JSON
request POST /v1/risks
send {"behaviour":{"reference":"LEAVING DESK"},"event":{"employee":{"id":1},"reference":1,"date":"2026-04-01"}}
expect 200
json id 1
muster behavior list --json
json <<JSON
{"reference":"LEAVING DESK","setUp":true,"enabled":true,"name":"Left the desk","direction":"negative","weight":0.5,"severity":"medium","events":1,"waiting":0}
JSON

test disabled: it counts for nobody, later events wait; enabled again
muster behavior disable "LEAVING DESK"
request GET /v1/risks
json data.0.securityDecisionScore 50
request POST /v1/risks
send {"behaviour":{"reference":"LEAVING DESK"},"event":{"employee":{"id":1},"reference":2,"date":"2026-04-01"}}
json status "PENDING_BEHAVIOUR_SETUP"
muster behavior list
stdout ~ LEAVING DESK  negative, weight 0\.5, disabled  1 events, 1 waiting  Left the desk\n
stop
muster behavior enable "LEAVING DESK"
json <<JSON
{"reference":"LEAVING DESK","processed":1}
JSON
muster behavior add GOOD --direction positive
muster behavior list
stdout ~ GOOD  positive, weight 1  0 events, 0 waiting\nLEAVING DESK  .*\n

test wrong words
muster behavior disable NOTHING
exit 1
stderr ~ (?s).*there is no behavior NOTHING.*
muster behavior add X --direction sideways
exit 1
stderr ~ (?s).*direction must be one of: positive, negative.*
muster behavior add X --weight 11
exit 1
stderr ~ (?s).*weight must be between 0 and 10.*
for weight in x -1 1e3 . 01
muster behavior add X --weight=${weight}
exit 2
end
muster behavior add
exit 2
