# muster reclassify: rules that learn of networks, tried first, then applied; results that a vendor counted stay.
tenant acme
key main
records <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Lure","type":"attackSimulation"}
{"kind":"campaign","id":"second","name":"Second","type":"attackSimulation"}
{"kind":"person","email":"p1@example.com"}
{"kind":"person","email":"p2@example.com"}
{"kind":"person","email":"p3@example.com"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p1@example.com","type":"clicked","at":"2024-01-01T10:00:00Z","ip":"192.0.2.5"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p2@example.com","type":"clicked","at":"2024-01-01T10:00:00Z","ip":"198.51.100.5"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p2@example.com","type":"clicked","at":"2024-01-01T11:00:00Z","ip":"203.0.113.5"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p3@example.com","type":"clicked","at":"2024-01-01T10:00:00Z","ip":"192.0.2.6","counted":"asVendor"}
{"kind":"simulationEvent","campaignId":"second","person":"p1@example.com","type":"clicked","at":"2024-01-01T10:00:00Z","ip":"192.0.2.5"}
END
let one = text /analytics/v1/attackSimulations/c250a670-be89-42d5-a593-676de0aff226

test nothing has changed, so nothing changes
muster reclassify
json events 0
json results 0
count changes 0
json countedAsVendor [{"rule":"person","events":1}]

test a dry run tells what would change, and changes nothing
request GET ${one}
json totalClicked 3
remember before
muster reclassify --dry-run --campaign c250a670-be89-42d5-a593-676de0aff226 --our-networks 192.0.2.0/24 --scanner-networks "198.51.100.0/25 2001:db8::/32"
json <<END
{
  "tenant": "acme",
  "dryRun": true,
  "events": 2,
  "results": 2,
  "changes": [
    {"from": "person", "to": "our-network", "events": 1},
    {"from": "person", "to": "scanner-network", "events": 1}
  ],
  "countedAsVendor": [
    {"rule": "our-network", "events": 1}
  ]
}
END
request GET ${one}
same-as before
muster reclassify
json events 0

test then it is applied, of all simulations; what came as a result stays
muster reclassify --our-networks 192.0.2.0/24 --scanner-networks "198.51.100.0/25 2001:db8::/32"
json events 3
json results 3
json changes [{"from":"person","to":"our-network","events":2},{"from":"person","to":"scanner-network","events":1}]
request GET ${one}
json totalClicked 2
request GET ${one}/users?simulationStatus=clicked
json total 2
json values.*.userSourceIdentifier ["p2@example.com", "p3@example.com"]
muster reclassify
json events 0
json results 0
muster verify
muster recompute
json mended 0

test what comes later is judged by the same lists
records <<END
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"p1@example.com","type":"reported","at":"2024-01-02T10:00:00Z","ip":"2001:db8:1::1"}
END
request GET ${one}
json totalReported 0

test lists are taken away again
muster reclassify --our-networks "" --scanner-networks ""
json events 4
request GET ${one}
json totalClicked 3
json totalReported 1

test settings of the tenant say the lists, where no option does
muster tenant set acme simulation.our_networks "192.0.2.0/24, 203.0.113.0/24"
muster tenant set acme simulation.scanner_networks 198.51.100.0/25
request GET ${one}
json totalClicked 3
muster reclassify --dry-run
json events 4
json changes [{"from":"person","to":"our-network","events":3},{"from":"person","to":"scanner-network","events":1}]
muster reclassify --dry-run --our-networks ""
json events 1
muster reclassify
json events 4
request GET ${one}
json totalClicked 1
muster tenant set acme simulation.our_networks 192.0.2.1/24
exit 1
stderr ~ (?s).*simulation.our_networks: .*bits set behind its length.*
muster tenant set acme simulation.scanner_networks everywhere
exit 1
stderr ~ (?s).*everywhere is no network.*

test without a setting the lists stay until an option says otherwise
muster tenant set acme simulation.our_networks --unset
muster tenant set acme simulation.scanner_networks --unset
muster reclassify
json events 0
muster verify
muster reclassify --our-networks "" --scanner-networks ""
json events 4
request GET ${one}
json totalClicked 3

test what is wrong is refused, and nothing changes
muster reclassify --campaign nowhere
exit 1
stderr ~ (?s).*there is no campaign nowhere.*
muster reclassify --our-networks 192.0.2.1/24
exit 1
stderr ~ (?s).*bits set behind its length.*
muster reclassify --scanner-networks everywhere
exit 1
stderr ~ (?s).*everywhere is no network.*
muster reclassify
json events 0
