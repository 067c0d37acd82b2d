// Properties of a stranger's text in a log, whatever its bytes. libFuzzer calls
// the function below, and so does corpus_main.cc.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/os/log_text.h"
#include "common/testing/fuzz/property.h"

namespace uds {
namespace {

using ::uds_testing::IsPrintable;
using ::uds_testing::Require;

int HexValue(char digit) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const size_t value = kDigits.find(digit);
  Require(value != kDigits.npos, "\\x has two lower-case digits", {&digit, 1});
  return static_cast<int>(value);
}

// Takes one byte, as it is or escaped, off the front.
char TakeByte(std::string_view& quoted) {
  const std::string_view all = quoted;
  const char first = all[0];
  Require(first != '"', "a quote inside is escaped", all);
  quoted.remove_prefix(1);
  if (first != '\\') return first;
  const char kind = all[1];
  quoted.remove_prefix(1);
  if (kind == 'x') {
    quoted.remove_prefix(2);
    return static_cast<char>(HexValue(all[2]) * 16 + HexValue(all[3]));
  }
  constexpr std::string_view kNames = "nrt\"\\";
  constexpr std::string_view kBytes = "\n\r\t\"\\";
  const size_t index = kNames.find(kind);
  Require(index != kNames.npos, "only known escapes", all);
  return kBytes[index];
}

// What stands in the quotes, read as a person would.
std::string Unquoted(std::string_view quoted) {
  std::string text;
  while (!quoted.empty()) text.push_back(TakeByte(quoted));
  return text;
}

void Check(std::string_view text) {
  const std::string line = QuotedForLog(text);
  Require(IsPrintable(line), "one printable line", text);
  Require(line.size() <= 4 * kMostBytesQuotedForLog + 5, "bounded", text);
  std::string_view rest = line;
  const bool cut = text.size() > kMostBytesQuotedForLog;
  Require(rest.starts_with('"'), "begins with a quote", line);
  rest.remove_prefix(1);
  const std::string_view end = cut ? "\"..." : "\"";
  Require(rest.ends_with(end), "shows whether it was cut", line);
  rest.remove_suffix(end.size());
  Require(Unquoted(rest) == text.substr(0, kMostBytesQuotedForLog),
          "says what the text was", text);
}

}  // namespace
}  // namespace uds

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  uds::Check(uds_testing::AsText(data, size));
  return 0;
}
