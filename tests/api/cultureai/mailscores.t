# What reported mail does to the scores of whoever reported it. Without other events the organization's share is 0.5, and
# the prior 4: decision = (2 + G) / (4 + G); likelihood = 100 (1 - 2^(-E / 3)), E the mail's risk.
clock 2026-05-10T12:00:00Z
tenant acme
key main api=cultureai
records <<END
{"kind":"person","ids":{"cultureai":46},"email":"ann@example.com"}
{"kind":"reportedMail","source":"defender","externalReference":"1","ids":{"cultureai":7},"reportedAt":"2026-05-10T08:00:00Z","reporter":{"email":"Ann@Example.com"},"riskScore":80}
END

test undecided with 80 it is real phishing: G is 1, E is 0.8
request GET /v1/risks
expect 200
json data.0.securityDecisionScore 60
json data.0.likelihoodRiskScore 17

test decided malicious E is 1
muster mail decide 7 malicious
request GET /v1/risks
json data.0.securityDecisionScore 60
json data.0.likelihoodRiskScore 21

test decided harmless it counts for nothing
muster mail decide 7 harmless
request GET /v1/risks
json data.0.securityDecisionScore 50
json data.0.likelihoodRiskScore 0

test a decision about the case gives way to the mail's own, and counts without one
records <<END
{"kind":"reportedMail","source":"defender","externalReference":"2","ids":{"cultureai":8},"reportedAt":"2026-05-10T09:00:00Z","reporter":{"email":"ann@example.com"},"riskScore":10,"caseKey":"k"}
END
muster mail decide 8 malicious --case
request GET /v1/risks
json data.0.securityDecisionScore 60
json data.0.likelihoodRiskScore 21

test ninety days later it counts half
clock 2026-08-08T12:00:00Z
restart
request GET /v1/risks
json data.0.securityDecisionScore 56
json data.0.likelihoodRiskScore 11
