// The parts of a request's target: RFC 9112, 3.2.
//
//   std::optional<TargetParts> parts = SplitTarget("/notes?all=1");
//   parts->path;   // "/notes"
//   parts->query;  // "all=1"
//
// Not for URLs in general: a target has no fragment and no password.
#ifndef COMMON_HTTP_REQUEST_TARGET_H_
#define COMMON_HTTP_REQUEST_TARGET_H_

#include <optional>
#include <string>
#include <string_view>

namespace uds::http {

// As they came; views of the target. Of "http://host/notes?all=1" they are the
// same. That host has no say: all are served alike.
struct TargetParts {
  std::string_view path;  // begins with "/"
  std::string_view query;
};

// None where `target` is neither a path nor an "http://" URL. What a path and a
// query hold is not looked at.
std::optional<TargetParts> SplitTarget(std::string_view target);

// Whether a "%" in `text` has no two hexadecimal digits behind it. Two who
// decode such a path may see two paths. RFC 3986, 2.1.
bool HasBadEscape(std::string_view text);

// Whether `value` can stand in Host: a name, or an address in brackets, perhaps
// with a port. RFC 3986, 3.2.2. "" can.
bool IsHost(std::string_view value);

// With each "%41" replaced by "A"; none where a "%" has no two hexadecimal
// digits behind it.
std::optional<std::string> PercentDecoded(std::string_view text);

}  // namespace uds::http

#endif  // COMMON_HTTP_REQUEST_TARGET_H_
