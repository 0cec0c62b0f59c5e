# Scores through the API and on the command line. Every number is worked out in a comment.
clock 2026-04-01T12:00:00Z
tenant acme
key main api=cultureai
records <<END
{"kind":"person","email":"ann@example.com","fullName":"Ann","ids":{"cultureai":1},"jobRole":"HR Manager"}
{"kind":"person","email":"bob@example.com","fullName":"Bob","ids":{"cultureai":2},"jobRole":"Engineer","accessLevel":4}
{"kind":"person","email":"cem@example.com","fullName":"Cem","ids":{"cultureai":3},"attributes":{"publicMailbox":"true"}}
{"kind":"campaign","id":"phish","name":"Invoice","type":"attackSimulation"}
{"kind":"behavior","reference":"HALF","name":"Half","direction":"positive","weight":1}
END

test without events: 50; the HR manager's exposure is 2: 100 * (1 - 2^(-2/3)) = 37; 0.5 * 50 + 0.25 * 37 + 0.25 * 25 = 40.5
request GET /v1/risks
expect 200
json data.0 <<JSON
{"employeeId":1,"securityDecisionScore":50,"securityDecisionScoreThreshold":"MED","overallRiskScore":41,
"overallRiskScoreThreshold":"MED","likelihoodRiskScore":37,"likelihoodRiskScoreThreshold":"MED","liklihoodRiskScore":37,
"liklihoodRiskScoreThreshold":"MED","impactRiskScore":25,"impactRiskScoreThreshold":"LOW"}
JSON

test access level 4: impact 100; 0.5 * 50 + 0 + 25 = 50. A public mailbox: 1: 100 * (1 - 2^(-1/3)) = 21
request GET /v1/risks
json data.1.impactRiskScore 100
json data.1.impactRiskScoreThreshold "HIGH"
json data.1.overallRiskScore 50
json data.2.likelihoodRiskScore 21

test what the admin says of a role counts instead of its words; a person's own access level before the role's
records <<END
{"kind":"jobRole","name":"hr manager","exposure":3,"accessLevel":2}
{"kind":"jobRole","name":"ENGINEER","accessLevel":1}
END
request GET /v1/risks
json data.*.likelihoodRiskScore [50,0,21]
json data.*.impactRiskScore [50,100,25]

test a click today: Bob 2 of 5 = 0.4 beside a share of 0: everybody's share is that of bad alone: (4 * 0 + 0) / 5 = 0
records <<END
{"kind":"simulationEvent","campaignId":"phish","person":"bob@example.com","type":"clicked","at":"2026-04-01T08:00:00Z"}
END
request GET /v1/risks
json data.*.securityDecisionScore [0,0,0]

test as much good: a share of 0.5: Ann (2 + 1) / 5 = 60, Bob 2 / 5 = 40, Cem 50; the same day, another answer
records <<END
{"kind":"behaviorEvent","behavior":"HALF","reference":1,"person":"ann@example.com","date":"2026-04-01"}
END
request GET /v1/risks
let tag = header ETag
json data.*.securityDecisionScore [60,40,50]

test 90 days later both count half: Ann 2.5 / 4.5 = 56, Bob 2 / 4.5 = 44
clock 2026-06-30T00:00:00Z
request GET /v1/risks
with If-None-Match: ${tag}
expect 200
json data.*.securityDecisionScore [56,44,50]

test the command line says the same of that day, and of an earlier one what it was
muster score --tenant acme
stdout ~ (?s) *1  decision  56 \(provisional\)  likelihood  50  impact  50  overall  47 MED   Ann\n *2  decision  44 .*
muster score ann@example.com --json
json decision.score 56
json decision.events 1
json decision.provisional true
json likelihood.score 50
json impact.score 50
json overall.score 47
muster score 2 --date 2026-04-01 --json
json decision.score 40
muster score 2 --date 2026-03-31 --json
json decision.score 50

test an explanation: the sum, its parts, the interval, the events in words
muster score bob@example.com --explain
stdout <<TXT
Bob (2) on 2026-06-30, formulas version 1
decision    44 of 100, higher is better (risk MED)
  from 1 events: good 0.00, bad 0.50; and 4 imagined ones at the organization's good share of 0.50
  100 * (4 * 0.50 + 0.00) / (4 + 0.00 + 0.50) = 44.4
  95 % interval: 13 to 81; provisional: fewer than 3 events say little
  what moved it most:
  2026-04-01  clicked in "Invoice": weight 1.00, now 0.50; -5.6 points
likelihood  0 of 100, lower is better (LOW): exposure of the job role 0
impact      100 of 100, lower is better (HIGH): access level 4 of 4
overall     53 of 100, lower is better (MED): 0.5 * (100 - 44) + 0.25 * 0 + 0.25 * 100
TXT
muster score bob@example.com --explain --json
json decision.strongest.0.what "clicked"
json decision.strongest.0.of "Invoice"
json decision.strongest.0.date "2026-04-01"
json decision.strongest.0.weightNow 0.5

test wrong words
muster score nobody@example.com
exit 1
stderr ~ (?s).*nobody has this id.*
muster score --explain
exit 2
muster score --date 2026-02-30
exit 2

test a pseudonymous key sees neither names nor addresses
key masked api=cultureai pseudonymous=yes
use masked
request GET /v1/employees
expect 200
json data.0.name "Anonymous User"
body ~ (?s).*@pseudonym\.invalid.*
body ~ (?s)^((?!example\.com).)*$
