// How a process ended.
//
//   EXPECT_EQ(child->Wait(timeout), ExitStatus::Exited(0));
//
// Not the `status` of waitpid(2), in which both kinds of end are packed.
#ifndef COMMON_TESTING_EXIT_STATUS_H_
#define COMMON_TESTING_EXIT_STATUS_H_

#include <ostream>
#include <string>

namespace uds_testing {

// A value: by its own exit, or by a signal.
struct ExitStatus {
  static ExitStatus Exited(int code) { return {.code = code, .signal = 0}; }
  static ExitStatus Killed(int signal) { return {.code = 0, .signal = signal}; }

  int code;    // 0 to 255; 0 if a signal ended it
  int signal;  // 0 if it exited

  bool success() const { return code == 0 && signal == 0; }
  std::string ToString() const;  // "exit status 1", "killed by SIGSEGV"

  // "SIGSEGV"; empty if it exited.
  std::string SignalName() const;

  friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};
std::ostream& operator<<(std::ostream& out, const ExitStatus& status);

}  // namespace uds_testing

#endif  // COMMON_TESTING_EXIT_STATUS_H_
