#include "common/testing/strace/call_pattern.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace uds_testing {

CallPattern::CallPattern(std::vector<std::string> names)
    : names_(std::move(names)) {}

CallPattern CallPattern::And(
    std::string description,
    std::function<bool(const SystemCall&)> holds) const {
  CallPattern stricter = *this;
  stricter.conditions_.push_back({std::move(description), std::move(holds)});
  return stricter;
}

CallPattern CallPattern::With(std::string_view part) const {
  const std::string wanted(part);
  return And("with " + wanted, [wanted](const SystemCall& call) {
    return std::any_of(call.args.begin(), call.args.end(),
                       [&wanted](const std::string& arg) {
                         return arg.find(wanted) != std::string::npos;
                       });
  });
}

CallPattern CallPattern::WithArgument(
    size_t index, testing::Matcher<std::string> matcher) const {
  std::ostringstream description;
  description << "whose argument " << index << " ";
  matcher.DescribeTo(&description);
  return And(description.str(), [index, matcher](const SystemCall& call) {
    return index < call.args.size() && matcher.Matches(call.args[index]);
  });
}

CallPattern CallPattern::Succeeding() const {
  return And("succeeding",
             [](const SystemCall& call) { return call.Succeeded(); });
}

CallPattern CallPattern::Returning(int64_t value) const {
  return And(absl::StrCat("returning ", value),
             [value](const SystemCall& call) { return call.value == value; });
}

CallPattern CallPattern::FailingWith(std::string_view error) const {
  const std::string wanted(error);
  return And("failing with " + wanted,
             [wanted](const SystemCall& call) { return call.error == wanted; });
}

bool CallPattern::Matches(const SystemCall& call) const {
  if (std::find(names_.begin(), names_.end(), call.name) == names_.end()) {
    return false;
  }
  return std::all_of(
      conditions_.begin(), conditions_.end(),
      [&call](const Condition& condition) { return condition.holds(call); });
}

std::string CallPattern::Describe() const {
  std::vector<std::string> parts = {absl::StrJoin(names_, " or ")};
  for (const Condition& condition : conditions_) {
    parts.push_back(condition.description);
  }
  return absl::StrJoin(parts, ", ");
}

CallPattern Call(std::string_view name) {
  return CallPattern({std::string(name)});
}

CallPattern AnyCallOf(std::initializer_list<std::string_view> names) {
  return CallPattern(std::vector<std::string>(names.begin(), names.end()));
}

}  // namespace uds_testing
