# A campaign's CSV files, imported back into a store that has the campaign, change nothing: whatever the files cannot
# say exactly (derived and coarser statuses, identifiers by default, managers, ids that are no GUIDs).
clock 2024-06-01T12:00:00Z
tenant acme customer=838af527-dddd-41e4-9a51-0075aa62f76f
key main
key excel csv-escape=excel
records <<END
{"kind":"campaign","id":"spring","name":"Spring","type":"curriculum","startedAt":"2024-05-31T12:00:00Z"}
{"kind":"campaign","id":"bare","name":"Without modules","type":"instant"}
{"kind":"module","campaignId":"spring","id":"m1","name":"M"}
{"kind":"person","email":"boss@example.com","aliases":["old.boss@example.com"],"sourceIdentifier":"chief@example.com","department":"=2+3"}
{"kind":"person","email":"ann@example.com","department":"  R&D, \"Labs\"\n","businessUnit":"=1+1","country":"ES","jobRole":"'=x","managerEmail":"OLD.boss@example.com"}
{"kind":"person","email":"-cem@example.com","sourceIdentifier":"=CEM","status":"archived","department":"''@x","jobRole":"\ttab","managerEmail":"+gone@example.com"}
{"kind":"person","sourceIdentifier":"dan","status":"inactive","department":"'plain","managerEmail":"ann@example.com"}
{"kind":"enrollment","campaignId":"spring","person":"ann@example.com","startedAt":"2024-05-31T12:00:00.5Z","timeSpentSeconds":2205,"scores":{"engagement":0.30000000000000004,"knowledge":1}}
{"kind":"enrollment","campaignId":"spring","person":"=CEM","status":"paused","enrolledAt":"2024-05-31T12:00:00.0000001Z"}
{"kind":"enrollment","campaignId":"spring","person":"boss@example.com","status":"abandoned","plannedEnd":"2024-07-01T00:00:00Z"}
{"kind":"enrollment","campaignId":"spring","person":"dan","status":"noAction"}
{"kind":"enrollment","campaignId":"bare","person":"dan"}
{"kind":"comment","id":"k1","campaignId":"spring","moduleId":"m1","person":"ann@example.com","text":" Muy \"útil\",\r\nde verdad ","createdAt":"2024-05-31T14:00:00Z","translatedText":"=useful","language":"es","sentiment":"Positive","processedAt":"2024-05-31T15:00:00.25Z"}
{"kind":"comment","id":"BBBBBBBB-0000-4000-8000-000000000003","campaignId":"spring","person":"boss@example.com","text":"@all =1"}
{"kind":"comment","id":"k3","campaignId":"spring","text":"''+nobody's"}
{"kind":"comment","id":"k4","campaignId":"bare","person":"dan","text":"-"}
END
muster export records --tenant acme
remember before
request GET /analytics/v1/campaigns?take=100
let first = json values.0.id
let second = json values.1.id

each key id <<ROWS
main ${first}
main ${second}
excel ${first}
excel ${second}
ROWS
test ${key}, ${id}: files of a campaign with ids of every kind
use ${key}
request GET /analytics/v1/trainingCampaigns/${id}/users/bulk
expect 200
save users.csv
remember users
request GET /analytics/v1/trainingCampaigns/${id}/feedbackComments
expect 200
save comments.csv
remember comments
muster import outthink-users-csv --tenant acme ${dir}/users.csv
stderr ~ (?m)^0 new, 0 changed, [1-9][0-9]* unchanged, 0 ignored, 0 deleted, 0 bad$
muster import outthink-comments-csv --tenant acme ${dir}/comments.csv
stderr ~ (?m)^0 new, 0 changed, [1-9][0-9]* unchanged, 0 ignored, 0 deleted, 0 bad$
muster import outthink-users-csv --tenant acme --empty erases ${dir}/users.csv
stderr ~ (?m)^0 new, 0 changed,
muster export records --tenant acme
same-as before
request GET /analytics/v1/trainingCampaigns/${id}/users/bulk
same-as users
request GET /analytics/v1/trainingCampaigns/${id}/feedbackComments
same-as comments
end

test what such a file says anew is taken, and only that
use main
request GET /analytics/v1/trainingCampaigns/${first}/users/bulk
body ~ .
let person = text aaaaaaaa-0000-4000-8000-000000000001
file users.csv <<END
TrainingStatus,CampaignId,Status,Department,ManagerSourceIdentifier,UserSourceIdentifier,UserId
completed,11111111-1111-4111-8111-111111111111,active,'=Sales,,new@example.com,${person}
END
muster import outthink-users-csv --tenant acme --campaign-name New --campaign-type instant ${dir}/users.csv
stderr ~ (?m)^3 new, 0 changed,
file users.csv <<END
TrainingStatus,CampaignId,Status,Department,ManagerSourceIdentifier,UserSourceIdentifier,UserId
failed,11111111-1111-4111-8111-111111111111,inactive,=Sales,boss@example.com,new@example.com,${person}
END
muster import outthink-users-csv --tenant acme ${dir}/users.csv --dry-run
stderr ~ (?m)^  changed person .*: status nothing -> inactive, managerEmail nothing -> boss@example.com *$|status active -> inactive
stderr ~ (?m)^nothing written; it would be: 0 new, 2 changed,
file comments.csv <<END
FeedbackId,ModuleId,CampaignId,Comment,TranslatedComment,LanguageCode,Sentiment,ProcessedAt,UserSourceIdentifier,UserId
CCCCCCCC-0000-4000-8000-000000000001,,11111111-1111-4111-8111-111111111111," '=two ",,fr,Negative,2024-05-31T15:00:00,new@example.com,${person}
cccccccc-0000-4000-8000-000000000002,dddddddd-0000-4000-8000-000000000001,11111111-1111-4111-8111-111111111111,on a module,,,,,new@example.com,
cccccccc-0000-4000-8000-000000000003,00000000-0000-0000-0000-000000000000,11111111-1111-4111-8111-111111111111,on none,,,,,,
END
muster import outthink-comments-csv --tenant acme ${dir}/comments.csv
stderr ~ (?m)^4 new, 0 changed,
muster import outthink-comments-csv --tenant acme ${dir}/comments.csv
stderr ~ (?m)^0 new, 0 changed,
request GET /analytics/v1/trainingCampaigns/11111111-1111-4111-8111-111111111111/feedbackComments
csv <<END
FeedbackId,ModuleId,CampaignId,Comment,TranslatedComment,LanguageCode,Sentiment,ProcessedAt,UserSourceIdentifier,UserId
cccccccc-0000-4000-8000-000000000001,,11111111-1111-4111-8111-111111111111," '=two ",,fr,Negative,2024-05-31T15:00:00,new@example.com,aaaaaaaa-0000-4000-8000-000000000001
cccccccc-0000-4000-8000-000000000002,dddddddd-0000-4000-8000-000000000001,11111111-1111-4111-8111-111111111111,on a module,,,,,new@example.com,aaaaaaaa-0000-4000-8000-000000000001
cccccccc-0000-4000-8000-000000000003,,11111111-1111-4111-8111-111111111111,on none,,,,,,
END
file comments.csv <<END
FeedbackId,CampaignId,Comment,Sentiment
cccccccc-0000-4000-8000-000000000003,11111111-1111-4111-8111-111111111111,on none at all,Mixed
END
muster import outthink-comments-csv --tenant acme ${dir}/comments.csv
stderr ~ (?m)^0 new, 1 changed,

test bad files of comments: nothing applied, the column named
file comments.csv <<END
FeedbackId,CampaignId,Comment,ProcessedAt,UserId
,11111111-1111-4111-8111-111111111111,a,,
cccccccc-0000-4000-8000-000000000004,11111111-1111-4111-8111-111111111111,b,,
cccccccc-0000-4000-8000-000000000005,11111111-1111-4111-8111-111111111111,c,yesterday,
cccccccc-0000-4000-8000-000000000006,${first},d,,
END
muster import outthink-comments-csv --tenant acme ${dir}/comments.csv
exit 1
stderr ~ :2: column FeedbackId: FeedbackId is empty
stderr ~ :4: column ProcessedAt: "yesterday" is not
stderr ~ :5: column CampaignId: this row is of another campaign
stderr ~ 3 of 4 lines are bad; nothing was applied
file comments.csv <<END
FeedbackId,CampaignId,Comment,ProcessedAt,UserId
cccccccc-0000-4000-8000-000000000006,11111111-1111-4111-8111-111111111111,d,,dddddddd-0000-4000-8000-00000000000d
END
muster import outthink-comments-csv --tenant acme ${dir}/comments.csv
exit 1
stderr ~ :2: person: there is no such person
file comments.csv <<END
CampaignId,Comment
11111111-1111-4111-8111-111111111111,d
END
muster import outthink-comments-csv --tenant acme ${dir}/comments.csv
exit 1
stderr ~ there is no column FeedbackId
