# The query string: duplicates, empty values, encodings, raw characters.
tenant acme customer=0f8fad5b-d9cb-469f-a165-70867728950e
key main
records times=30 <<END
{"kind":"campaign","id":"c-${i}","name":"Campaign ${i}","type":"instant","status":"inProgress","createdAt":"2024-01-01T00:00:00.${i}Z"}
END

test the first of duplicates counts, in any spelling of the name
each query take <<ROWS
take=3&take=5 3
take=3&TAKE=5 3
TAKE=3&take=5 3
take=3&take=x 3
take=3&skip=1&take=5 3
ROWS
request GET /analytics/v1/campaigns?${query}
expect 200
json take ${take}
end
request GET /analytics/v1/campaigns?take=x&take=3
refuses 400 invalid_parameter take .

test an empty value is an absent one
each query take skip <<ROWS
take= 10 0
take 10 0
skip=&take=3 3 0
status=&take=4 4 0
targetOrgId=&take=4 4 0
take&skip=2 10 2
ROWS
request GET /analytics/v1/campaigns?${query}
expect 200
json total 30
json take ${take}
json skip ${skip}
end

test a query of nothing
for query in ? ?& ?&& ?= ?=1
request GET /analytics/v1/campaigns${query}
expect 200
json take 10
end

test separators that are odd
each query take <<ROWS
&take=3 3
take=3& 3
&&take=3&& 3
take=3&=5 3
take=3&x 3
x=1&take=3 3
x=a=b&take=3 3
?take=3 10
ROWS
request GET /analytics/v1/campaigns?${query}
expect 200
json take ${take}
end
request GET /analytics/v1/campaigns?take=3;skip=2
refuses 400 invalid_parameter take .

test unknown parameters are no error
request GET /analytics/v1/campaigns?page=2&limit=3&$top=4&_=1700000000
expect 200
json total 30

test encoded names and values
each query take <<ROWS
t%61ke=3 3
%74%61%6B%65=%33 3
take=%31%30 10
ROWS
request GET /analytics/v1/campaigns?${query}
expect 200
json take ${take}
end
request GET /analytics/v1/campaigns?status=in%50rogress
json total 30

test a plus is a space, and a space is no number
request GET /analytics/v1/campaigns?take=+3
refuses 400 invalid_parameter take .
request GET /analytics/v1/campaigns?x=a+b&take=3
json take 3

test what is no UTF-8
for bytes in %ff %c3 %c3%28 %c0%80 %ed%a0%80 %f4%90%80%80 %e2%82
request GET /analytics/v1/campaigns?x=${bytes}
refuses 400 invalid_parameter null UTF-8
request GET /analytics/v1/campaigns?${bytes}=1
refuses 400 invalid_parameter null UTF-8
request GET /analytics/v1/campaigns?take=${bytes}
refuses 400 invalid_parameter take UTF-8
end

test a percent sign without two digits stands for itself
each query take <<ROWS
x=%&take=3 3
x=%4&take=3 3
x=%zz&take=3 3
take=3&x=100% 3
ROWS
request GET /analytics/v1/campaigns?${query}
expect 200
json take ${take}
end
request GET /analytics/v1/campaigns?take=%3
refuses 400 invalid_parameter take .

test what is UTF-8 but no number
for bytes in %C3%A9 %F0%9F%98%80 %EF%BB%BF3
request GET /analytics/v1/campaigns?take=${bytes}
refuses 400 invalid_parameter take .
end

test raw characters that URIs do not have are data in a query
for char in [ ] { } | ^ < > "\"" "`" "'" ( ) ! * , : @ / ?
request GET /analytics/v1/campaigns?x=${char}&take=3
expect 200
json take 3
request GET /analytics/v1/campaigns?${char}x${char}=1&take=3
expect 200
json take 3
end

test the same characters in a path are refused
for char in [ ] { } | ^ < > "\""
request GET /analytics/v1/${char}
expect 400
end

test many parameters
request GET /analytics/v1/campaigns?take=3${repeat &x=1 limit.PARAMS-1}
expect 200
json take 3
request GET /analytics/v1/campaigns?take=3${repeat &x=1 limit.PARAMS}
refuses 400 invalid_parameter null too many
