#include "common/http/response_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/optional.hpp>
#include <limits>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"

namespace uds::http {
namespace {

namespace beast = ::boost::beast;

// What Beast calls a body, here one that hands each piece on and keeps none.
struct PassedOnBody {
  struct value_type {
    BodySink on_piece;
    absl::Status status;  // what `on_piece` returned
    uint64_t bytes = 0;
  };

  class reader {
   public:
    template <bool kIsRequest, class Fields>
    reader(beast::http::header<kIsRequest, Fields>&, value_type& body)
        : body_(body) {}

    void init(const boost::optional<uint64_t>&, beast::error_code& error) {
      error = {};
    }

    template <class Buffers>
    size_t put(const Buffers& buffers, beast::error_code& error) {
      size_t bytes = 0;
      for (const auto piece : beast::buffers_range_ref(buffers)) {
        bytes += piece.size();
        body_.status.Update(body_.on_piece(
            {static_cast<const char*>(piece.data()), piece.size()}));
      }
      body_.bytes += bytes;
      // Any error stops the parser; which one, the status says.
      if (!body_.status.ok()) error = beast::http::error::end_of_stream;
      return bytes;
    }

    void finish(beast::error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};

std::string Text(beast::string_view text) {
  return std::string(text.data(), text.size());
}

// RFC 9110, 15: 100 to 599; what is above is to be taken for a 5xx, which it is
// where only 2xx is success. Below, it would be a class that there is not.
absl::Status CheckStatus(int status) {
  if (status >= 100) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrFormat(
      "the head of the response is malformed: %03d is no status", status));
}

// We ask for no transfer coding, and "chunked" is the one that always may come.
// A server that uses another one would have its body taken for what it is not.
absl::Status CheckTransferCoding(const ResponseHead& head) {
  const auto coding = head.FindHeader("Transfer-Encoding");
  if (!coding.has_value()) return absl::OkStatus();
  const std::string text(*coding);
  if (absl::EqualsIgnoreCase(text, "chunked")) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrFormat("the response comes in the transfer coding \"%s\", where "
                      "only \"chunked\" is understood",
                      absl::CHexEscape(text)));
}

}  // namespace

std::optional<std::string_view> ResponseHead::FindHeader(
    std::string_view name) const {
  const std::string wanted(name);
  for (const Header& header : headers) {
    if (absl::EqualsIgnoreCase(header.name, wanted)) return header.value;
  }
  return std::nullopt;
}

struct ResponseParser::Beast {
  beast::http::parser</*isRequest=*/false, PassedOnBody> parser;

  PassedOnBody::value_type& body() { return parser.get().body(); }
};

ResponseParser::ResponseParser(Answers answers, BodySink on_body)
    : beast_(std::make_unique<Beast>()) {
  beast_->body().on_piece = std::move(on_body);
  beast_->parser.skip(answers == Answers::kHead);
  beast_->parser.eager(true);
  // Nothing is kept of a body; of a head the caller keeps the size in bounds.
  // (boost::none, no limit, is less than any Content-Length in Boost 1.74.)
  beast_->parser.body_limit(std::numeric_limits<uint64_t>::max());
  beast_->parser.header_limit(std::numeric_limits<uint32_t>::max());
}

ResponseParser::~ResponseParser() = default;

absl::StatusOr<ResponseHead> ResponseParser::ParseHead(std::string text) {
  beast::error_code error;
  beast_->parser.put(boost::asio::buffer(text), error);
  if (error) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "the head of the response is malformed: %s", error.message()));
  }
  const auto& message = beast_->parser.get();
  ResponseHead head;
  head.status = static_cast<int>(message.result_int());
  head.reason = Text(message.reason());
  for (const auto& field : message) {
    head.headers.push_back({Text(field.name_string()), Text(field.value())});
  }
  head.text = std::move(text);
  absl::Status wrong = CheckStatus(head.status);
  wrong.Update(CheckTransferCoding(head));
  if (!wrong.ok()) return wrong;
  return head;
}

absl::StatusOr<size_t> ResponseParser::ParseBody(std::string_view bytes) {
  beast::error_code error;
  const size_t understood = beast_->parser.put(
      boost::asio::buffer(bytes.data(), bytes.size()), error);
  if (!beast_->body().status.ok()) return beast_->body().status;
  if (!error || error == beast::http::error::need_more) return understood;
  return absl::InvalidArgumentError(absl::StrFormat(
      "the body of the response is malformed: %s", error.message()));
}

bool ResponseParser::EndsHere() {
  beast::error_code error;
  if (!complete() && beast_->parser.need_eof()) beast_->parser.put_eof(error);
  return complete();
}

bool ResponseParser::complete() const { return beast_->parser.is_done(); }

uint64_t ResponseParser::body_bytes() const { return beast_->body().bytes; }

std::optional<uint64_t> ResponseParser::content_length() const {
  const auto remaining = beast_->parser.content_length_remaining();
  if (!remaining.has_value()) return std::nullopt;
  return body_bytes() + *remaining;
}

}  // namespace uds::http
