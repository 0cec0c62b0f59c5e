# skip and take: defaults, bounds, what is no integer; the effective values are printed.
tenant acme
key main
records times=105 <<END
{"kind":"campaign","id":"c-${i}","name":"Campaign ${i}","type":"instant","createdAt":"2024-01-01T00:00:00.0000${i}Z"}
{"kind":"person","email":"p${i}@example.com"}
{"kind":"enrollment","campaignId":"c-001","person":"p${i}@example.com","status":"completed"}
END
request GET /analytics/v1/campaigns?take=1
let campaign = json values.0.id
let users = text /analytics/v1/trainingCampaigns/${campaign}/users

for list in campaigns trainingCampaigns/${campaign}/users

test ${list} without parameters
request GET /analytics/v1/${list}
expect 200
json total 105
json skip 0
json take 10
count values 10

test ${list}: take
each take effective shown <<ROWS
1 1 1
2 2 2
10 10 10
99 99 99
100 100 100
101 100 100
0 1 1
-0 1 1
-1 1 1
-9223372036854775808 1 1
-9223372036854775809 1 1
9223372036854775807 100 100
9223372036854775808 100 100
18446744073709551617 100 100
340282366920938463463374607431768211456 100 100
007 7 7
000000000000000000000000000000007 7 7
ROWS
request GET /analytics/v1/${list}?take=${take}
expect 200
json total 105
json take ${effective}
count values ${shown}
end

test ${list}: skip
each skip effective shown <<ROWS
0 0 10
1 1 10
94 94 10
95 95 10
96 96 9
104 104 1
105 105 0
106 106 0
-1 0 10
-0 0 10
-99999999999999999999999 0 10
2147483647 2147483647 0
2147483648 2147483648 0
4294967296 4294967296 0
9223372036854775807 9223372036854775807 0
9223372036854775808 9223372036854775807 0
18446744073709551616 9223372036854775807 0
99999999999999999999999999 9223372036854775807 0
ROWS
request GET /analytics/v1/${list}?skip=${skip}
expect 200
json total 105
json skip ${effective}
json take 10
count values ${shown}
end

test ${list}: beyond the end
request GET /analytics/v1/${list}?skip=105&take=100
expect 200
json <<END
{"total": 105, "skip": 105, "take": 100, "values": []}
END

test ${list}: both
request GET /analytics/v1/${list}?take=3&skip=102
json skip 102
json take 3
count values 3

test ${list}: not integers
for word in abc 1.0 1e3 0x10 1,0 %201x 1%00 -- - %D9%A3 %EF%BC%91 null true NaN Infinity 1_000 %2B%2B1 1-1 "[1]"
for name in skip take
request GET /analytics/v1/${list}?${name}=${word}
refuses 400 invalid_parameter ${name} .
end
end

test ${list}: skip is checked before take
request GET /analytics/v1/${list}?take=x&skip=y
refuses 400 invalid_parameter skip .

end

test pages join without gap or overlap, in order of creation
request GET /analytics/v1/campaigns?take=100
json values.0.name "Campaign 001"
json values.99.name "Campaign 100"
request GET /analytics/v1/campaigns?skip=100&take=100
json values.*.name ["Campaign 101", "Campaign 102", "Campaign 103", "Campaign 104", "Campaign 105"]
request GET /analytics/v1/campaigns?skip=49&take=2
json values.*.name ["Campaign 050", "Campaign 051"]

test users come in the order of their enrollment
request GET ${users}?take=100
json values.0.userSourceIdentifier "p001@example.com"
json values.99.userSourceIdentifier "p100@example.com"
request GET ${users}?skip=100&take=100
json values.*.userSourceIdentifier ["p101@example.com", "p102@example.com", "p103@example.com", "p104@example.com", "p105@example.com"]

test a later enrollment comes last, whatever its name
records <<END
{"kind":"person","email":"a000@example.com"}
{"kind":"enrollment","campaignId":"c-001","person":"a000@example.com","status":"completed"}
END
request GET ${users}?skip=104
json values.*.userSourceIdentifier ["p105@example.com", "a000@example.com"]

test what is deleted leaves no gap
records <<END
{"kind":"enrollment","campaignId":"c-001","person":"p003@example.com","deleted":true}
{"kind":"enrollment","campaignId":"c-001","person":"p001@example.com","deleted":true}
{"kind":"campaign","id":"c-002","deleted":true}
END
request GET ${users}?take=3
json total 104
json values.*.userSourceIdentifier ["p002@example.com", "p004@example.com", "p005@example.com"]
request GET ${users}?skip=1&take=2
json values.*.userSourceIdentifier ["p004@example.com", "p005@example.com"]
request GET ${users}?skip=102&take=5
json values.*.userSourceIdentifier ["p105@example.com", "a000@example.com"]
request GET /analytics/v1/campaigns?take=2
json total 104
json values.*.name ["Campaign 001", "Campaign 003"]
