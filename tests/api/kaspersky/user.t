# Changing a person: durable when it is answered, the same when it is asked again, refused as a whole.
clock 2026-06-15T12:00:00Z
tenant acme
key main api=kaspersky
records <<END
{"kind":"group","id":"0123456789abcdef01234567","name":"Office","names":{"de":"B\u00fcro"},"isStarted":true}
{"kind":"person","email":"ann@example.com","firstName":"Ann","ids":{"kaspersky":"a00000000000000000000001"}}
{"kind":"person","email":"bob@example.com","aliases":["robert@example.com"],"ids":{"kaspersky":"b00000000000000000000002"},"updatedAt":"2027-01-01T00:00:00Z"}
END

test into a group, out of the one by risk
request PATCH /openapi/v1/user/a00000000000000000000001
send {"groupId":"0123456789abcdef01234567"}
expect 200
header Content-Type: application/json; charset=utf-8
header ETag absent
body <<END
{"userId":"a00000000000000000000001","currentGroup":{"id":"0123456789abcdef01234567","name":"Office"},"previousGroup":{"id":"6d757374657200000000000b","name":"Medium Risk"}}
END
request POST /openapi/v1/report
send {"lng":"de","email":["ann@example.com"]}
json 0.group "B\u00fcro"

test again: nothing is left to change
muster export records
remember before
request PATCH /openapi/v1/user/a00000000000000000000001
send {"groupId":"0123456789abcdef01234567"}
expect 200
body <<END
{"userId":"a00000000000000000000001","currentGroup":{"id":"0123456789abcdef01234567","name":"Office"},"previousGroup":{"id":"0123456789abcdef01234567","name":"Office"}}
END
muster export records
same-as before

test nothing given, nothing known: nothing changes
request PATCH /openapi/v1/user/a00000000000000000000001
send {}
expect 200
request PATCH /openapi/v1/user/a00000000000000000000001
send {"other":1,"groupId":null,"email":null,"fullName":""}
expect 200
request PATCH /openapi/v1/user/a00000000000000000000001
expect 200
muster export records
same-as before

test into a built-in group, which then is one of the organization's
request PATCH /openapi/v1/user/a00000000000000000000001
send {"groupId":"6d757374657200000000000c"}
expect 200
body <<END
{"userId":"a00000000000000000000001","currentGroup":{"id":"6d757374657200000000000c","name":"High Risk"},"previousGroup":{"id":"0123456789abcdef01234567","name":"Office"}}
END
request POST /openapi/v1/report
send {"lng":"de","email":["ann@example.com"]}
json 0.group "Hohes Risiko"
request GET /openapi/v1/groups
json *.name ["Office","Low Risk","Medium Risk","High Risk"]

test names and address; the old address becomes another name
request PATCH /openapi/v1/user/a00000000000000000000001
send {"fullName":"Ann \"Lee\" \u00c4","shortName":"Annie","email":"ann.lee@example.com"}
expect 200
request POST /openapi/v1/report
send {"lng":"en","email":["ann@example.com"]}
json 0.email "ann.lee@example.com"
json 0.fullName "Ann \"Lee\" \u00c4"
json 0.shortName "Annie"
json 0.group "High Risk"

test what is told now wins over a record from the future
request PATCH /openapi/v1/user/b00000000000000000000002
send {"shortName":"Bobby"}
expect 200
request POST /openapi/v1/report
send {"lng":"en","email":["bob@example.com"]}
json 0.shortName "Bobby"

test it outlives the server
stop
request POST /openapi/v1/report
send {"lng":"en","email":["ann.lee@example.com"]}
json 0.shortName "Annie"

test what cannot be
muster export records
remember all
request PATCH /openapi/v1/user/a00000000000000000000009
send {"shortName":"Nobody"}
expect 404
body <<END
{"code":"user-not-found","message":"user not found: There is nobody with this id"}
END
for id in A00000000000000000000001 a0000000000000000000001 a000000000000000000000011 ann.lee@example.com g00000000000000000000001 %20
    request PATCH /openapi/v1/user/${id}
    send {"shortName":"Nobody"}
    expect 404
    body <<END
{"code":"user-not-found","message":"user not found: There is nobody with this id"}
END
end
request PATCH /openapi/v1/user/a00000000000000000000001
send {"groupId":"000000000000000000000000","shortName":"no"}
expect 404
body <<END
{"code":"group-does-not-exists","message":"group not found: There is no group with this groupId"}
END
request PATCH /openapi/v1/user/a00000000000000000000001
send {"shortName":"no","email":"bob@example.com"}
expect 409
body <<END
{"code":"user-email-already-exists-in-company","message":"email already exists: Somebody else has this address"}
END
request PATCH /openapi/v1/user/a00000000000000000000001
send {"shortName":"no","email":"robert@example.com"}
expect 409
muster export records
same-as all

test a path that ends before the id
request PATCH /openapi/v1/user
send {"shortName":"no"}
expect 400
body ~ \{"code":"common-validation","message":"bad request: .*"\}

test wrong values
request PATCH /openapi/v1/user/a00000000000000000000001
send {"groupId":"0123456789ABCDEF01234567"}
expect 400
body ~ \{"code":"common-validation","message":"bad request: .*groupId.*"\}
request PATCH /openapi/v1/user/a00000000000000000000001
send {"groupId":1}
expect 400
request PATCH /openapi/v1/user/a00000000000000000000001
send {"email":"Ann@example.com"}
expect 400
request PATCH /openapi/v1/user/a00000000000000000000001
send {"email":"two at@once.@example.com"}
expect 400
body ~ \{"code":"common-validation","message":"bad request: .*"\}
request PATCH /openapi/v1/user/a00000000000000000000001
send {"fullName":["Ann"]}
expect 400
request PATCH /openapi/v1/user/a00000000000000000000001
send {"fullName":"${repeat a limit.TEXT+1}"}
expect 400
body ~ \{"code":"common-validation","message":"bad request: .*"\}
request PATCH /openapi/v1/user/a00000000000000000000001
send []
expect 400
muster export records
same-as all
