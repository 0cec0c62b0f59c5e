# /attackSimulations/{id}/users/bulk and /feedbackComments: the two CSV files of a simulation, and their way back
clock 2024-06-01T12:00:00Z
setting public_url https://muster.example.com
tenant acme customer=838af527-dddd-41e4-9a51-0075aa62f76f
key main
key excel csv-escape=excel
records <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Phish","type":"attackSimulation","startedAt":"2024-05-01T00:00:00Z"}
{"kind":"person","email":"boss@example.com","ids":{"outthink":"aaaaaaaa-0000-4000-8000-000000000001"},"sourceIdentifier":"B-1"}
{"kind":"person","email":"ann@example.com","ids":{"outthink":"aaaaaaaa-0000-4000-8000-000000000002"},"department":"=Ops","country":"ES","managerEmail":"boss@example.com"}
{"kind":"person","email":"cem@example.com","ids":{"outthink":"aaaaaaaa-0000-4000-8000-000000000003"},"status":"archived"}
{"kind":"enrollment","ids":{"securityjourney":1},"campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"ann@example.com"}
{"kind":"enrollment","ids":{"securityjourney":2},"campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"boss@example.com"}
{"kind":"enrollment","ids":{"securityjourney":3},"campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"cem@example.com"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"ann@example.com","type":"sent","at":"2024-05-01T10:00:00Z","counted":"asVendor"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"ann@example.com","type":"opened","at":"2024-05-01T10:10:00.1234567Z","counted":"asVendor"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"ann@example.com","type":"clicked","at":"2024-05-01T10:11:00Z","landingSeconds":42,"counted":"asVendor"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"ann@example.com","type":"credentialsEntered","at":"2024-05-01T10:12:00Z","counted":"asVendor"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"ann@example.com","type":"credentialsCaptured","at":"2024-05-01T10:12:00Z","counted":"asVendor"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"boss@example.com","type":"sent","at":"2024-05-01T10:00:01Z","counted":"asVendor"}
{"kind":"simulationEvent","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"boss@example.com","type":"reported","at":"2024-05-01T10:20:00.5Z","counted":"asVendor"}
{"kind":"comment","id":"bbbbbbbb-0000-4000-8000-000000000001","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"ann@example.com","text":"Oh.","processedAt":"2024-05-02T00:00:00Z","language":"en"}
END
let place = text /analytics/v1/attackSimulations/c250a670-be89-42d5-a593-676de0aff226

test people: times with a zone, words True and False
request GET ${place}/users/bulk
expect 200
header Content-Type: text/csv; charset=utf-8
header Content-Disposition: attachment; filename="Phish users.csv"; filename*=UTF-8''Phish%20users.csv
csv <<END
EmailSentAt,Opened,OpenedAt,Clicked,ClickedAt,CredentialsEntered,CredentialsEnteredAt,CredentialsCaptured,CredentialsCapturedAt,Reported,ReportedAt,LandingPageDurationSeconds,SimulationStatus,ManagerSourceIdentifier,Status,Department,BusinessUnit,Country,JobRole,UserSourceIdentifier,UserId
2024-05-01T10:00:00Z,True,2024-05-01T10:10:00.1234567Z,True,2024-05-01T10:11:00Z,True,2024-05-01T10:12:00Z,True,2024-05-01T10:12:00Z,False,,42,credentialsCaptured,B-1,active,=Ops,,ES,,ann@example.com,aaaaaaaa-0000-4000-8000-000000000002
2024-05-01T10:00:01Z,False,,False,,False,,False,,True,2024-05-01T10:20:00.5Z,,reported,,active,,,,,B-1,aaaaaaaa-0000-4000-8000-000000000001
,False,,False,,False,,False,,False,,,noAction,,inactive,,,,,cem@example.com,aaaaaaaa-0000-4000-8000-000000000003
END

test comments, and what is not here
request GET ${place}/feedbackComments
csv <<END
FeedbackId,ModuleId,CampaignId,Comment,TranslatedComment,LanguageCode,Sentiment,ProcessedAt,UserSourceIdentifier,UserId
bbbbbbbb-0000-4000-8000-000000000001,,c250a670-be89-42d5-a593-676de0aff226,Oh.,,en,,2024-05-02T00:00:00,ann@example.com,aaaaaaaa-0000-4000-8000-000000000002
END
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users/bulk
refuses 404 not_found trainingCampaignId .
request GET /analytics/v1/attackSimulations/99999999-9999-4999-8999-999999999999/users/bulk
refuses 404 not_found attackSimulationId .

for key in main excel
test ${key}: imported back, the files change nothing
use ${key}
muster export records --tenant acme
remember before
request GET ${place}/users/bulk
save users.csv
request GET ${place}/feedbackComments
save comments.csv
muster import outthink-simulation-csv --tenant acme --campaign-id c250a670-be89-42d5-a593-676de0aff226 ${dir}/users.csv
stderr ~ (?m)^0 new, 0 changed, [1-9][0-9]* unchanged, 0 ignored, 0 deleted, 0 bad$
muster import outthink-comments-csv --tenant acme ${dir}/comments.csv
stderr ~ (?m)^0 new, 0 changed, [1-9][0-9]* unchanged, 0 ignored, 0 deleted, 0 bad$
muster export records --tenant acme
same-as before
end

test into an empty store: the same file comes out, and counts as the vendor counted
use main
request GET ${place}/users/bulk
save users.csv
remember file
store empty
tenant acme customer=838af527-dddd-41e4-9a51-0075aa62f76f
key fresh
use fresh
muster import outthink-simulation-csv --tenant acme --campaign-id c250a670-be89-42d5-a593-676de0aff226 ${dir}/users.csv
exit 1
stderr ~ is new, and the file does not say its name; give --campaign-name and --campaign-type \(attackSimulation\)
muster import outthink-simulation-csv --tenant acme --campaign-id c250a670-be89-42d5-a593-676de0aff226 --campaign-name Phish --campaign-type instant ${dir}/users.csv
exit 1
stderr ~ --campaign-type is attackSimulation for a simulation
muster import outthink-simulation-csv --tenant acme --campaign-id c250a670-be89-42d5-a593-676de0aff226 --campaign-name Phish --campaign-type attackSimulation ${dir}/users.csv
stderr ~ (?m)^14 new, 0 changed,
request GET ${place}
json totalUsers 3
json totalClicked 1
json totalCredCaptured 1
json totalReported 1
json resiliencyRate 0.5
request GET ${place}/users/bulk
body ~ \r\n2024-05-01T10:00:00Z,True,2024-05-01T10:10:00.1234567Z,True,2024-05-01T10:11:00Z,True,2024-05-01T10:12:00Z,True,2024-05-01T10:12:00Z,False,,42,credentialsCaptured,
body ~ \r\n2024-05-01T10:00:01Z,False,,False,,False,,False,,True,2024-05-01T10:20:00.5Z,,reported,

test bad cells name their column; nothing is applied
file users.csv <<END
UserId,Opened,OpenedAt,Clicked,ClickedAt,LandingPageDurationSeconds
aaaaaaaa-0000-4000-8000-000000000002,maybe,,,,
aaaaaaaa-0000-4000-8000-000000000002,True,,,,
aaaaaaaa-0000-4000-8000-000000000002,,,True,2024-05-01T10:11:00Z,long
,True,2024-05-01T10:11:00Z,,,
END
muster import outthink-simulation-csv --tenant acme --campaign-id c250a670-be89-42d5-a593-676de0aff226 ${dir}/users.csv
exit 1
stderr ~ :2: column Opened: it is neither True nor False
stderr ~ :3: column OpenedAt: it happened, but the file does not say when
stderr ~ :4: column LandingPageDurationSeconds: "long" is not a whole number
stderr ~ :5: UserId and UserSourceIdentifier are empty
