// Says in a sentence which system calls are meant.
//
//   Call("bind").With("sun_path=\"echo.sock\"").Succeeding()
//   AnyCallOf({"accept", "accept4"}).FailingWith("EMFILE")
//   Call("listen").WithArgument(1, testing::StrEq("128")).Returning(0)
//
// Not a matcher over a trace: matchers.h makes those from patterns.
#ifndef COMMON_TESTING_STRACE_CALL_PATTERN_H_
#define COMMON_TESTING_STRACE_CALL_PATTERN_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "common/testing/strace/event.h"
#include "gmock/gmock.h"

namespace uds_testing {

// A value. Each method returns a pattern that asks for one thing more; all that
// is asked for has to hold.
class CallPattern {
 public:
  // Calls of any of `names`.
  explicit CallPattern(std::vector<std::string> names);

  // At least one argument contains `part`.
  [[nodiscard]] CallPattern With(std::string_view part) const;
  // Argument `index`, from 0, exists and matches.
  [[nodiscard]] CallPattern WithArgument(
      size_t index, testing::Matcher<std::string> matcher) const;
  [[nodiscard]] CallPattern Succeeding() const;
  [[nodiscard]] CallPattern Returning(int64_t value) const;
  // The kernel, or an injection, answered with `error`, as "EAGAIN".
  [[nodiscard]] CallPattern FailingWith(std::string_view error) const;

  bool Matches(const SystemCall& call) const;
  // The pattern that asks for the name alone: what it adds are near misses.
  CallPattern NameAlone() const { return CallPattern(names_); }

  // "bind with sun_path=\"echo.sock\", succeeding"
  std::string Describe() const;

 private:
  struct Condition {
    std::string description;
    std::function<bool(const SystemCall&)> holds;
  };

  CallPattern And(std::string description,
                  std::function<bool(const SystemCall&)> holds) const;

  std::vector<std::string> names_;
  std::vector<Condition> conditions_;
};

// Calls of `name`.
CallPattern Call(std::string_view name);

// Calls of any of `names`.
CallPattern AnyCallOf(std::initializer_list<std::string_view> names);

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_CALL_PATTERN_H_
