// Properties of a socket's address, whatever text it is read from. libFuzzer
// calls the function below, and so does corpus_main.cc.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "common/socket/unix_address.h"
#include "common/testing/fuzz/property.h"

namespace uds {
namespace {

using ::uds_testing::Require;

bool HasControlByte(std::string_view text) {
  for (const char c : text) {
    if ((c >= 0 && c < ' ') || c == 0x7f) return true;
  }
  return false;
}

// unix(7): what the kernel reads is `length` bytes, and of a path what stands
// before the first NUL.
std::string AsTheKernelReadsIt(const UnixAddress& address) {
  std::string bytes(address.length(), '\0');
  std::memcpy(bytes.data(), address.sockaddr(), bytes.size());
  bytes.erase(0, offsetof(sockaddr_un, sun_path));
  if (bytes[0] == '\0') return "@" + bytes.substr(1);
  Require(bytes.find('\0') == bytes.size() - 1, "a path has one NUL, its last",
          bytes);
  bytes.pop_back();
  return bytes;
}

void CheckAddress(std::string_view text, const UnixAddress& address) {
  const bool abstract = text[0] == '@';
  Require(!address.unnamed() && address.is_abstract() == abstract &&
              address.is_path() == !abstract,
          "of the kind that the notation says", text);
  Require(address.name() == text.substr(abstract ? 1 : 0), "the whole name",
          text);
  Require(address.sockaddr()->sa_family == AF_UNIX &&
              address.length() <= sizeof(sockaddr_un),
          "an address of its family", text);
  Require(AsTheKernelReadsIt(address) == text, "the kernel reads the same",
          text);
  const std::string shown = address.ToString();
  Require(!HasControlByte(shown), "shown without control bytes", text);
  std::string back;
  Require(absl::CUnescape(shown, &back) && back == text,
          "what is shown says which it is", text);
}

void Check(std::string_view text) {
  const absl::StatusOr<UnixAddress> address = UnixAddress::Parse(text);
  const bool abstract = text.starts_with('@');
  const std::string_view name = text.substr(abstract ? 1 : 0);
  const bool fits = !name.empty() && name.size() <= 107 &&
                    (abstract || name.find('\0') == name.npos);
  Require(address.ok() == fits, "what fits is taken, and nothing else", text);
  if (address.ok()) return CheckAddress(text, *address);
  Require(address.status().code() == absl::StatusCode::kInvalidArgument,
          "refused as an argument", text);
  const std::string why(address.status().message());
  Require(!HasControlByte(why), "the reason has no control byte", text);
  Require(why.find(abstract ? "abstract name" : "path") != why.npos,
          "the reason names the thing", why);
}

}  // namespace
}  // namespace uds

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  uds::Check(uds_testing::AsText(data, size));
  return 0;
}
