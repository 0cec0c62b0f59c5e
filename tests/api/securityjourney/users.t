# users: names of countries, points, and fields that are there for all or for none
tenant acme
key sj api=securityjourney
records <<END
{"kind":"person","email":"ann@example.com","ids":{"securityjourney":1},"country":"IT"}
{"kind":"person","email":"bob@example.com","ids":{"securityjourney":2},"country":"GB","points":7}
{"kind":"person","email":"cem@example.com","ids":{"securityjourney":3},"country":"DE","status":"inactive"}
{"kind":"person","email":"dan@example.com","ids":{"securityjourney":4},"country":"XZ"}
{"kind":"person","email":"eve@example.com","ids":{"securityjourney":5},"status":"archived","title":"Archivist"}
END

test English names of countries; inactive people are listed, archived ones are not
request GET /api/v2/users
expect 200
json users.*.email ["ann@example.com","bob@example.com","cem@example.com","dan@example.com"]
json users.*.country ["Italy","United Kingdom","Germany","XZ"]
json users.*.total_points [0,7,0,0]
keys users.0 email first_name last_name total_points country

test each optional field, by what one person has
each key field value shown <<ROWS
adId                      ad_id                      '"S-1"'    '"S-1"'
initial                   initial                    '"B."'     '"B."'
phoneNumber               phone_number               '"+49 30"' '"+49 30"'
title                     title                      '"Dr."'    '"Dr."'
company                   company                    '"Org"'    '"Org"'
jobRole                   job_role                   '"Driver"' '"Driver"'
team                      team                       '"Blue"'   '"Blue"'
securityChampion          security_champion          'true'     'true'
departmentNumber          department_number          '"07"'     '"07"'
employeeNumber            employee_number            '"0042"'   '"0042"'
managerName               managers_name              '"Max"'    '"Max"'
managersEmployeeNumber    managers_employee_number   '"1"'      '"1"'
businessUnit              business_unit              '"North"'  '"North"'
employeeSecondaryNumber   employee_secondary_number  '"S2"'     '"S2"'
businessUnitDescription   business_unit_description  '"Far"'    '"Far"'
ROWS
records <<END
{"kind":"person","email":"dan@example.com","${key}":${value}}
END
request GET /api/v2/users?limit=1
expect 200
keys users.0 email first_name last_name total_points country ${field}
json users.0.${field} null
request GET /api/v2/users?offset=3
json users.0.${field} ${shown}
records <<END
{"kind":"person","email":"dan@example.com","${key}":null}
END
request GET /api/v2/users?limit=1
keys users.0 email first_name last_name total_points country
end

test blank and false do not count, and what is blank is null
records <<END
{"kind":"person","email":"ann@example.com","title":" ","team":"\t \n","company":"","securityChampion":false}
END
request GET /api/v2/users
keys users.0 email first_name last_name total_points country
records <<END
{"kind":"person","email":"bob@example.com","title":"Ms","team":"T","company":"C","securityChampion":true}
END
request GET /api/v2/users
keys users.0 email first_name last_name total_points country title company team security_champion
json users.*.title [null,"Ms",null,null]
json users.*.security_champion [false,true,null,null]

test all of them, in the document's order
records <<END
{"kind":"person","email":"cem@example.com","adId":"1","initial":"2","phoneNumber":"3","title":"4","company":"5","jobRole":"6","team":"7","securityChampion":true,"departmentNumber":"8","employeeNumber":"9","managerName":"10","managersEmployeeNumber":"11","businessUnit":"12","employeeSecondaryNumber":"13","businessUnitDescription":"14"}
END
request GET /api/v2/users?offset=2&limit=1
body <<END
{"users":[{"email":"cem@example.com","first_name":null,"last_name":null,"total_points":0,"country":"Germany","ad_id":"1","initial":"2","phone_number":"3","title":"4","company":"5","job_role":"6","team":"7","security_champion":true,"department_number":"8","employee_number":"9","managers_name":"10","managers_employee_number":"11","business_unit":"12","employee_secondary_number":"13","business_unit_description":"14"}]}
END

test archived, they take their fields along; back again they bring them
records <<END
{"kind":"person","email":"cem@example.com","status":"archived"}
{"kind":"person","email":"eve@example.com","status":"active"}
END
request GET /api/v2/users
json users.*.email ["ann@example.com","bob@example.com","dan@example.com","eve@example.com"]
keys users.0 email first_name last_name total_points country title company team security_champion
json users.*.title [null,"Ms",null,"Archivist"]

test deleted and merged
records <<END
{"kind":"person","email":"bob@example.com","deleted":true}
END
request GET /api/v2/users
keys users.0 email first_name last_name total_points country title
muster people merge --tenant acme dan@example.com eve@example.com
request GET /api/v2/users
json users.*.email ["ann@example.com","dan@example.com"]
