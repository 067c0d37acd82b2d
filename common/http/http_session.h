// A server's side of HTTP/1.1 on one connection, RFC 9110 and 9112.
//
//   const Handler handler = std::ref(router);  // outlives the server
//   Server::Create(std::move(listener), [&handler](int socket) {
//     return std::make_unique<HttpSession>(
//         handler, GetPeerCredentials(socket).value_or(kUnknownPeer));
//   });
//
// Requests are answered one after the other, in order. What is refused, and
// with which status, is in README.md. Not for TLS, HTTP/2, WebSocket, CONNECT,
// compression, or bodies that do not fit in memory.
#ifndef COMMON_HTTP_HTTP_SESSION_H_
#define COMMON_HTTP_HTTP_SESSION_H_

#include <ctime>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/http/handler.h"
#include "common/http/http_limits.h"
#include "common/http/message.h"
#include "common/http/progress.h"
#include "common/http/request_reader.h"
#include "common/peer/credentials.h"
#include "common/server/session.h"

namespace uds::http {

// An answer that is not the handler's: the request was refused before, or the
// handler failed (500).
struct Refusal {
  int status;            // 400
  std::string_view why;  // "there is no Host"; valid during the call
  PeerCredentials peer;
};

struct HttpOptions {
  HttpLimits limits;

  // Told of each refusal, which no middleware sees: RefusalLog() for one.
  std::function<void(const Refusal&)> on_refused = nullptr;

  // For tests, which neither wait nor know what time it is.
  std::function<Session::Clock::time_point()> now = Session::Clock::now;
  std::function<std::time_t()> calendar_time = [] {
    return std::time(nullptr);
  };
};

class HttpSession : public Session {
 public:
  // `handler` and `options` are borrowed: all connections of a server share
  // them.
  HttpSession(const Handler& handler, const PeerCredentials& peer,
              const HttpOptions& options = DefaultOptions());

  // Something that is no Handler would become one that is gone at once.
  HttpSession(Handler&&, const PeerCredentials&) = delete;
  HttpSession(Handler&&, const PeerCredentials&, const HttpOptions&) = delete;
  HttpSession(const Handler&, const PeerCredentials&, HttpOptions&&) = delete;

  Next OnBytes(std::string_view bytes, std::string& out) override;
  void OnEndOfStream(std::string& out) override;
  std::optional<Clock::time_point> Deadline() const override {
    return deadline_;
  }
  void OnDeadline(std::string& out) override;
  bool InFlight() const override { return phase_ != kNothing; }

 private:
  static const HttpOptions& DefaultOptions();

  // What the client is waited for.
  enum Phase { kNothing, kHead, kBody };

  Next AnswerAll(std::string_view& input, std::string& out);
  void Answer(bool last, std::string& out);
  Response ResponseTo(const Request& request);
  void Refuse(const Fault& fault, std::string_view input, std::string& out);
  void Report(const Fault& fault);
  void Await(Phase phase);

  const Handler& handler_;
  const HttpOptions& options_;
  const PeerCredentials peer_;
  RequestReader reader_;
  std::string kept_;  // of a request that is not complete
  Phase phase_ = kNothing;
  std::optional<Clock::time_point> deadline_;  // of that phase
};

}  // namespace uds::http

#endif  // COMMON_HTTP_HTTP_SESSION_H_
