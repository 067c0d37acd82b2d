// The servers that get the same bytes: ours, Go's net/http, and nginx.
//
//   const ServerUnderTest go = StartGo();
//   if (go.process == nullptr) GTEST_SKIP() << go.why_not;
//   absl::StatusOr<std::string> answers = AnswersOf(go, "GET /
//   HTTP/1.1\r\n...");
#ifndef TESTS_DIFFERENTIAL_SERVERS_H_
#define TESTS_DIFFERENTIAL_SERVERS_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/testing/child_process.h"
#include "common/testing/temp_directory.h"
#include "tests/differential/verdict.h"

namespace differential {

// Killed with its object.
struct ServerUnderTest {
  std::string path = {};     // of its socket
  std::string missing = {};  // why it is not there, and how to get it
  std::string trouble = {};  // it is there, and did not start: why
  std::unique_ptr<uds_testing::TempDirectory> directory = nullptr;
  std::unique_ptr<uds_testing::ChildProcess> process = nullptr;
};

// labs/02_http/server, as it is.
ServerUnderTest StartLab02();

// go/seen_server.go, which is built first: seconds, and on a slow machine
// minutes. Where there is no go, `missing` says so.
ServerUnderTest StartGo();

// nginx with nginx.conf, likewise.
ServerUnderTest StartNginx();

// Sends all of `bytes` on a connection of its own, shuts down the sending side,
// and returns all that comes up to the end. DEADLINE_EXCEEDED where nothing
// comes for a minute.
absl::StatusOr<std::string> AnswersOf(const ServerUnderTest& server,
                                      std::string_view bytes);

// What HttpSession makes of `bytes`, without a socket, and with what lab 02 has
// as its limits.
struct OurReading {
  Verdict verdict;
  std::vector<bool> heads;    // whether each request was HEAD
  std::vector<int> statuses;  // of all answers
};
OurReading ReadByOurs(std::string_view bytes);

}  // namespace differential

#endif  // TESTS_DIFFERENTIAL_SERVERS_H_
