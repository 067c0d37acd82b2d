// The programs of others, to which ours are put: found, or missed with a
// reason, and run to their end.
//
//   const std::string missing = WhyMissing("socat", "socat");
//   if (!missing.empty()) GTEST_SKIP() << missing;
//   EXPECT_EQ(RunToEnd({"socat", "-", "UNIX-CONNECT:" + path}, "ping").output,
//             "Echo: ping");
#ifndef TESTS_INTEROP_OTHERS_H_
#define TESTS_INTEROP_OTHERS_H_

#include <string>
#include <string_view>
#include <vector>

#include "common/testing/child_process.h"
#include "common/testing/contract/subject.h"
#include "common/testing/exit_status.h"

namespace interop {

// The reference programs of lab 01.
uds_testing::Subject Lab01();

// The path of `program`, as PATH leads to it; empty if it does not.
std::string InPath(std::string_view program);

// Empty if `program` is in PATH; else that it is not, and the fix: to install
// `package`.
std::string WhyMissing(std::string_view program, std::string_view package);

// The same for an nc with -U and -N, which only OpenBSD's has.
std::string WhyNetcatIsMissing();

struct Finished {
  // Or, where it could not be run to its end, Exited(-1), and why in `errors`.
  uds_testing::ExitStatus status;
  std::string output;
  std::string errors;
};

// Runs `argv` with `input` as its stdin. Blocks until it ends, at most a
// minute.
Finished RunToEnd(const std::vector<std::string>& argv,
                  uds_testing::ChildOptions options = {});
Finished RunToEnd(const std::vector<std::string>& argv, std::string input);

// Builds the Go program `source`, "tests/interop/go/echo_server.go", as
// DIRECTORY/echo_server, fully static, without a network and with go's caches
// in `directory` too. Blocks for at most four minutes. Returns what go says
// against it, or nothing.
std::string BuildGo(const std::string& source, const std::string& directory);

// A megabyte in which every byte value occurs.
std::string Megabyte();

}  // namespace interop

#endif  // TESTS_INTEROP_OTHERS_H_
