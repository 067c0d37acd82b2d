#include "common/http/response_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/http/field_syntax.h"
#include "common/http/http_date.h"

namespace uds::http {
namespace {

bool IsForTheSession(std::string_view name) {
  constexpr std::array<absl::string_view, 4> kNames = {
      "Connection", "Content-Length", "Date", "Transfer-Encoding"};
  return std::any_of(kNames.begin(), kNames.end(), [&](absl::string_view own) {
    return own.size() == name.size() &&
           absl::EqualsIgnoreCase(own, {name.data(), name.size()});
  });
}

// The most digits of a size_t.
constexpr size_t kMostDigits = 20;

// Puts pieces one behind the other into the end of a string, which is made
// large enough at once: with an append for each, a third of the time that an
// answer takes went into looking whether there is room.
class Appender {
 public:
  // At most `most` bytes will be put.
  Appender(std::string& out, size_t most) : out_(out), size_(out.size()) {
    out.resize(size_ + most);
  }
  ~Appender() { out_.resize(size_); }

  Appender& Put(std::string_view piece) {
    std::memcpy(out_.data() + size_, piece.data(), piece.size());
    size_ += piece.size();
    return *this;
  }

  Appender& Put(size_t number) {
    char* const begin = out_.data() + size_;
    size_ += std::to_chars(begin, begin + kMostDigits, number).ptr - begin;
    return *this;
  }

  void PutField(std::string_view name, std::string_view value) {
    Put(name).Put(": ").Put(value).Put("\r\n");
  }

 private:
  std::string& out_;
  size_t size_;
};

// Not less than the bytes of the head.
size_t MostBytes(const Response& response, const ResponseOptions& options) {
  constexpr size_t kRest = 200;  // what has no length but a known one
  size_t bytes = kRest + options.connection.size();
  for (const Header& header : response.headers) {
    bytes += header.name.size() + header.value.size() + 4;  // ": ", CR LF
  }
  return bytes;
}

void AppendHead(const Response& response, const ResponseOptions& options,
                std::string& out) {
  Appender head(out, MostBytes(response, options));
  head.Put("HTTP/1.1 ").Put(static_cast<size_t>(response.status)).Put(" ");
  head.Put(ReasonPhrase(response.status)).Put("\r\n");
  head.PutField("Date", CachedHttpDate(options.time));
  // RFC 9110, 8.6: with 204 not even a length.
  if (HasBody(response.status)) {
    head.Put("Content-Length: ").Put(response.body.size()).Put("\r\n");
  }
  for (const Header& header : response.headers) {
    head.PutField(header.name, header.value);
  }
  if (!options.connection.empty()) {
    head.PutField("Connection", options.connection);
  }
  head.Put("\r\n");
}

}  // namespace

std::string WhatIsWrongWith(const Response& response) {
  if (response.status < 200 || response.status > 599) {
    return absl::StrCat("no final status: ", response.status);
  }
  // RFC 9110, 15.3.6
  if (response.status == 205 && !response.body.empty()) {
    return "205 has no body";
  }
  for (const Header& header : response.headers) {
    if (!IsToken(header.name)) return "no name of a header: " + header.name;
    if (IsForTheSession(header.name)) return "not to be set: " + header.name;
    if (!IsFieldValue(header.value)) return "no value for " + header.name;
  }
  return "";
}

void AppendResponse(const Response& response, const ResponseOptions& options,
                    std::string& out) {
  AppendHead(response, options, out);
  if (HasBody(response.status) && !options.head_only) out.append(response.body);
}

}  // namespace uds::http
