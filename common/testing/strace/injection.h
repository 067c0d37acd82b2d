// What strace is asked to answer in the kernel's place.
//
//   Injection::Error("accept4", "EMFILE").On(1, 3)
//   Injection::Error("sendto", "EINTR").On(1, 30, /*step=*/3)
//   Injection::PeerCredentials({.pid = 1, .uid = 1000, .gid = 1000})
//
// Faults and foreign peers without root, without a second user, and without a
// line of code in the program under test. Not for delays or signals.
#ifndef COMMON_TESTING_STRACE_INJECTION_H_
#define COMMON_TESTING_STRACE_INJECTION_H_

#include <string>
#include <string_view>
#include <utility>

#include "common/testing/strace/arguments.h"

namespace uds_testing {

// A value. It holds for every such call of the program, or for those that On
// names; each thread counts its own.
class Injection {
 public:
  // The call, or each of several separated by commas, is not made, and fails
  // with `error`, as "EMFILE". errno(3)
  static Injection Error(std::string_view call, std::string_view error);

  // The call is not made, and returns `value`: geteuid(2) as another user's,
  // say.
  static Injection Result(std::string_view call, int value);

  // getsockopt(2) is made, and then `credentials` are written over its answer.
  // All of its calls: a program that asks for anything smaller than the 12
  // bytes of a ucred would find its stack overwritten, so name the calls with
  // On where it does.
  static Injection PeerCredentials(Ucred credentials);

  // As strace's own option has it, behind "inject=": "unlink:retval=0".
  static Injection Parse(std::string_view option);

  // From the `first` to the `last` call only, counted from 1, and of these
  // every `step`th.
  Injection On(int first, int last, int step = 1) const;
  Injection On(int call) const { return On(call, call); }

  // The calls that it is about, separated by commas; they have to be traced.
  const std::string& calls() const { return calls_; }

  // The value of strace's option -e.
  std::string option() const { return "inject=" + calls_ + action_; }

 private:
  Injection(std::string_view calls, std::string action)
      : calls_(calls), action_(std::move(action)) {}

  std::string calls_;
  std::string action_;  // ":error=EMFILE:when=1..3"
};

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_INJECTION_H_
