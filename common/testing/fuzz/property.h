// What NAME_fuzz.cc, and all that runs it, has in common.
//
//   extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
//     const std::string_view bytes = AsText(data, size);
//     const auto id = ParseId(bytes);
//     Require(!id.has_value() || Unparse(*id) == bytes, "prints as read",
//     bytes); return 0;
//   }
//
// Not for ordinary tests, which go on behind an EXPECT_... that fails.
#ifndef COMMON_TESTING_FUZZ_PROPERTY_H_
#define COMMON_TESTING_FUZZ_PROPERTY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace uds_testing {

// Unless `holds`, ends the program by SIGABRT, which libFuzzer takes for a
// crash, and says on stderr which property does not hold for which text. NDEBUG
// does not turn it off, as it would assert.
void Require(bool holds, std::string_view property, std::string_view text);

// Printable ASCII without a line end, as a log and a terminal should get it.
bool IsPrintable(std::string_view text);

// With every other byte as \xHH, so that it can be copied from a log.
std::string Escaped(std::string_view text);

std::string_view AsText(const uint8_t* data, size_t size);

// Cuts `bytes` into pieces of 1 to 32 bytes, whose sizes look random and are
// the same each time.
std::vector<std::string_view> Pieces(std::string_view bytes);

std::vector<std::string_view> SingleBytes(std::string_view bytes);

}  // namespace uds_testing

#endif  // COMMON_TESTING_FUZZ_PROPERTY_H_
