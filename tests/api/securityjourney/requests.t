# parameters from the query or a form body, whatever the Content-Type; HTTPS; who is refused, and how
tenant acme
key sj api=securityjourney
key other api=outthink
records times=5 <<END
{"kind":"person","email":"p${i}@example.com"}
END

test a form body, with any Content-Type
for type in application/x-www-form-urlencoded application/json text/plain nonsense
request GET /api/v2/users
with Content-Type: ${type}
send limit=2&offset=1
expect 200
json users.*.email ["p2@example.com","p3@example.com"]
end
request GET /api/v2/users
send limit=2
count users 2

test the query goes before the body, and both are read
request GET /api/v2/users?limit=1
send limit=3&offset=2
json users.*.email ["p3@example.com"]

test a query with a JSON Content-Type, as scripts send it
request GET /api/v2/users?limit=1200000
with Content-Type: application/json
expect 200
count users 5

test a body that is no form says nothing
request GET /api/v2/users
send {"limit": 2}
expect 200
count users 5

test percent signs and plus signs in a body
request GET /api/v2/enrollments
send updated_after=2026%2F01%2F01+00%3A00%3A00&limit=%31
expect 200
request GET /api/v2/users
send limit=%zz
expect 400
body <<END
{"error":"Parameter 'limit' must be a whole number"}
END
request GET /api/v2/users
send limit=\xff
expect 400

test a body that is too large
request GET /api/v2/users
send ${repeat a limit.HTTP_BODY+1}
expect 413
keys . error

test who is refused
request GET /api/v2/users
without ApiKey
expect 401
body <<END
{"error":"ApiKey header with the key is missing"}
END
for value in x "Bearer ${token}" ${token.other}
request GET /api/v2/users
with ApiKey: ${value}
expect 401
keys . error
end
request GET /api/v2/nothing
expect 404
keys . error
request POST /api/v2/users
expect 405
header Allow: GET, HEAD
keys . error

test the name of the header in any case
request GET /api/v2/users
without ApiKey
with apikey: ${token}
expect 200

test pseudonymous keys show no names and no addresses
key veiled api=securityjourney pseudonymous=yes
use veiled
records <<END
{"kind":"person","email":"p1@example.com","firstName":"Pia","lastName":"One","employeeNumber":"77","managerName":"Max"}
END
request GET /api/v2/users
expect 200
json users.0.first_name "Anonymous"
json users.0.last_name "User"
json users.0.employee_number ""
json users.0.managers_name ""
body ~ (?s)(?!.*(Pia|One|example.com|Max)).*
request GET /api/v2/users?limit=1
body ~ {"users":\[{"email":"[0-9a-f]{16}@pseudonym\.invalid","first_name":"Anonymous",.*
