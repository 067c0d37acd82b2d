// What the fields of a request may say of where its body ends, whom it is for,
// what it expects, and whether another one follows: RFC 9112, 3.2, 6.1 to 6.3,
// 9.3; RFC 9110, 10.1.1.
//
//   FieldRules rules(/*version=*/11);
//   rules.Check("Content-Length", "5, 5");  // 400
//   rules.AtEnd();                          // 400: no Host
//
// Threat: two programs that read the same bytes, a proxy and this server, and
// disagree on where one request ends, so that one hides the next from the
// other. So what is ambiguous is refused. Not for other fields: those are the
// handlers'.
#ifndef COMMON_HTTP_FIELD_RULES_H_
#define COMMON_HTTP_FIELD_RULES_H_

#include <optional>
#include <string_view>

#include "common/http/progress.h"

namespace uds::http {

// For one request.
class FieldRules {
 public:
  explicit FieldRules(int version) : version_(version) {}

  // For each field in turn, and after the last: none if nothing is wrong.
  std::optional<Fault> Check(std::string_view name, std::string_view value);
  std::optional<Fault> AtEnd() const;

  // Whether the connection may go on behind this request, RFC 9112, 9.3:
  // "close" counts more than "keep-alive", which only HTTP/1.0 needs.
  bool keep_alive() const {
    return !asks_to_close_ && (version_ >= 11 || asks_to_keep_alive_);
  }

  // "Expect: 100-continue" was there, and the version knows it.
  bool expects_continue() const { return expects_continue_; }

 private:
  void ReadConnection(std::string_view value);
  std::optional<Fault> CheckHost(std::string_view value);
  std::optional<Fault> CheckLength(std::string_view value);
  std::optional<Fault> CheckCoding(std::string_view value);
  std::optional<Fault> CheckExpectation(std::string_view value);

  int version_;
  bool has_host_ = false;
  bool has_length_ = false;
  bool has_coding_ = false;
  bool expects_continue_ = false;
  bool asks_to_close_ = false;
  bool asks_to_keep_alive_ = false;
};

}  // namespace uds::http

#endif  // COMMON_HTTP_FIELD_RULES_H_
