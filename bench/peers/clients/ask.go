// Asks servers in turns with gRPC for Go and prints what each call took, in milliseconds, as JSON.
//
// ask KEY CHAIN ROOTS METHOD REQUEST-IN-HEX CALLS PLACE...
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"os"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

const warmUp = 50

// bytesAsTheyAre leaves requests and answers as they are on the wire.
type bytesAsTheyAre struct{}

func (bytesAsTheyAre) Marshal(value interface{}) ([]byte, error) { return *value.(*[]byte), nil }
func (bytesAsTheyAre) Unmarshal(data []byte, value interface{}) error {
	*value.(*[]byte) = data
	return nil
}
func (bytesAsTheyAre) Name() string { return "proto" }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	key, chain, roots, method, places := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[7:]
	request, err := hex.DecodeString(os.Args[5])
	must(err)
	calls, err := strconv.Atoi(os.Args[6])
	must(err)
	own, err := tls.LoadX509KeyPair(chain, key)
	must(err)
	pem, err := os.ReadFile(roots)
	must(err)
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(pem)

	connections := make([]*grpc.ClientConn, len(places))
	took := make([][]float64, len(places))
	for at, place := range places {
		config := tls.Config{RootCAs: trusted, Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS13}
		connections[at], err = grpc.Dial(place, grpc.WithTransportCredentials(credentials.NewTLS(&config)))
		must(err)
	}
	for turn := 0; turn < warmUp+calls; turn++ {
		for at, connection := range connections {
			limited, cancel := context.WithTimeout(context.Background(), 30*time.Second)
			var answer []byte
			begin := time.Now()
			must(connection.Invoke(limited, method, &request, &answer, grpc.ForceCodec(bytesAsTheyAre{})))
			if turn >= warmUp {
				took[at] = append(took[at], float64(time.Since(begin).Nanoseconds())/1e6)
			}
			cancel()
		}
	}
	must(json.NewEncoder(os.Stdout).Encode(took))
}
