# The document's example: its person, whose answer has every one of its keys in its order, and its values. Ours are
# other where they cannot be: id has the 24 digits that ids have, educationTime is in seconds as the table says,
# educationStatus is what follows from a course that is under way, level 1 of the course stands for "1 || null", the
# dotted time has colons.
clock 2022-09-10T00:00:00Z
tenant acme
key main api=kaspersky
records <<END
{"kind":"group","id":"6d757374657200000000000a","name":"Low Risk","isStarted":true}
{"kind":"person","email":"jackrockstar88@example.com","shortName":"Jack","fullName":"Jack Rock","groupId":"6d757374657200000000000a","ids":{"kaspersky":"60e050803050c0704080a0e0"}}
{"kind":"campaign","id":"main","name":"Main course","type":"curriculum","track":"main"}
{"kind":"module","campaignId":"main","id":"1","position":1,"level":1,"name":"Password","names":{"de":"Kennwort"}}
{"kind":"module","campaignId":"main","id":"2","position":2,"level":2,"name":"E-mail"}
{"kind":"module","campaignId":"main","id":"3","position":3,"level":3,"name":"Web"}
{"kind":"module","campaignId":"main","id":"4","position":4,"level":4,"name":"Mobile"}
{"kind":"enrollment","campaignId":"main","person":"jackrockstar88@example.com","status":"inProgress","enrolledAt":"2022-07-01T00:00:00Z","lastAccessedAt":"2022-08-08T10:00:00Z","plannedEnd":"2022-08-08T00:00:00Z","timeSpentSeconds":600}
{"kind":"progress","campaignId":"main","moduleId":"1","person":"jackrockstar88@example.com","status":"completed","startedAt":"2022-07-02T08:00:00Z","completedAt":"2022-07-02T08:05:00Z"}
{"kind":"progress","campaignId":"main","moduleId":"2","person":"jackrockstar88@example.com","status":"completed","startedAt":"2022-07-03T08:00:00Z","completedAt":"2022-07-03T08:05:00Z"}
{"kind":"progress","campaignId":"main","moduleId":"3","person":"jackrockstar88@example.com","status":"inProgress","startedAt":"2022-07-04T08:00:00Z"}
{"kind":"campaign","id":"express","name":"Express course","type":"instant","track":"express"}
{"kind":"enrollment","campaignId":"express","person":"jackrockstar88@example.com","status":"inProgress","timeSpentSeconds":240}
{"kind":"campaign","id":"phish","name":"Password","names":{"de":"Kennwort"},"type":"attackSimulation","level":1,"subject":"Hello!","subjects":{"de":"Hallo!"}}
{"kind":"simulationEvent","campaignId":"phish","person":"jackrockstar88@example.com","type":"sent","at":"2022-09-09T18:00:00Z"}
END
# 29 of 196 modules are 14.7959 %: the example's 14,80.
records times=196 <<END
{"kind":"module","campaignId":"express","id":"${i}","position":"${i}","name":"Part ${i}"}
END
records times=29 <<END
{"kind":"progress","campaignId":"express","moduleId":"0${i}","person":"jackrockstar88@example.com","status":"completed"}
END

test the document's answer
request POST /openapi/v1/report
send {"lng":"de","email":["jackrockstar88@example.com"]}
expect 200
header Content-Type: application/json; charset=utf-8
header ETag absent
count . 1
keys 0 id email shortName fullName group educationTime mainEducationProgress expressEducationProgress educationStatus mainEducationProgressPercent expressEducationProgressPercent mainEducationEndPlan expressEducationEndPlan realMainEducationEnd realExpressEducationEnd educationMainCourses educationExpressCourses dateLastActive certificatesReceived phishingAttacks
json 0.id "60e050803050c0704080a0e0"
json 0.email "jackrockstar88@example.com"
json 0.shortName "Jack"
json 0.fullName "Jack Rock"
json 0.group "Geringes Risiko"
json 0.educationTime "840"
json 0.mainEducationProgress "In Verzug"
json 0.expressEducationProgress "Läuft"
json 0.educationStatus "läuft"
json 0.mainEducationProgressPercent "50,00"
json 0.expressEducationProgressPercent "14,80"
json 0.mainEducationEndPlan "2022-08-08"
json 0.expressEducationEndPlan "0001-01-01"
json 0.realMainEducationEnd "0001-01-01"
json 0.realExpressEducationEnd "0001-01-01"
json 0.dateLastActive "2022-08-08"
json 0.certificatesReceived 2
json 0.educationMainCourses <<JSON
[{"code":"Kennwort","level":1,"status":1,"startedAt":"2022-07-02T08:00:00","finishedAt":"2022-07-02T08:05:00"},
{"code":"E-mail","level":2,"status":1,"startedAt":"2022-07-03T08:00:00","finishedAt":"2022-07-03T08:05:00"},
{"code":"Web","level":3,"status":2,"startedAt":"2022-07-04T08:00:00","finishedAt":null},
{"code":"Mobile","level":4,"status":0,"startedAt":"","finishedAt":null}]
JSON
count 0.educationExpressCourses 196
json 0.educationExpressCourses.0 {"code":"Part 001","level":null,"status":0,"startedAt":"","finishedAt":null}
json 0.phishingAttacks <<JSON
[{"code":"Kennwort","level":1,"startedAt":"2022-09-09T18:00:00","phishingAttackLetter":"Hallo!","phishingAttackResult":"0","followPhishingLinkAt":null}]
JSON

test the same in English, as the vendor's English edition shows it
request POST /openapi/v1/report
send {"lng":"en","email":["jackrockstar88@example.com"]}
expect 200
json 0.group "Low Risk"
json 0.mainEducationProgress "Behind schedule"
json 0.expressEducationProgress "In progress"
json 0.mainEducationProgressPercent "50.00"
json 0.expressEducationProgressPercent "14.80"
json 0.educationMainCourses.0.code "Password"
json 0.phishingAttacks.0.phishingAttackLetter "Hello!"

test the document's request: one of its addresses is known, the other is not
request POST /openapi/v1/report
send {"lng":"en","email":["example@example.com","jackrockstar88@example.com"]}
expect 404
body <<END
{"code":"user-not-found","message":"user not found: There is nobody with the address example@example.com"}
END
