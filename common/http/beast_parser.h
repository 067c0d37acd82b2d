// Boost.Beast's parser for the heads of requests, with callbacks that do
// nothing, so that a class derived from it shows those alone that matter to it.
//
//   class MethodReader : public BeastParser {
//     void on_request_impl(Verb, StringView method, StringView, int,
//                          ErrorCode&) override { ... }
//   };
//
// It reads bytes where they lie, and copies none. Not for bodies: see
// chunked_body.h. For .cc files only, as Beast compiles slowly.
#ifndef COMMON_HTTP_BEAST_PARSER_H_
#define COMMON_HTTP_BEAST_PARSER_H_

#include <boost/beast/core/error.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/version.hpp>
#include <boost/optional.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace uds::http {

class BeastParser
    : public boost::beast::http::basic_parser</*isRequest=*/true> {
 public:
  using Error = boost::beast::http::error;
  using ErrorCode = boost::beast::error_code;
  using Field = boost::beast::http::field;
  using StringView = boost::beast::string_view;
  using Verb = boost::beast::http::verb;

  // A Content-Length over `most_body_bytes` is Error::body_limit.
  explicit BeastParser(uint64_t most_body_bytes) {
    body_limit(most_body_bytes);
    // Ours to limit: its own begins to count anew behind each line.
    header_limit(std::numeric_limits<uint32_t>::max());
  }

  // Takes a head off the front of `lines`, which are such as have ended; to be
  // called once. Error::need_more where the empty line is not among them.
  ErrorCode TakeHead(std::string_view& lines) {
    const std::string_view all = lines;
    ErrorCode error;
    lines.remove_prefix(put({lines.data(), lines.size()}, error));
    const std::string_view taken = all.substr(0, all.size() - lines.size());
    // Beast waits on: for a version of eight bytes, and for the CR of a line.
    // And it unfolds a value that goes on in the next line, which RFC
    // 9112, 5.2, allows to refuse.
    if (error == Error::need_more && taken.empty()) {
      error = Error::bad_version;
    } else if (error == Error::need_more && HasBareLineFeed(all)) {
      error = Error::bad_line_ending;
    } else if (!error && HasFoldedLine(taken)) {
      error = Error::bad_value;
    }
    return error;
  }

 private:
  static bool HasBareLineFeed(std::string_view lines) {
    for (size_t end = lines.find('\n'); end != lines.npos;
         end = lines.find('\n', end + 1)) {
      if (end == 0 || lines[end - 1] != '\r') return true;
    }
    return false;
  }

  static bool HasFoldedLine(std::string_view lines) {
    for (size_t end = lines.find('\n'); end != lines.npos;
         end = lines.find('\n', end + 1)) {
      const std::string_view next = lines.substr(end + 1, 1);
      if (next == " " || next == "\t") return true;
    }
    return false;
  }

  void on_request_impl(Verb, StringView, StringView, int, ErrorCode&) override {
  }
  void on_response_impl(int, StringView, int, ErrorCode&) override {}
  void on_field_impl(Field, StringView, StringView, ErrorCode&) override {}
#if BOOST_BEAST_VERSION >= 359
  void on_trailer_field_impl(Field, StringView, StringView,
                             ErrorCode&) override {}
#endif
  void on_header_impl(ErrorCode&) override {}
  void on_body_init_impl(const boost::optional<uint64_t>&,
                         ErrorCode&) override {}
  size_t on_body_impl(StringView, ErrorCode&) override { return 0; }
  void on_chunk_header_impl(uint64_t, StringView, ErrorCode&) override {}
  size_t on_chunk_body_impl(uint64_t, StringView, ErrorCode&) override {
    return 0;
  }
  void on_finish_impl(ErrorCode&) override {}
};

}  // namespace uds::http

#endif  // COMMON_HTTP_BEAST_PARSER_H_
