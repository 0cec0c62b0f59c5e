# /trainingCampaigns/{id}/users/bulk and /feedbackComments: the vendor's two CSV files
clock 2024-06-01T12:00:00Z
setting public_url https://muster.example.com/
tenant acme customer=838af527-dddd-41e4-9a51-0075aa62f76f
key main name=plain
records <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Spring 2024","type":"curriculum","startedAt":"2024-05-31T12:00:00Z"}
{"kind":"campaign","id":"11111111-1111-4111-8111-111111111111","name":"Nobody yet","type":"instant"}
{"kind":"campaign","id":"22222222-2222-4222-8222-222222222222","name":"=\"a\"/b:c; Übung ‮\u0085%.","type":"instant"}
{"kind":"campaign","id":"33333333-3333-4333-8333-333333333333","name":"Phish","type":"attackSimulation"}
{"kind":"campaign","id":"44444444-4444-4444-8444-444444444444","type":"instant"}
{"kind":"module","campaignId":"c250a670-be89-42d5-a593-676de0aff226","id":"55555555-5555-4555-8555-555555555555","name":"M"}
{"kind":"person","email":"boss@example.com","ids":{"outthink":"aaaaaaaa-0000-4000-8000-000000000001"},"sourceIdentifier":"B-1","department":"Board"}
{"kind":"person","email":"ann@example.com","ids":{"outthink":"aaaaaaaa-0000-4000-8000-000000000002"},"department":"R&D, \"Labs\"","businessUnit":"=1+1","country":"ES","jobRole":"Engineer","managerEmail":"Boss@Example.com"}
{"kind":"person","email":"-cem@example.com","ids":{"outthink":"aaaaaaaa-0000-4000-8000-000000000003"},"status":"archived","department":"''@x","jobRole":" two\nlines","managerEmail":"+gone@example.com"}
{"kind":"enrollment","ids":{"securityjourney":5},"campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"ann@example.com","status":"completed","enrolledAt":"2024-05-31T12:00:00Z","startedAt":"2024-05-31T12:00:00.5Z","lastAccessedAt":"2024-05-31T13:00:00.1234567Z","completedAt":"2024-05-31T14:00:00Z","timeSpentSeconds":2205,"scores":{"engagement":0.9166666666666666,"knowledge":1,"productivity":0,"intentionToComply":0.5,"selfEfficacy":0.1}}
{"kind":"enrollment","ids":{"securityjourney":9},"campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"-cem@example.com","status":"paused"}
{"kind":"enrollment","ids":{"securityjourney":7},"campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"boss@example.com"}
{"kind":"comment","id":"bbbbbbbb-0000-4000-8000-000000000002","campaignId":"c250a670-be89-42d5-a593-676de0aff226","moduleId":"55555555-5555-4555-8555-555555555555","person":"ann@example.com","text":"Muy \"útil\",\nde verdad","createdAt":"2024-05-31T14:00:00Z","translatedText":"Very \"useful\",\nreally","language":"es","sentiment":"Positive","processedAt":"2024-05-31T15:00:00.25Z"}
{"kind":"comment","id":"bbbbbbbb-0000-4000-8000-000000000003","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"boss@example.com","text":"@all =1","createdAt":"2024-05-31T13:00:00Z"}
{"kind":"comment","id":"bbbbbbbb-0000-4000-8000-000000000001","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"boss@example.com","text":"undated"}
{"kind":"comment","id":"bbbbbbbb-0000-4000-8000-000000000000","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"boss@example.com","text":"same moment","createdAt":"2024-05-31T14:00:00Z"}
END
let training = text /analytics/v1/trainingCampaigns
let campaign = text ${training}/c250a670-be89-42d5-a593-676de0aff226

test people, in the order of enrollment; everything that can be there and nothing that can be missing
request GET ${campaign}/users/bulk
expect 200
header Content-Type: text/csv; charset=utf-8
header Content-Disposition: attachment; filename="Spring 2024 users.csv"; filename*=UTF-8''Spring%202024%20users.csv
header Transfer-Encoding: chunked
header Content-Length absent
header ETag absent
header Cache-Control: no-store
csv <<END
TrainingStatus,EnrolledAt,StartedAt,LastAccessedAt,CompletedAt,TimeTaken,DashboardUrl,CampaignId,EngagementScore,KnowledgeScore,ProductivityScore,IntentionToComplyScore,SelfEfficacyScore,ManagerSourceIdentifier,Status,Department,BusinessUnit,Country,JobRole,UserSourceIdentifier,UserId
completed,2024-05-31T12:00:00,2024-05-31T12:00:00.5,2024-05-31T13:00:00.1234567,2024-05-31T14:00:00,2205,https://muster.example.com/dashboard/campaigns/c250a670-be89-42d5-a593-676de0aff226,c250a670-be89-42d5-a593-676de0aff226,0.9166666666666666,1,0,0.5,0.1,B-1,active,"R&D, ""Labs""",=1+1,ES,Engineer,ann@example.com,aaaaaaaa-0000-4000-8000-000000000002
noAction,,,,,,https://muster.example.com/dashboard/campaigns/c250a670-be89-42d5-a593-676de0aff226,c250a670-be89-42d5-a593-676de0aff226,,,,,,,active,Board,,,,B-1,aaaaaaaa-0000-4000-8000-000000000001
inProgress,,,,,,https://muster.example.com/dashboard/campaigns/c250a670-be89-42d5-a593-676de0aff226,c250a670-be89-42d5-a593-676de0aff226,,,,,,+gone@example.com,inactive,''@x,,," two\nlines",-cem@example.com,aaaaaaaa-0000-4000-8000-000000000003
END

test comments: those without a time first, then by time, then by id; without the vendor's findings the four are empty
request GET ${campaign}/feedbackComments
expect 200
header Content-Type: text/csv; charset=utf-8
header Content-Disposition: attachment; filename="Spring 2024 comments.csv"; filename*=UTF-8''Spring%202024%20comments.csv
csv <<END
FeedbackId,ModuleId,CampaignId,Comment,TranslatedComment,LanguageCode,Sentiment,ProcessedAt,UserSourceIdentifier,UserId
bbbbbbbb-0000-4000-8000-000000000001,,c250a670-be89-42d5-a593-676de0aff226,undated,,,,,B-1,aaaaaaaa-0000-4000-8000-000000000001
bbbbbbbb-0000-4000-8000-000000000003,,c250a670-be89-42d5-a593-676de0aff226,@all =1,,,,,B-1,aaaaaaaa-0000-4000-8000-000000000001
bbbbbbbb-0000-4000-8000-000000000000,,c250a670-be89-42d5-a593-676de0aff226,same moment,,,,,B-1,aaaaaaaa-0000-4000-8000-000000000001
bbbbbbbb-0000-4000-8000-000000000002,55555555-5555-4555-8555-555555555555,c250a670-be89-42d5-a593-676de0aff226,"Muy ""útil"",\nde verdad","Very ""useful"",\nreally",es,Positive,2024-05-31T15:00:00.25,ann@example.com,aaaaaaaa-0000-4000-8000-000000000002
END

test a campaign without people or comments: the header line
request GET ${training}/11111111-1111-4111-8111-111111111111/users/bulk
csv <<END
TrainingStatus,EnrolledAt,StartedAt,LastAccessedAt,CompletedAt,TimeTaken,DashboardUrl,CampaignId,EngagementScore,KnowledgeScore,ProductivityScore,IntentionToComplyScore,SelfEfficacyScore,ManagerSourceIdentifier,Status,Department,BusinessUnit,Country,JobRole,UserSourceIdentifier,UserId
END
request GET ${training}/11111111-1111-4111-8111-111111111111/feedbackComments
csv <<END
FeedbackId,ModuleId,CampaignId,Comment,TranslatedComment,LanguageCode,Sentiment,ProcessedAt,UserSourceIdentifier,UserId
END

test the file's name is safe whatever the campaign is called
request GET ${training}/22222222-2222-4222-8222-222222222222/users/bulk
header Content-Disposition: attachment; filename="=_a__b_c_ _bung _ users.csv"; filename*=UTF-8''%3D_a__b_c_%20%C3%9Cbung%20_%20users.csv
request GET ${training}/44444444-4444-4444-8444-444444444444/users/bulk
header Content-Disposition: attachment; filename="44444444-4444-4444-8444-444444444444 users.csv"; filename*=UTF-8''44444444-4444-4444-8444-444444444444%20users.csv

test HEAD has the header fields and no body; the word wins over an id in any case; a last slash is ignored
request GET ${campaign}/users/bulk
remember whole
request HEAD ${campaign}/users/bulk
expect 200
header Content-Disposition ~ attachment; filename="Spring 2024 users.csv".*
body empty
for path in users/BULK Users/bulk users/bulk/ users/%62ulk
request GET ${campaign}/${path}
same-as whole
end
request POST ${campaign}/users/bulk
refuses 405 method_not_allowed null .
header Allow: GET, HEAD
request GET ${campaign}/users/bulks
refuses 400 invalid_parameter userId .
request GET ${campaign}/users/bulk/x
refuses 404 not_found path .

test If-None-Match is not looked at: a file has no tag
request GET ${campaign}/users/bulk
with If-None-Match: *
same-as whole

test what has no such file
request GET ${training}/99999999-9999-4999-8999-999999999999/users/bulk
refuses 404 not_found trainingCampaignId .
request GET ${training}/33333333-3333-4333-8333-333333333333/feedbackComments
refuses 404 not_found trainingCampaignId .
request GET ${training}/x/feedbackComments
refuses 400 invalid_parameter trainingCampaignId .

test a key with --csv-escape excel: an apostrophe in front of what a spreadsheet takes for a formula, keys aside
key excel name=sheets csv-escape=excel
use excel
request GET ${campaign}/users/bulk
csv <<END
TrainingStatus,EnrolledAt,StartedAt,LastAccessedAt,CompletedAt,TimeTaken,DashboardUrl,CampaignId,EngagementScore,KnowledgeScore,ProductivityScore,IntentionToComplyScore,SelfEfficacyScore,ManagerSourceIdentifier,Status,Department,BusinessUnit,Country,JobRole,UserSourceIdentifier,UserId
completed,2024-05-31T12:00:00,2024-05-31T12:00:00.5,2024-05-31T13:00:00.1234567,2024-05-31T14:00:00,2205,https://muster.example.com/dashboard/campaigns/c250a670-be89-42d5-a593-676de0aff226,c250a670-be89-42d5-a593-676de0aff226,0.9166666666666666,1,0,0.5,0.1,B-1,active,"R&D, ""Labs""",'=1+1,ES,Engineer,ann@example.com,aaaaaaaa-0000-4000-8000-000000000002
noAction,,,,,,https://muster.example.com/dashboard/campaigns/c250a670-be89-42d5-a593-676de0aff226,c250a670-be89-42d5-a593-676de0aff226,,,,,,,active,Board,,,,B-1,aaaaaaaa-0000-4000-8000-000000000001
inProgress,,,,,,https://muster.example.com/dashboard/campaigns/c250a670-be89-42d5-a593-676de0aff226,c250a670-be89-42d5-a593-676de0aff226,,,,,,+gone@example.com,inactive,'''@x,,," two\nlines",-cem@example.com,aaaaaaaa-0000-4000-8000-000000000003
END
request GET ${campaign}/feedbackComments
body ~ ,'@all =1,
use main

test the option: a wrong word, and the list of keys
muster key add --tenant acme --api outthink --csv-escape no
exit 1
stderr ~ --csv-escape is none or excel
muster key list --tenant acme
stdout ~ \bplain +outthink\b
stdout ~ \bsheets +outthink\b
muster key list --tenant acme --json
stdout ~ "name":"plain"[^{]*{[^}]*}[^{]*"settings":{}}
stdout ~ "name":"sheets"[^{]*{[^}]*}[^{]*"settings":{"csv.escape":"excel"}}

test a pseudonymous key: codes for addresses (the same for a manager and the person), no comments
key hidden pseudonymous=yes
use hidden
request GET ${campaign}/feedbackComments
expect 200
body ~ \n[^,]*,,[^,]*,,,,,,[0-9a-f]{16}@pseudonym\.invalid,aaaaaaaa-0000-4000-8000-000000000001\r\n
body ~ ,55555555-5555-4555-8555-555555555555,[^,]*,,,es,Positive,2024-05-31T15:00:00.25,[0-9a-f]{16}@pseudonym\.invalid,
request GET ${campaign}/users/bulk
body ~ ,([0-9a-f]{16}@pseudonym\.invalid),active,"R&D.*\n.*,active,Board,,,,\1,
use main

test a manager's identifiers change: the file follows at once
records <<END
{"kind":"person","email":"boss@example.com","sourceIdentifier":"B-2","ids":{"outthink":"aaaaaaaa-0000-4000-8000-000000000001"}}
END
request GET ${campaign}/users/bulk
body ~ ,0.1,B-2,active,"R&D
records <<END
{"kind":"person","email":"chair@example.com","sourceIdentifier":null,"ids":{"outthink":"aaaaaaaa-0000-4000-8000-000000000001"}}
END
request GET ${campaign}/users/bulk
body ~ ,0.1,chair@example.com,active,"R&D
records <<END
{"kind":"person","email":"+gone@example.com","sourceIdentifier":"G"}
END
request GET ${campaign}/users/bulk
body ~ ,G,inactive,''@x
records <<END
{"kind":"person","email":"+gone@example.com","sourceIdentifier":"G","deleted":true,"updatedAt":"2024-06-02T00:00:00Z"}
{"kind":"person","ids":{"outthink":"aaaaaaaa-0000-4000-8000-000000000001"},"deleted":true,"updatedAt":"2024-06-02T00:00:00Z"}
END
request GET ${campaign}/users/bulk
body ~ ,\+gone@example.com,inactive,''@x
body ~ ,0.1,Boss@Example.com,active,"R&D

test without public_url the Host of the request
setting public_url ""
restart
request GET ${campaign}/users/bulk
with Host: reports.example.com:8443
body ~ ,http://reports.example.com:8443/dashboard/campaigns/c250a670-be89-42d5-a593-676de0aff226,
raw <<END
GET ${campaign}/users/bulk HTTP/1.0
OT-Customer-Id: ${customer}
Authorization: Bearer ${token}

END
expect 200
header Transfer-Encoding absent
header Connection: close
body ~ \r\ncompleted,[^,]*,[^,]*,[^,]*,[^,]*,2205,,c250a670-

test the wait after a campaign's start, where it is set: both files, nothing else
setting outthink.bulk_delay 86401
restart
for path in users/bulk feedbackComments
request GET ${campaign}/${path}
refuses 404 file_not_available trainingCampaignId 86401
request HEAD ${campaign}/${path}
expect 404
header Content-Disposition absent
request GET ${training}/99999999-9999-4999-8999-999999999999/${path}
refuses 404 not_found trainingCampaignId .
end
request GET ${campaign}/users
expect 200
clock 2024-06-01T12:00:01Z
request GET ${campaign}/users/bulk
expect 200
request GET ${training}/11111111-1111-4111-8111-111111111111/users/bulk
refuses 404 file_not_available trainingCampaignId .

test the faithful profile waits a day
stop
setting outthink.bulk_delay ""
store faithful
clock 2024-06-01T11:59:59Z
setting profile faithful
tenant acme
key faithful
use faithful
records <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"S","type":"instant","startedAt":"2024-05-31T12:00:00Z"}
END
request GET ${campaign}/users/bulk
refuses 404 file_not_available trainingCampaignId 86400
clock 2024-06-01T12:00:00Z
request GET ${campaign}/users/bulk
expect 200
