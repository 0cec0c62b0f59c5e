# Who may: with or without Bearer, the rights of a key are methods, keys grow old.
clock 2026-01-31T12:00:00Z
setting PROFILE faithful
setting AUTH_FAILURES_PER_MINUTE 1000
tenant acme
key main api=kaspersky
key report api=kaspersky scope=report.read
key groups api=kaspersky scope=groups.read
key user api=kaspersky scope=user.update
records <<END
{"kind":"person","email":"ann@example.com"}
END

test with and without the word in front
for value in "Bearer ${token}" "bearer ${token}" "BEARER   ${token}" ${token}
    request GET /openapi/v1/groups
    with Authorization: ${value}
    expect 200
end

test without a key, with a wrong one
each value <<ROWS
""
Bearer
nonsense
"Basic ${token}"
ROWS
    request GET /openapi/v1/groups
    with Authorization: ${value}
    expect 401
    keys . code message
    body ~ \{"code":"common-unauthorized","message":"common-unauthorized: .*"\}
end
request GET /openapi/v1/groups
without Authorization
expect 401

test a key's scopes are the methods that it may call
use report
request POST /openapi/v1/report
send {"lng":"en"}
expect 200
request GET /openapi/v1/groups
expect 401
body ~ \{"code":"common-unauthorized","message":"common-unauthorized: .*groups.read.*"\}
use groups
request GET /openapi/v1/groups
expect 200
request POST /openapi/v1/report
send {"lng":"en"}
expect 401
use user
request POST /openapi/v1/report
send {"lng":"en"}
expect 401
request GET /openapi/v1/groups
expect 401

test nothing at this path, another method
use main
request GET /openapi/v1/nothing
expect 404
body ~ \{"code":"not-found","message":"not found: .*"\}
request GET /openapi/v1/report
expect 405
header Allow: POST
body ~ \{"code":"method-not-allowed","message":"method not allowed: .*"\}

test unused for six months a key is as good as revoked, used it goes on
clock 2026-07-30T12:00:00Z
use main
request GET /openapi/v1/groups
expect 200
clock 2026-07-31T12:00:01Z
request GET /openapi/v1/groups
expect 200
use report
request POST /openapi/v1/report
send {"lng":"en"}
expect 401
body ~ \{"code":"common-unauthorized","message":"common-unauthorized: .*"\}

test after twelve months it ends
clock 2027-01-20T12:00:00Z
use main
request GET /openapi/v1/groups
expect 200
clock 2027-01-31T12:00:01Z
request GET /openapi/v1/groups
expect 401
