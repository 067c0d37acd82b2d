#include "common/http/field_rules.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "common/http/request_target.h"

namespace uds::http {
namespace {

absl::string_view View(std::string_view text) {
  return {text.data(), text.size()};
}

bool Same(std::string_view text, std::string_view lower_case) {
  // Nearly all differ in this, and it is asked of each field.
  if (text.size() != lower_case.size()) return false;
  return absl::EqualsIgnoreCase(View(text), View(lower_case));
}

}  // namespace

std::optional<Fault> FieldRules::Check(std::string_view name,
                                       std::string_view value) {
  if (Same(name, "host")) return CheckHost(value);
  if (Same(name, "content-length")) return CheckLength(value);
  if (Same(name, "transfer-encoding")) return CheckCoding(value);
  if (Same(name, "expect")) return CheckExpectation(value);
  if (Same(name, "connection")) ReadConnection(value);
  return std::nullopt;
}

std::optional<Fault> FieldRules::AtEnd() const {
  if (version_ >= 11 && !has_host_) return Fault{400, "there is no Host"};
  if (has_length_ && has_coding_) {
    return Fault{400, "there are Content-Length and Transfer-Encoding"};
  }
  return std::nullopt;
}

void FieldRules::ReadConnection(std::string_view value) {
  for (const absl::string_view item : absl::StrSplit(View(value), ',')) {
    const absl::string_view option = absl::StripAsciiWhitespace(item);
    if (absl::EqualsIgnoreCase(option, "close")) asks_to_close_ = true;
    if (absl::EqualsIgnoreCase(option, "keep-alive"))
      asks_to_keep_alive_ = true;
  }
}

std::optional<Fault> FieldRules::CheckHost(std::string_view value) {
  if (std::exchange(has_host_, true)) return Fault{400, "there are two Hosts"};
  if (!IsHost(value)) return Fault{400, "Host is no name of a host"};
  return std::nullopt;
}

// "5, 5" would be allowed, and the same length twice. Nobody sends them who
// does not hope that two readers understand them differently.
std::optional<Fault> FieldRules::CheckLength(std::string_view value) {
  const bool again = std::exchange(has_length_, true);
  if (again || value.empty() ||
      !std::all_of(value.begin(), value.end(), absl::ascii_isdigit)) {
    return Fault{400, "Content-Length is not one number"};
  }
  return std::nullopt;
}

// Where the last coding is not "chunked" the body has no end: 400. Codings
// before it are what this server does not implement: 501.
std::optional<Fault> FieldRules::CheckCoding(std::string_view value) {
  const bool again = std::exchange(has_coding_, true);
  if (version_ < 11) return Fault{400, "HTTP/1.0 has no Transfer-Encoding"};
  if (!again && Same(value, "chunked")) return std::nullopt;
  std::vector<absl::string_view> codings = absl::StrSplit(View(value), ',');
  for (absl::string_view& coding : codings) {
    coding = absl::StripAsciiWhitespace(coding);
  }
  const auto is_chunked = [](absl::string_view coding) {
    return absl::EqualsIgnoreCase(coding, "chunked");
  };
  if (again || !is_chunked(codings.back()) ||
      std::count_if(codings.begin(), codings.end(), is_chunked) != 1) {
    return Fault{400, "Transfer-Encoding does not end in one \"chunked\""};
  }
  return Fault{501, "no transfer coding but \"chunked\" is known here"};
}

// HTTP/1.0 does not know it.
std::optional<Fault> FieldRules::CheckExpectation(std::string_view value) {
  if (version_ < 11) return std::nullopt;
  if (!Same(value, "100-continue")) {
    return Fault{417, "no expectation but \"100-continue\" is met here"};
  }
  expects_continue_ = true;
  return std::nullopt;
}

}  // namespace uds::http
