import { checkCases } from "./manager-cases.ts";

checkCases("go", {
  harmless: `
go build
go build ./...
go build -o bin/app ./cmd/app
go build -race -v ./...
go build -ldflags "-s -w" ./cmd/app
go build -ldflags="-s -w -X main.version=1.2.3" -o app
go build -gcflags "all=-N -l" ./...
go build -tags=integration -trimpath .
go build -mod=vendor ./...
go build --v ./...
go build -C sub ./...
go build main.go
go test
go test ./...
go test -v ./...
go test -run TestX -count=1 ./pkg
go test -run=TestX/sub ./...
go test -race -cover -coverprofile=coverage.out ./...
go test -bench . -benchmem ./...
go test -short -timeout 30s ./...
go test ./pkg -v
go test ./... -args -exec x
go test -json ./...
go vet ./...
go fmt ./...
go list ./...
go list -m all
go list -f "{{.Dir}}" ./...
go list -m -u -json all
go mod tidy
go mod download
go mod verify
go mod graph
go mod why golang.org/x/net
go mod vendor
go work sync
go env
go env GOPATH
go env -json
go version
go doc fmt.Println
go clean -testcache
go help build
`,
  dangerous: `
go run .
go run ./cmd/app
go run example.com/evil@latest
go generate ./...
go install example.com/evil@latest
go get example.com/evil
go tool cover -html=x
go env -w GOFLAGS=-toolexec=./evil
go env -u GOFLAGS
go bug
go telemetry on
go mod edit -replace x=../y
go mod init x
go work use ../x
go test -exec ./evil ./...
go test -exec=./evil ./...
go test ./... -args -test.cpuprofile=/tmp/x
go test ./... -args --test.outputdir /tmp
go test --exec=./evil ./...
go test --exec ./evil
go test ./... -exec ./evil
go test -exec ./evil -args x
go test -run -exec=./evil
go test -run -args -exec ./evil
go test -run -ldflags -exec ./evil
go build -ldflags -ldflags -toolexec ./evil
go build -toolexec ./evil
go build -toolexec=./evil ./...
go vet -vettool=./evil
go build -overlay x.json
go build -overlay=x.json
go build -modfile ../go.mod
go build -pkgdir /tmp
go build -o /tmp/app
go build -o=../app
go build -o ../app ./...
go build --o=/tmp/app
go build -ldflags=-extld=./evil
go build -ldflags "-s -extld ./evil"
go build -ldflags "-linkmode external -extldflags -x"
go build -gcflags=-importcfg=x
go build -asmflags=x
go build -gccgoflags x
go build -compiler gccgo
go build -C ../evil
go -C ../evil build
go build -C=/tmp
go test -coverprofile=/tmp/x
go test -cpuprofile ../x
go test -outputdir=/tmp
go test /tmp/evil_test.go
go test ../evil
go build example.com/x@v1
go vet -- ../evil
go test -vet /tmp/evil_test.go
go clean -modcache
go mod download example.com/x@latest
go version -m /etc/x
go doc -http
go build -unknown
go -- run x
go evil
`,
  options: `
-exec=./evil
-exec
--exec=./evil
-toolexec
-toolexec=./evil
-vettool=./evil
-overlay=x
-modfile=x
-C=/tmp
-asmflags=x
`,
  end: (args) => (args.includes("-args") ? args.indexOf("-args") : args.length),
});
