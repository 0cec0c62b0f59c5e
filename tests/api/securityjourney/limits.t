# every path, asked with GET and HEAD: over the rate, over HTTP, with too large a body
tenant acme
key sj api=securityjourney
setting securityjourney.rate 1
setting trusted_proxies 127.0.0.1
records <<END
{"kind":"person","email":"ann@example.com"}
END

test more than securityjourney.rate in a second is refused
for path in enrollments enrollments/summary users assignments lesson_attempts
for method in GET HEAD
request GET /api/v2/${path}
request GET /api/v2/${path}
request ${method} /api/v2/${path}
expect 429
header Retry-After: 1
end
end

test what is refused by rate says so
request GET /api/v2/users
request GET /api/v2/users
expect 429
body ~ {"error":"More than 1 requests in a second; try again in 1 seconds"}

test at a path that is not there, too
request GET /api/v2/users
request GET /api/v2/nothing
request GET /api/v2/nothing
expect 429

test what is no acceptable HTTP, in this API's shape where the path was read
raw <<END
GET /api/v2/users HTTP/2.0
Host: 127.0.0.1

END
expect 505
raw <<END
GET /api/v2/users HTTP/1.1
Host: 127.0.0.1
Expect: nothing

END
expect 417
keys . error
raw <<END
POST /api/v2/users HTTP/1.1
Host: 127.0.0.1
Transfer-Encoding: gzip, chunked

END
expect 501
keys . error

test plain HTTP from elsewhere
for path in enrollments enrollments/summary users assignments lesson_attempts
for method in GET HEAD
request ${method} /api/v2/${path}
with X-Forwarded-For: 203.0.113.7
expect 403
end
end

test without a rate
stop
setting securityjourney.rate 0
for path in enrollments enrollments/summary users assignments lesson_attempts
for method in GET HEAD
request ${method} /api/v2/${path}
expect 200
request ${method} /api/v2/${path}?limit=x
expect 400
request ${method} /api/v2/${path}
without ApiKey
expect 401
request ${method} /api/v2/${path}
send ${repeat a limit.HTTP_BODY+1}
expect 413
end
end
