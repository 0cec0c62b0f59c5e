# Identifiers in the forms that .NET parses, and what is written without regard to case.
tenant acme customer=0f8fad5b-d9cb-469f-a165-70867728950e
key main
records <<END
{"kind":"campaign","id":"c250a670-be89-42d5-a593-676de0aff226","name":"Training","type":"curriculum","status":"inProgress"}
{"kind":"person","ids":{"outthink":"62d50101-09bb-4d35-b446-1afbf0098f56"},"email":"a@example.com"}
{"kind":"enrollment","campaignId":"c250a670-be89-42d5-a593-676de0aff226","person":"a@example.com","status":"inProgress"}
END

test a campaign's id in every form
each form <<ROWS
c250a670-be89-42d5-a593-676de0aff226
C250A670-BE89-42D5-A593-676DE0AFF226
c250A670-bE89-42d5-A593-676de0AFF226
c250a670be8942d5a593676de0aff226
C250A670BE8942D5A593676DE0AFF226
%7Bc250a670-be89-42d5-a593-676de0aff226%7D
%7bC250A670-BE89-42D5-A593-676DE0AFF226%7d
%28c250a670-be89-42d5-a593-676de0aff226%29
(c250a670-be89-42d5-a593-676de0aff226)
c250a670%2Dbe89%2D42d5%2da593-676de0aff226
%63250a670-be89-42d5-a593-676de0aff226
ROWS
request GET /analytics/v1/trainingCampaigns/${form}
expect 200
json id "c250a670-be89-42d5-a593-676de0aff226"
request GET /analytics/v1/trainingCampaigns/${form}/users
expect 200
json total 1
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users/${form}
refuses 404 not_found userId .
end

test what is no GUID
each form <<ROWS
c250a670-be89-42d5-a593-676de0aff22
c250a670-be89-42d5-a593-676de0aff2266
c250a670-be89-42d5-a593-676de0aff22g
c250a670-be8942d5-a593-676de0aff226
c250a670be89-42d5-a593-676de0aff226
c250a67-0be89-42d5-a593-676de0aff226
%7Bc250a670-be89-42d5-a593-676de0aff226
c250a670-be89-42d5-a593-676de0aff226%7D
%7Bc250a670-be89-42d5-a593-676de0aff226%29
%7Bc250a670be8942d5a593676de0aff226%7D
%22c250a670-be89-42d5-a593-676de0aff226%22
c250a670_be89_42d5_a593_676de0aff226
0
1
null
undefined
campaigns
x
%C3%A9
%F0%9F%98%80
..%2f
-
ROWS
request GET /analytics/v1/trainingCampaigns/${form}
refuses 400 invalid_parameter trainingCampaignId .
request GET /analytics/v1/trainingCampaigns/${form}/users
refuses 400 invalid_parameter trainingCampaignId .
request GET /analytics/v1/trainingCampaigns/${form}/users/62d50101-09bb-4d35-b446-1afbf0098f56
refuses 400 invalid_parameter trainingCampaignId .
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users/${form}
refuses 400 invalid_parameter userId .
request GET /analytics/v1/campaigns?targetOrgId=${form}
refuses 400 invalid_parameter targetOrgId .
end

test a NUL in a path is no HTTP
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226%00
expect 400

test a user's id in other forms
for form in 62D50101-09BB-4D35-B446-1AFBF0098F56 62d5010109bb4d35b4461afbf0098f56 %7B62d50101-09bb-4d35-b446-1afbf0098f56%7D
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users/${form}
expect 200
json userId "62d50101-09bb-4d35-b446-1afbf0098f56"
end

test an organization's id in other forms, braces raw in a query
for form in 0f8fad5b-d9cb-469f-a165-70867728950e 0F8FAD5BD9CB469FA16570867728950E {0f8fad5b-d9cb-469f-a165-70867728950e} (0F8FAD5B-D9CB-469F-A165-70867728950E) %7B0f8fad5b-d9cb-469f-a165-70867728950e%7D
request GET /analytics/v1/campaigns?targetOrgId=${form}
expect 200
json total 1
end

test a customer id in other forms
for form in 0F8FAD5B-D9CB-469F-A165-70867728950E 0f8fad5bd9cb469fa16570867728950e {0f8fad5b-d9cb-469f-a165-70867728950e} (0f8fad5b-d9cb-469f-a165-70867728950e)
request GET /analytics/v1/campaigns
  with OT-Customer-Id: ${form}
expect 200
end

test words of a path without regard to case
each path <<ROWS
/analytics/v1/CAMPAIGNS
/analytics/v1/Campaigns
/ANALYTICS/V1/campaigns
/Analytics/v1/cAmPaIgNs
/analytics/v1/%63ampaigns
ROWS
request GET ${path}
expect 200
json total 1
end
each path <<ROWS
/analytics/v1/trainingcampaigns/C250A670-BE89-42D5-A593-676DE0AFF226
/analytics/v1/TRAININGCAMPAIGNS/c250a670-be89-42d5-a593-676de0aff226
/ANALYTICS/V1/trainingCAMPAIGNS/c250a670-be89-42d5-a593-676de0aff226
ROWS
request GET ${path}
expect 200
json name "Training"
request GET ${path}/USERS
expect 200
json total 1
request GET ${path}/uSERs/62d50101-09bb-4d35-b446-1afbf0098f56
expect 200
json trainingStatus "inProgress"
end

test names of parameters and words of values without regard to case
each query total <<ROWS
STATUS=inProgress 1
Status=INPROGRESS 1
status=inprogress 1
sTaTuS=InPrOgReSs 1
STATUS=completed 0
TARGETORGID=0f8fad5b-d9cb-469f-a165-70867728950e 1
targetorgid=11111111-1111-4111-8111-111111111111 0
SKIP=0&TAKE=1 1
ROWS
request GET /analytics/v1/campaigns?${query}
expect 200
json total ${total}
end
request GET /analytics/v1/campaigns?Take=7&SKIP=3
json take 7
json skip 3
for query in TRAININGSTATUS=INPROGRESS trainingstatus=inProgress TrainingStatus=Inprogress
request GET /analytics/v1/trainingCampaigns/c250a670-be89-42d5-a593-676de0aff226/users?${query}
expect 200
json total 1
end

test a refusal spells the parameter as the document does
request GET /analytics/v1/campaigns?TARGETORGID=x
refuses 400 invalid_parameter targetOrgId .
request GET /analytics/v1/campaigns?STATUS=x
refuses 400 invalid_parameter status .
request GET /analytics/v1/TRAININGCAMPAIGNS/c250a670-be89-42d5-a593-676de0aff226/users?TRAININGSTATUS=x
refuses 400 invalid_parameter trainingStatus .
request GET /analytics/v1/campaigns?TAKE=x
refuses 400 invalid_parameter take .
request GET /ANALYTICS/V1/TRAININGCAMPAIGNS
refuses 400 missing_parameter trainingCampaignId .

test the scheme without regard to case, one or more spaces
for scheme in Bearer bearer BEARER bEaReR "Bearer " "bearer   "
request GET /analytics/v1/campaigns
  with Authorization: ${scheme} ${token}
expect 200
end
