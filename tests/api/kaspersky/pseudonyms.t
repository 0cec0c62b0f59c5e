# A pseudonymous key sees codes and stand-ins instead of people, and cannot ask who is behind a code.
clock 2026-06-15T12:00:00Z
tenant acme
key main api=kaspersky
key hidden api=kaspersky pseudonymous=yes
records <<END
{"kind":"person","email":"ann@example.com","firstName":"Ann","lastName":"Lee"}
{"kind":"person","sourceIdentifier":"no address"}
END

test names and addresses
use hidden
request POST /openapi/v1/report
send {"lng":"en"}
expect 200
body ~ .*"email":"[0-9a-f]{16}@pseudonym.invalid","shortName":"Anonymous","fullName":"Anonymous User".*
body ~ (?!.*Ann.*)(?!.*Lee.*)(?!.*example.*).*

test an address finds nobody
request POST /openapi/v1/report
send {"lng":"en","email":["ann@example.com"]}
expect 404
use main
request POST /openapi/v1/report
send {"lng":"en","email":["ann@example.com"]}
expect 200
