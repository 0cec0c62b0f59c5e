# Simulated attacks, and the risk group of people who are in none.
clock 2026-06-15T12:00:00Z
tenant acme
key main api=kaspersky
records <<END
{"kind":"person","email":"ann@example.com","ids":{"kaspersky":"a00000000000000000000001"}}
{"kind":"person","email":"bob@example.com","ids":{"kaspersky":"b00000000000000000000002"}}
{"kind":"person","email":"cem@example.com","ids":{"kaspersky":"c00000000000000000000003"}}
{"kind":"person","email":"dan@example.com","ids":{"kaspersky":"d00000000000000000000004"}}
{"kind":"campaign","id":"late","name":"Late","type":"attackSimulation","subject":"Third"}
{"kind":"campaign","id":"early","name":"Early","type":"attackSimulation","level":2}
{"kind":"campaign","id":"middle","name":"Middle","type":"attackSimulation","subject":"Second"}
{"kind":"simulationEvent","campaignId":"late","person":"ann@example.com","type":"sent","at":"2026-06-08T12:00:00Z"}
{"kind":"simulationEvent","campaignId":"early","person":"ann@example.com","type":"sent","at":"2026-01-01T00:00:00Z"}
{"kind":"simulationEvent","campaignId":"early","person":"ann@example.com","type":"reported","at":"2026-01-01T00:00:30Z"}
{"kind":"simulationEvent","campaignId":"early","person":"ann@example.com","type":"clicked","at":"2026-01-01T00:02:00Z"}
{"kind":"simulationEvent","campaignId":"early","person":"ann@example.com","type":"clicked","at":"2026-01-01T00:01:00Z"}
{"kind":"simulationEvent","campaignId":"middle","person":"ann@example.com","type":"sent","at":"2026-02-01T00:00:00Z"}
{"kind":"simulationEvent","campaignId":"middle","person":"ann@example.com","type":"reported","at":"2026-02-01T00:10:00Z"}
{"kind":"simulationEvent","campaignId":"early","person":"bob@example.com","type":"sent","at":"2026-01-01T00:00:00Z"}
{"kind":"simulationEvent","campaignId":"early","person":"bob@example.com","type":"bounced","at":"2026-01-01T00:00:01Z"}
{"kind":"simulationEvent","campaignId":"late","person":"bob@example.com","type":"opened","at":"2026-06-08T12:00:00Z"}
{"kind":"simulationEvent","campaignId":"late","person":"cem@example.com","type":"sent","at":"2026-06-08T12:00:00Z"}
{"kind":"simulationEvent","campaignId":"late","person":"cem@example.com","type":"credentialsCaptured","at":"2026-06-08T12:30:00Z","counted":"asVendor"}
{"kind":"simulationEvent","campaignId":"late","person":"dan@example.com","type":"sent","at":"2026-06-08T12:00:00Z"}
{"kind":"simulationEvent","campaignId":"late","person":"dan@example.com","type":"reported","at":"2026-06-08T13:00:00Z"}
END

test results, in the order in which the mails were sent
request POST /openapi/v1/report
send {"lng":"en"}
expect 200
json 0.phishingAttacks <<JSON
[{"code":"Early","level":2,"startedAt":"2026-01-01T00:00:00","phishingAttackLetter":null,"phishingAttackResult":"2","followPhishingLinkAt":"2026-01-01T00:01:00"},
{"code":"Middle","level":null,"startedAt":"2026-02-01T00:00:00","phishingAttackLetter":"Second","phishingAttackResult":"1","followPhishingLinkAt":null},
{"code":"Late","level":null,"startedAt":"2026-06-08T12:00:00","phishingAttackLetter":"Third","phishingAttackResult":"0","followPhishingLinkAt":null}]
JSON
json 1.phishingAttacks []
json 2.phishingAttacks.*.phishingAttackResult ["2"]
json 2.phishingAttacks.*.followPhishingLinkAt [null]
json 3.phishingAttacks.*.phishingAttackResult ["1"]

# Decision scores by hand: everybody's good parts 0.9475 + 0.1122 + 0.3563, bad ones 1.895 + 0.2806, so the prior is
# 0.3943; Ann 43, Bob 39, Cem 27, Dan 51.
test risk groups
json *.group ["Medium Risk","Medium Risk","High Risk","Medium Risk"]

test seven days later nothing is awaited
clock 2026-06-15T12:00:01Z
request POST /openapi/v1/report
send {"lng":"en","email":["ann@example.com"]}
json 0.phishingAttacks.*.phishingAttackResult ["2","1","1"]

test an attack is no training
json 0.educationStatus "not assigned"
json 0.dateLastActive "0001-01-01"
json 0.educationMainCourses []
