// Properties of a mode on a command line, whatever its text. libFuzzer calls
// the function below, and so does corpus_main.cc.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/os/file_mode.h"
#include "common/testing/fuzz/property.h"

namespace uds {
namespace {

using ::uds_testing::Require;

// Digit by digit, as the header describes it.
std::optional<mode_t> Reference(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  mode_t bits = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '7') return std::nullopt;
    bits = bits * 8 + static_cast<mode_t>(digit - '0');
  }
  if (bits > 0777) return std::nullopt;
  return bits;
}

void Check(std::string_view text) {
  constexpr mode_t kBefore = 0123;
  FileMode mode{kBefore};
  std::string error;
  const bool read = AbslParseFlag({text.data(), text.size()}, &mode, &error);
  const std::optional<mode_t> expected = Reference(text);
  Require(read == expected.has_value(), "reads octal digits alone", text);
  if (!read) {
    Require(mode.bits == kBefore, "what is refused changes nothing", text);
    Require(!error.empty(), "a refusal has a reason", text);
    return;
  }
  Require(mode.bits == *expected, "reads them as octal", text);
  FileMode again{kBefore};
  Require(AbslParseFlag(AbslUnparseFlag(mode), &again, &error) &&
              again.bits == mode.bits,
          "what is printed is read the same", text);
}

}  // namespace
}  // namespace uds

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  uds::Check(uds_testing::AsText(data, size));
  return 0;
}
