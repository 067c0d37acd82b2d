#include "common/http/http_session.h"

#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/http/response_writer.h"

namespace uds::http {

HttpSession::HttpSession(const Handler& handler, const PeerCredentials& peer,
                         const HttpOptions& options)
    : handler_(handler),
      options_(options),
      peer_(peer),
      reader_(options.limits) {}

const HttpOptions& HttpSession::DefaultOptions() {
  static const HttpOptions* const options = new HttpOptions;
  return *options;
}

Session::Next HttpSession::OnBytes(std::string_view bytes, std::string& out) {
  // Requests that come whole, as nearly all do, are read where they lie.
  const bool continued = !kept_.empty();
  if (continued) kept_.append(bytes);
  std::string_view input = continued ? kept_ : bytes;
  const Next next = AnswerAll(input, out);
  if (next != kContinue) input = {};  // of no use any more
  if (continued) {
    kept_.erase(0, kept_.size() - input.size());
  } else {
    kept_.assign(input);
  }
  // A connection may wait for long, and should then cost little.
  constexpr size_t kKeptBytes = 512;
  if (kept_.empty() && kept_.capacity() > kKeptBytes) kept_.shrink_to_fit();
  return next;
}

void HttpSession::OnEndOfStream(std::string& out) {
  // RFC 9112, 8, leaves it open whether to answer what is incomplete. Who has
  // only shut down its sending side still reads, and wants to know.
  if (phase_ == kHead) {
    Refuse({400, "the header does not end: is its empty line missing?"}, kept_,
           out);
  } else if (phase_ == kBody) {
    Refuse({400, "the body is shorter than the header says"}, kept_, out);
  }
}

void HttpSession::OnDeadline(std::string& out) {
  Refuse({408, phase_ == kBody ? "the body did not arrive in time"
                               : "the header did not arrive in time"},
         kept_, out);
}

Session::Next HttpSession::AnswerAll(std::string_view& input,
                                     std::string& out) {
  const size_t most = out.size() + options_.limits.max_pipelined_output;
  Progress progress = Progress::kDone;
  while (progress == Progress::kDone) {
    progress = reader_.Take(input);
    // Also where the body is there already, so that the answer is the same
    // however the bytes arrive: RFC 9110, 10.1.1, allows to leave it out then.
    if (reader_.TakeLeaveToContinue()) {
      out.append("HTTP/1.1 100 Continue\r\n\r\n");
    }
    if (progress == Progress::kDone) {
      Await(kNothing);
      const bool last = !reader_.keep_alive() || out.size() >= most;
      Answer(last, out);
      if (last) return input.empty() ? kClose : kLinger;
    }
  }
  if (progress == Progress::kRefused) {
    Refuse(reader_.fault(), input, out);
    return kLinger;
  }
  Await(reader_.in_body() ? kBody : input.empty() ? kNothing : kHead);
  return kContinue;
}

void HttpSession::Answer(bool last, std::string& out) {
  Request& request = reader_.request();
  request.peer = peer_;
  const Response response = ResponseTo(request);
  ResponseOptions options{.time = options_.calendar_time(),
                          .head_only = request.method == "HEAD"};
  if (last) {
    options.connection = "close";
  } else if (request.version < 11) {
    options.connection = "keep-alive";  // which is not its rule
  }
  AppendResponse(response, options, out);
}

Response HttpSession::ResponseTo(const Request& request) {
  std::string wrong;
  try {
    Response response = handler_(request);
    wrong = WhatIsWrongWith(response);
    if (wrong.empty()) return response;
  } catch (const std::exception& thrown) {
    wrong = thrown.what();
  } catch (...) {
    wrong = "threw what is no std::exception";
  }
  Report({500, "the handler failed: " + wrong});
  return Text(500, "the server failed to answer\n");
}

void HttpSession::Refuse(const Fault& fault, std::string_view input,
                         std::string& out) {
  Await(kNothing);
  Report(fault);
  AppendResponse(Text(fault.status, fault.why + "\n"),
                 {.time = options_.calendar_time(),
                  .head_only = reader_.AsksForHead(input),
                  .connection = "close"},
                 out);
}

void HttpSession::Report(const Fault& fault) {
  if (options_.on_refused == nullptr) return;
  options_.on_refused({fault.status, fault.why, peer_});
}

void HttpSession::Await(Phase phase) {
  if (phase == phase_) return;
  phase_ = phase;
  deadline_.reset();
  const HttpLimits& limits = options_.limits;
  if (phase == kHead) deadline_ = options_.now() + limits.header_timeout;
  if (phase == kBody) deadline_ = options_.now() + limits.body_timeout;
}

}  // namespace uds::http
