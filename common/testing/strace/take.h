// Takes text apart from its ends.
//
//   std::string_view text = "exited with 3";
//   if (TakePrefix(text, "exited with ")) status = TakeNumber<int>(text);
//
// Part of the parser. Not for splitting: see SplitArguments.
#ifndef COMMON_TESTING_STRACE_TAKE_H_
#define COMMON_TESTING_STRACE_TAKE_H_

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace uds_testing {

// Removes `prefix` from the front of `text`, if it is there.
inline bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Removes `suffix` from the end of `text`, if it is there.
inline bool TakeSuffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

// Removes a decimal number without a sign from the front of `text`. None, and
// `text` unchanged, where there is no number or it does not fit.
template <typename Number>
std::optional<Number> TakeNumber(std::string_view& text) {
  if (text.starts_with('-')) return std::nullopt;
  Number number = 0;
  const auto [stop, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(stop - text.data());
  return number;
}

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_TAKE_H_
