# Groups: the organization's own and three built-in ones, ordered by id.
tenant acme
key main api=kaspersky

test an organization without groups has the built-in ones
request GET /openapi/v1/groups
expect 200
header Content-Type: application/json; charset=utf-8
json <<END
[{"id":"6d757374657200000000000a","name":"Low Risk","isStarted":true},
{"id":"6d757374657200000000000b","name":"Medium Risk","isStarted":true},
{"id":"6d757374657200000000000c","name":"High Risk","isStarted":true}]
END

test its own stand among them; one with a built-in id stands for it
records <<END
{"kind":"group","id":"000000000000000000000001","name":"First","isStarted":true}
{"kind":"group","id":"ffffffffffffffffffffffff","name":"Last","isStarted":false}
{"kind":"group","id":"999999999999999999999999","names":{"de":"Zwei","en":"Two"}}
{"kind":"group","id":"888888888888888888888888"}
{"kind":"group","id":"6d757374657200000000000b","name":"Our middle","isStarted":false}
{"kind":"person","email":"ann@example.com","groupId":"999999999999999999999999"}
{"kind":"person","email":"bob@example.com","groupId":"6d757374657200000000000b"}
{"kind":"person","email":"cem@example.com","groupId":"888888888888888888888888"}
{"kind":"person","email":"dan@example.com","groupId":"000000000000000000000001"}
END
request GET /openapi/v1/groups
expect 200
json <<END
[{"id":"000000000000000000000001","name":"First","isStarted":true},
{"id":"6d757374657200000000000a","name":"Low Risk","isStarted":true},
{"id":"6d757374657200000000000b","name":"Our middle","isStarted":false},
{"id":"6d757374657200000000000c","name":"High Risk","isStarted":true},
{"id":"888888888888888888888888","name":null,"isStarted":false},
{"id":"999999999999999999999999","name":"Two","isStarted":false},
{"id":"ffffffffffffffffffffffff","name":"Last","isStarted":false}]
END

test in a report they are in its language
request POST /openapi/v1/report
send {"lng":"de","email":["ann@example.com","bob@example.com","cem@example.com","dan@example.com"]}
expect 200
json *.group ["Zwei","Mittleres Risiko",null,"First"]
