"""Asks servers in turns with gRPC's Python binding and prints what each call took, in milliseconds, as JSON.

ask.py KEY CHAIN ROOTS METHOD REQUEST-IN-HEX CALLS PLACE...
"""

import json
import sys
import time

import grpc

key, chain, roots = (open(file, "rb").read() for file in sys.argv[1:4])
method, request, calls, places = sys.argv[4], bytes.fromhex(sys.argv[5]), int(sys.argv[6]), sys.argv[7:]
warm_up = 50

credentials = grpc.ssl_channel_credentials(roots, key, chain)
stubs = [grpc.secure_channel(place, credentials).unary_unary(method) for place in places]
took = [[] for _ in places]
for turn in range(warm_up + calls):
    for ask, own in zip(stubs, took):
        begin = time.perf_counter()
        ask(request, timeout=30)
        if turn >= warm_up:
            own.append((time.perf_counter() - begin) * 1000)
print(json.dumps(took))
