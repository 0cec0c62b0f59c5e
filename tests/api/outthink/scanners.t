# Person or scanner: each rule through the program. A scanner's events count for nobody.
tenant acme
key main
records <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Lure","type":"attackSimulation"}
{"kind":"person","ids":{"outthink":"10000000-0000-4000-8000-000000000001"},"email":"p1@example.com"}
{"kind":"person","email":"p2@example.com"}
{"kind":"person","email":"p3@example.com"}
{"kind":"person","email":"p4@example.com"}
{"kind":"person","email":"p5@example.com"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p1@example.com","type":"sent","at":"2024-01-01T08:00:00Z"}
END
let one = text /analytics/v1/attackSimulations/c250a670-be89-42d5-a593-676de0aff226
let person = text /analytics/v1/attackSimulations/c250a670-be89-42d5-a593-676de0aff226/users/10000000-0000-4000-8000-000000000001

test a click within 20 seconds of sending is a scanner's; one without address or agent counts
each at name value clicked <<ROWS
08:00:20 ip 203.0.113.5 false
08:00:20.0000001 ip 203.0.113.5 true
08:00:20 userAgent Mozilla false
08:00:20 landingSeconds 1 true
08:00:20 token abc true
07:59:59 ip 203.0.113.5 true
09:00:00 userAgent python-requests/2.31 false
09:00:00 userAgent Firefox true
ROWS
records <<END
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p1@example.com","type":"clicked","at":"2024-01-01T${at}Z","${name}":"${value}"}
END
request GET ${person}
json clicked ${clicked}
records <<END
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p1@example.com","type":"clicked","at":"2024-01-01T${at}Z","deleted":true}
END
end

test a result that its source published counts as given
records <<END
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p1@example.com","type":"clicked","at":"2024-01-01T08:00:05Z","ip":"203.0.113.5","userAgent":"curl/8","counted":"asVendor"}
END
request GET ${person}
json clicked true
records <<END
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p1@example.com","type":"clicked","at":"2024-01-01T08:00:05Z","counted":null}
END
request GET ${person}
json clicked false

test four people behind one address are people, with the fifth all are one scanner, without the fifth people again
records <<END
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p1@example.com","type":"clicked","at":"2024-01-01T10:00:00Z","ip":"2001:db8::1"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p2@example.com","type":"opened","at":"2024-01-01T10:00:10Z","ip":"2001:db8::1"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p3@example.com","type":"clicked","at":"2024-01-01T10:00:20Z","ip":"2001:db8::1"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p4@example.com","type":"clicked","at":"2024-01-01T10:00:30Z","ip":"2001:db8::1"}
END
request GET ${one}
json totalClicked 3
json totalOpened 1
json totalUsers 4
records <<END
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p5@example.com","type":"opened","at":"2024-01-01T10:01:00Z","ip":"2001:db8::1"}
END
request GET ${one}
json totalClicked 0
json totalOpened 0
json totalUsers 5
records <<END
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p5@example.com","type":"opened","at":"2024-01-01T10:01:00Z","ip":"2001:db8::2"}
END
request GET ${one}
json totalClicked 3
json totalOpened 2
records <<END
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p5@example.com","type":"opened","at":"2024-01-01T10:01:00.1Z","ip":"2001:db8::1"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p5@example.com","type":"opened","at":"2024-01-01T09:59:59Z","ip":"2001:db8::1"}
END
request GET ${one}
json totalClicked 0
json totalOpened 1
records <<END
{"kind":"person","email":"p2@example.com","deleted":true}
END
request GET ${one}
json totalClicked 3
json totalOpened 1

test a click after one's own report, from elsewhere, is a scanner's
records <<END
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p4@example.com","type":"reported","at":"2024-01-01T09:00:00Z","ip":"192.0.2.77"}
END
request GET ${one}
json totalClicked 2
json totalReported 1
json resiliencyRate 0.3333333333333333

test what is stored is what was said, and no rule
muster export records
stdout ~ (?s).*"type":"clicked","at":"2024-01-01T10:00:30Z","ip":"2001:db8::1".*
stdout !~ (?s).*too-fast.*
