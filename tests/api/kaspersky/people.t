# Who is in a report, in which order, with which names; pages; what of a person follows from which record.
clock 2026-06-15T12:00:00Z
tenant acme
key main api=kaspersky
records <<END
{"kind":"person","email":"nameless@example.com","ids":{"kaspersky":"c00000000000000000000003"}}
{"kind":"person","email":"first@example.com","firstName":"Ann","lastName":"Lee","ids":{"kaspersky":"a00000000000000000000001"}}
{"kind":"person","email":"only.last@example.com","lastName":"Lee","ids":{"kaspersky":"b00000000000000000000002"}}
{"kind":"person","email":"given@example.com","firstName":"Ann","fullName":"Dr Ann Lee","shortName":"Annie","ids":{"kaspersky":"ffffffffffffffffffffffff"}}
{"kind":"person","sourceIdentifier":"no address","ids":{"kaspersky":"000000000000000000000000"}}
{"kind":"person","email":"gone@example.com","status":"archived","ids":{"kaspersky":"aaaaaaaaaaaaaaaaaaaaaaaa"}}
{"kind":"person","email":"away@example.com","status":"inactive","ids":{"kaspersky":"bbbbbbbbbbbbbbbbbbbbbbbb"}}
END

test everybody in the order of ids, archived people left out
request POST /openapi/v1/report
send {"lng":"en"}
expect 200
json *.id ["000000000000000000000000","a00000000000000000000001","b00000000000000000000002","bbbbbbbbbbbbbbbbbbbbbbbb","c00000000000000000000003","ffffffffffffffffffffffff"]
json *.email [null,"first@example.com","only.last@example.com","away@example.com","nameless@example.com","given@example.com"]
json *.fullName [null,"Ann Lee","Lee","away@example.com","nameless@example.com","Dr Ann Lee"]
json *.shortName [null,"Ann","Lee","away@example.com","nameless@example.com","Annie"]

test somebody of whom nothing is known but the name
request POST /openapi/v1/report
send {"lng":"en","email":["nameless@example.com"]}
expect 200
body <<END
[{"id":"c00000000000000000000003","email":"nameless@example.com","shortName":"nameless@example.com","fullName":"nameless@example.com","group":"Medium Risk","educationTime":"0","mainEducationProgress":"Not started","expressEducationProgress":"Not started","educationStatus":"not assigned","mainEducationProgressPercent":"0.00","expressEducationProgressPercent":"0.00","mainEducationEndPlan":"0001-01-01","expressEducationEndPlan":"0001-01-01","realMainEducationEnd":"0001-01-01","realExpressEducationEnd":"0001-01-01","educationMainCourses":[],"educationExpressCourses":[],"dateLastActive":"0001-01-01","certificatesReceived":0,"phishingAttacks":[]}]
END

test archived people are answered when they are asked for
request POST /openapi/v1/report
send {"lng":"en","email":["gone@example.com","first@example.com"]}
expect 200
json *.email ["gone@example.com","first@example.com"]

test an old address still finds its person, under the new one
records <<END
{"kind":"person","ids":{"kaspersky":"a00000000000000000000001"},"email":"married@example.com"}
END
request POST /openapi/v1/report
send {"lng":"en","email":["first@example.com","married@example.com"]}
expect 200
json *.email ["married@example.com"]

test pages
store pages
tenant acme
key paged api=kaspersky
setting KASPERSKY_PAGE_SIZE 2
records times=5 <<END
{"kind":"person","email":"p${i}@example.com","ids":{"kaspersky":"${i}00000000000000000000000"}}
END
records <<END
{"kind":"person","email":"archived@example.com","status":"archived","ids":{"kaspersky":"200000000000000000000001"}}
END
request POST /openapi/v1/report
send {"lng":"en","page":1}
json *.email ["p1@example.com","p2@example.com"]
request POST /openapi/v1/report
send {"lng":"en","page":2}
json *.email ["p3@example.com","p4@example.com"]
request POST /openapi/v1/report
send {"lng":"en","page":3}
json *.email ["p5@example.com"]
for page in 4 5 1000000 4611686018427387904 9223372036854775807
    request POST /openapi/v1/report
    send {"lng":"en","page":${page}}
    expect 200
    body <<B
[]
B
end
request POST /openapi/v1/report
send {"lng":"en"}
count . 5
request POST /openapi/v1/report
send {"lng":"en","page":2,"email":["p5@example.com","p1@example.com","p4@example.com"]}
json *.email ["p4@example.com"]
request POST /openapi/v1/report
send {"lng":"en","page":3,"email":["p5@example.com","p1@example.com","p4@example.com"]}
body <<B
[]
B
