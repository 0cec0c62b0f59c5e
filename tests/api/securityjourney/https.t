# plain HTTP is refused from other machines: here behind a proxy that says where the request came from
tenant acme
key sj api=securityjourney
setting trusted_proxies 127.0.0.1

test from this machine
request GET /api/v2/users
expect 200

test from another one, over HTTPS
request GET /api/v2/users
with X-Forwarded-For: 203.0.113.7
with X-Forwarded-Proto: https
expect 200

test from another one, without
for proto in http ftp
request GET /api/v2/users
with X-Forwarded-For: 203.0.113.7
with X-Forwarded-Proto: ${proto}
expect 403
header Content-Type: application/json
body <<END
{"error":"HTTPS required"}
END
end

test before anything else is looked at
request GET /api/v2/nothing
without ApiKey
with X-Forwarded-For: 203.0.113.7
expect 403
body <<END
{"error":"HTTPS required"}
END

test unless it is allowed
stop
setting securityjourney.allow_http true
request GET /api/v2/users
with X-Forwarded-For: 203.0.113.7
expect 200
