# Correlation-Id is ours, Client-Correlation-Id the client's: cut at 128 ASCII characters, never raw.
# (That every answer has exactly one new Correlation-Id is checked for every answer of every case.)
tenant acme
key main

test without one nothing comes back
request GET /analytics/v1/campaigns
expect 200
header Client-Correlation-Id absent

test it comes back
each given shown <<ROWS
abc abc
"ticket 4711" "ticket 4711"
ABC-def_123.~ ABC-def_123.~
7d444840-9dc0-11d1-b245-5ffdce74fad2 7d444840-9dc0-11d1-b245-5ffdce74fad2
"a,b;c=\"d\"" "a,b;c=\"d\""
"<script>&'" "<script>&'"
x x
ROWS
request GET /analytics/v1/campaigns
  with Correlation-Id: ${given}
header Client-Correlation-Id: ${shown}
end

test at most 128 characters
request GET /analytics/v1/campaigns
  with Correlation-Id: ${repeat a 128}
header Client-Correlation-Id: ${repeat a 128}
request GET /analytics/v1/campaigns
  with Correlation-Id: ${repeat a 129}
header Client-Correlation-Id: ${repeat a 128}
request GET /analytics/v1/campaigns
  with Correlation-Id: ${repeat ab 1000}
header Client-Correlation-Id: ${repeat ab 64}

test others are dropped, and what is dropped does not count
request GET /analytics/v1/campaigns
  with Correlation-Id: a\xc3\xa9b\xffc
header Client-Correlation-Id: abc
request GET /analytics/v1/campaigns
  with Correlation-Id: ${repeat \xc3\xa9 100}${repeat b 128}c
header Client-Correlation-Id: ${repeat b 128}
request GET /analytics/v1/campaigns
  with Correlation-Id: a\tb c
header Client-Correlation-Id: ab c

test nothing left, nothing said
request GET /analytics/v1/campaigns
  with Correlation-Id: \xc3\xa9\xff
expect 200
header Client-Correlation-Id absent
request GET /analytics/v1/campaigns
  with Correlation-Id:
header Client-Correlation-Id absent

test the first of two
request GET /analytics/v1/campaigns
  with Correlation-Id: one
  also Correlation-Id: two
expect 200
header Client-Correlation-Id: one

test refusals have it too
each path status <<ROWS
/analytics/v1/nothing 404
/analytics/v1/campaigns?take=x 400
/nothing 404
ROWS
request GET ${path}
  with correlation-id: mine
expect ${status}
header Client-Correlation-Id: mine
end
request GET /analytics/v1/campaigns
  without Authorization
  with Correlation-Id: mine
expect 400
header Client-Correlation-Id: mine
