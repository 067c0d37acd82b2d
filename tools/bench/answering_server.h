// A server for tests of clients, in a thread: it answers what it is told.
//
//   const AnsweringServer server([](std::string_view request) {
//     return "HTTP/1.1 503 No\r\n\r\n";
//   });
//   LearnHttp(server.address(), "Hello");  // DATA_LOSS
#ifndef TOOLS_BENCH_ANSWERING_SERVER_H_
#define TOOLS_BENCH_ANSWERING_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "common/os/unique_fd.h"
#include "common/server/server.h"
#include "common/socket/unix_address.h"
#include "common/testing/temp_directory.h"

namespace tools {

// What to send for the bytes that one recv(2) brought, perhaps nothing; then
// the connection is closed if `closes` says so. Called on the server's thread.
using Answerer = std::function<std::string(std::string_view bytes)>;

// Serves as long as its object. Aborts the program where it cannot.
class AnsweringServer {
 public:
  explicit AnsweringServer(Answerer answerer, bool closes = false);
  AnsweringServer(const AnsweringServer&) = delete;
  AnsweringServer& operator=(const AnsweringServer&) = delete;
  ~AnsweringServer();

  const uds::UnixAddress& address() const { return address_; }

 private:
  const uds_testing::TempDirectory directory_;
  const uds::UnixAddress address_;
  const uds::UniqueFd stop_;  // an eventfd
  std::unique_ptr<uds::Server> server_;
  std::thread thread_;
};

}  // namespace tools

#endif  // TOOLS_BENCH_ANSWERING_SERVER_H_
