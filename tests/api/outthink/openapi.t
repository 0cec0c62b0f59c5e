# the description of the API that the program prints; what it says is tested by tests/unit/test_dialect_openapi.c,
# whether replies fit it by tests/openapi
test the document of an API
bare openapi outthink
json openapi "3.1.0"
json servers.0.url "http://127.0.0.1:8080/analytics/v1"

test the server that it is for
bare openapi outthink --server https://muster.example.com
json servers.0.url "https://muster.example.com/analytics/v1"

test an API that is not there
bare openapi nothing
exit 2
stderr ~ there is no API nothing; the names: outthink
stdout empty

test a server that is no URL
for url in muster.example.com ftp://muster.example.com https:// https:///x https://a?b https://a#b
bare openapi outthink --server ${url}
exit 2
stderr ~ --server .*: a URL such as
end

test without an API
bare openapi
exit 2
