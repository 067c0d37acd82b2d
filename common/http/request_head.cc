#include "common/http/request_head.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "common/http/beast_parser.h"
#include "common/http/field_rules.h"
#include "common/http/request_target.h"

namespace uds::http {
namespace {

using Error = BeastParser::Error;

std::string_view View(BeastParser::StringView text) {
  return {text.data(), text.size()};
}

// Gathers what Beast finds, and adds our own rules.
class HeadParser : public BeastParser {
 public:
  HeadParser(const HttpLimits& limits, RequestHead& head)
      : BeastParser(limits.max_body_bytes), limits_(limits), head_(head) {
    head_.headers.clear();
    head_.headers.reserve(4);  // enough for many a client, at one allocation
  }

  // Of the rule that was broken, if one was.
  std::optional<Fault>& fault() { return fault_; }

 private:
  void on_request_impl(Verb, StringView method, StringView target, int version,
                       ErrorCode& error) override {
    head_.method = View(method);
    head_.target = View(target);
    head_.version = version;
    rules_ = FieldRules(version);
    if (head_.method == "CONNECT") {
      Refuse(Fault{501, "this server is no proxy"}, error);
    } else if (!SplitIntoHead()) {
      Refuse(Fault{400, "the target is neither a path nor an http:// URL"},
             error);
    } else if (HasBadEscape(head_.path)) {
      Refuse(Fault{400, "a % in the path has no two hexadecimal digits"},
             error);
    }
  }

  bool SplitIntoHead() {
    if (head_.target == "*" && head_.method == "OPTIONS") {
      head_.path = head_.target;
      head_.query = {};
      return true;
    }
    const std::optional<TargetParts> parts = SplitTarget(head_.target);
    if (!parts.has_value()) return false;
    head_.path = parts->path;
    head_.query = parts->query;
    return true;
  }

  void on_field_impl(Field, StringView name, StringView value,
                     ErrorCode& error) override {
    if (head_.headers.size() == limits_.max_header_fields) {
      const size_t most = limits_.max_header_fields;
      Refuse(Fault{431,
                   absl::StrFormat("the header has more than %d fields", most)},
             error);
    } else {
      head_.headers.push_back({View(name), View(value)});
      Refuse(rules_.Check(View(name), View(value)), error);
    }
  }

  void on_header_impl(ErrorCode& error) override {
    Refuse(rules_.AtEnd(), error);
    head_.chunked = chunked();
    head_.content_length = content_length().value_or(0);
    head_.keep_alive = rules_.keep_alive();
    // Nobody waits before a body that there is not.
    head_.expects_continue = rules_.expects_continue() &&
                             (head_.chunked || head_.content_length > 0);
  }

  void Refuse(std::optional<Fault> fault, ErrorCode& error) {
    if (!fault.has_value()) return;
    fault_ = std::move(fault);
    error = Error::bad_field;  // any that ends the parsing
  }

  const HttpLimits& limits_;
  RequestHead& head_;
  FieldRules rules_{0};  // of the version that the first line names
  std::optional<Fault> fault_;
};

bool EndsInVersion(std::string_view line) {
  constexpr std::string_view kForm = " HTTP/d.d\r\n";
  if (line.size() < kForm.size()) return false;
  line.remove_prefix(line.size() - kForm.size());
  return line.starts_with(" HTTP/") && absl::ascii_isdigit(line[6]) &&
         line[7] == '.' && absl::ascii_isdigit(line[8]);
}

Fault FaultOf(BeastParser::ErrorCode error, std::string_view first_line,
              const HttpLimits& limits) {
  if (error == Error::body_limit) {
    return {413, absl::StrFormat("the body has more than %d bytes",
                                 limits.max_body_bytes)};
  }
  // Where there is a space in the target it is not the version that is wrong.
  if (error == Error::bad_version && EndsInVersion(first_line) &&
      std::count(first_line.begin(), first_line.end(), ' ') == 2) {
    return {505, "only HTTP/1.1 and HTTP/1.0 are served"};
  }
  if (error == Error::bad_method || error == Error::bad_target ||
      error == Error::bad_version) {
    return {400, "the first line is no \"METHOD TARGET HTTP/1.1\" with CR LF"};
  }
  if (error == Error::bad_content_length ||
      error == Error::bad_transfer_encoding) {
    return {400, "Content-Length is no length, or not alone in saying it"};
  }
  return {400, "a line of the header is no \"NAME: VALUE\" with CR LF"};
}

Progress Refused(Fault& fault, Fault with) {
  fault = std::move(with);
  return Progress::kRefused;
}

// Up to and with the last line that has ended; at least one has.
std::string_view WholeLines(std::string_view bytes) {
  // Faster than rfind, which matters where a body follows.
  const void* const last = ::memrchr(bytes.data(), '\n', bytes.size());
  return bytes.substr(0, static_cast<const char*>(last) - bytes.data() + 1);
}

Progress ParseLines(std::string_view lines, std::string_view first,
                    const HttpLimits& limits, RequestHead& head, Fault& fault) {
  HeadParser parser(limits, head);
  std::string_view rest = lines;
  const BeastParser::ErrorCode error = parser.TakeHead(rest);
  if (error == Error::need_more) return Progress::kNeedsMore;
  if (parser.fault().has_value()) {
    return Refused(fault, *std::move(parser.fault()));
  }
  if (error) return Refused(fault, FaultOf(error, first, limits));
  head.size = lines.size() - rest.size();
  return Progress::kDone;
}

}  // namespace

Progress ParseRequestHead(std::string_view bytes, const HttpLimits& limits,
                          RequestHead& head, Fault& fault) {
  const size_t most_first = limits.max_request_line + 2;  // CR LF
  const std::string_view first =
      bytes.substr(0, bytes.substr(0, most_first).find('\n') + 1);
  if (first.empty()) {
    head.size = most_first;
    if (bytes.size() < most_first) return Progress::kNeedsMore;
    return Refused(
        fault, {414, absl::StrFormat("the first line has more than %d bytes",
                                     limits.max_request_line)});
  }
  const size_t most = first.size() + limits.max_header_bytes;
  const Progress progress =
      ParseLines(WholeLines(bytes.substr(0, most)), first, limits, head, fault);
  if (progress != Progress::kNeedsMore) return progress;
  head.size = most;
  if (bytes.size() < most) return progress;
  return Refused(fault,
                 {431, absl::StrFormat("the header has more than %d bytes",
                                       limits.max_header_bytes)});
}

}  // namespace uds::http
