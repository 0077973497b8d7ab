// Asks servers in turns with gRPC for C++ and prints what each call took, in milliseconds, as JSON.
//
// ask KEY CHAIN ROOTS METHOD REQUEST-IN-HEX CALLS PLACE...

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

namespace {

constexpr int kWarmUp = 50;
using Clock = std::chrono::steady_clock;

std::string ContentsOf(const char* file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string FromHex(const std::string& hex) {
  std::string bytes;
  for (size_t at = 0; at + 1 < hex.size(); at += 2)
    bytes.push_back(static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16)));
  return bytes;
}

// One call, waited for. What it took in milliseconds, or less than nothing when it failed.
double Ask(grpc::GenericStub& stub, grpc::CompletionQueue& queue, const std::string& method,
           const grpc::ByteBuffer& request) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  grpc::ByteBuffer answer;
  grpc::Status status;
  const auto begin = Clock::now();
  auto call = stub.PrepareUnaryCall(&context, method, request, &queue);
  call->StartCall();
  call->Finish(&answer, &status, &context);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  if (!status.ok()) {
    std::fprintf(stderr, "%d %s\n", status.error_code(), status.error_message().c_str());
    return -1;
  }
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 8) return 2;
  const std::string method = argv[4];
  const int calls = std::stoi(argv[6]);
  grpc::SslCredentialsOptions own;
  own.pem_private_key = ContentsOf(argv[1]);
  own.pem_cert_chain = ContentsOf(argv[2]);
  own.pem_root_certs = ContentsOf(argv[3]);
  const grpc::Slice bytes(FromHex(argv[5]));
  const grpc::ByteBuffer request(&bytes, 1);

  grpc::CompletionQueue queue;
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs;
  for (int at = 7; at < argc; ++at)
    stubs.push_back(
        std::make_unique<grpc::GenericStub>(grpc::CreateChannel(argv[at], grpc::SslCredentials(own))));
  std::vector<std::vector<double>> took(stubs.size());
  for (int turn = 0; turn < kWarmUp + calls; ++turn) {
    for (size_t at = 0; at < stubs.size(); ++at) {
      const double ms = Ask(*stubs[at], queue, method, request);
      if (ms < 0) return 1;
      if (turn >= kWarmUp) took[at].push_back(ms);
    }
  }
  std::printf("[");
  for (size_t at = 0; at < took.size(); ++at) {
    std::printf(at == 0 ? "[" : ",[");
    for (size_t nth = 0; nth < took[at].size(); ++nth) std::printf(nth == 0 ? "%.6f" : ",%.6f", took[at][nth]);
    std::printf("]");
  }
  std::printf("]\n");
  return 0;
}
