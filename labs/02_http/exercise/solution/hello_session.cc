// Lab 02: HTTP on one connection, and who may do what. This is the one file
// that you edit.
//
//   ./lab check 02    # how far you are, and what is next
//   ./lab hint 02     # if you are stuck
//
// Given is the grammar of HTTP: RequestReader finds a request in bytes, and
// AppendResponse writes a response as bytes. The server makes all system calls
// but one: it calls your session with what recv(2) brought, sends what you
// append to `out`, and asks you what it needs to know. Read, in this order:
//
//   common/server/session.h        what the server asks of you
//   common/http/request_reader.h   Take, request, keep_alive, in_body
//   common/http/message.h          Request, Response, Text
//   common/http/response_writer.h  AppendResponse
//   common/http/router.h           Handle, Use
//
// Write the steps in their order: 1, 2, ... as their numbers stand here.

#include "labs/02_http/exercise/hello_session.h"

#include <sys/socket.h>

#include <cstdint>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "common/exercise/not_started.h"
#include "common/http/handler.h"
#include "common/http/message.h"
#include "common/http/progress.h"
#include "common/http/request_reader.h"
#include "common/http/response_writer.h"
#include "common/os/log_text.h"
#include "common/peer/credentials.h"

namespace lab {
namespace {

using ::uds::http::Fault;
using ::uds::http::Progress;
using ::uds::http::Request;
using ::uds::http::Response;
using ::uds::http::Text;

// Step 2. Who is at the other end? unix(7), getsockopt(2)
//
// There is no IP address, but the kernel knows which process connected. Ask it
// for SO_PEERCRED. What if the call fails: may such a peer pass for somebody?
// uds::kUnknownPeer is nobody. And of which of the two sockets that a server
// has do you ask: the one that listens, or this one?
//
// Judged by LogsWhoAsked, ListsTheConnectionsThatItServes.
uds::PeerCredentials PeerOf(int socket) {
  // [answer 2]
  ucred peer = {};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return uds::kUnknownPeer;
  }
  return {.pid = peer.pid, .uid = peer.uid, .gid = peer.gid};
  // [else]
  // static_cast<void>(socket);
  // uds::NotStarted(2, "ask the kernel who has connected, and log it")
  //     .IgnoreError();
  // return uds::kUnknownPeer;
  // [end]
}

// One connection. Its object lives as long as the connection does.
class HelloSession : public uds::Session {
 public:
  HelloSession(Site& site, const uds::PeerCredentials& peer)
      : site_(site), peer_(peer), reader_(site.limits) {}

  // Step 3. A stream has no messages. recv(2), unix(7)
  //
  // `bytes` is what one recv(2) brought. That may be the half of a request, or
  // three and a half. So until now this server breaks on anything but a client
  // that sends one request at once, and waits. Keep what is not answered yet in
  // kept_, answer all that is complete, in order, and forget what is answered:
  // Take moves the beginning of `input` behind what it has taken. Mind what
  // `input` points into. Leave in `progress` what the last AnswerNext returned:
  // steps 4 and 5 go on from there.
  //
  // Judged by AnswersInOrder, TakesARequestCutAnywhere, and three more.
  Next OnBytes(std::string_view bytes, std::string& out) override {
    // [answer 3]
    kept_.append(bytes);
    std::string_view input = kept_;
    Progress progress = Progress::kDone;
    do {
      progress = AnswerNext(input, out);
    } while (progress == Progress::kDone && reader_.keep_alive());
    kept_.erase(0, kept_.size() - input.size());
    // [else]
    // std::string_view input = bytes;
    // const Progress progress = AnswerNext(input, out);
    // if (progress == Progress::kNeedsMore || !input.empty()) {
    //   uds::NotStarted(3, "keep what is not complete, answer all that is")
    //       .IgnoreError();
    //   return kClose;
    // }
    // [end]

    // Step 4. What is no request. RFC 9112, 11.2
    //
    // Where the next request begins behind one that nobody could read, nobody
    // knows. What must become of the connection? The client may still be
    // sending: compare kClose with kLinger in session.h. The limits are in
    // site_.limits, and reader_ keeps to them: what it refuses at 8 KiB is
    // never a megabyte in kept_.
    //
    // Judged by RefusesWhatIsNoRequest, BoundsWhatItTakes.
    if (progress == Progress::kRefused) {
      // [answer 4]
      kept_.clear();
      Refuse(reader_.fault(), out);
      return kLinger;
      // [else]
      // uds::NotStarted(4, "answer what is no request").IgnoreError();
      // return kClose;
      // [end]
    }
    if (progress == Progress::kDone && !reader_.keep_alive()) return kClose;
    // [answer 5]
    SetDeadline();
    // [end]
    return kContinue;
  }

  // Step 5. Time, and the end. recv(2), shutdown(2), signalfd(2)
  //
  // A client in the middle of a request is waited for: how long, and who
  // decides? site_.limits.header_timeout is for the whole header, from its
  // first byte: a deadline that begins anew with each byte is none. Then comes
  // OnDeadline: your last word is an answer with 408.
  //
  // When SIGTERM comes, the server asks InFlight of each connection, and closes
  // those that are not. And recv(2) may have returned 0: such a client says no
  // more, but still reads. What do you tell it, if it was in the middle?
  //
  // "In the middle" is: some bytes are kept, or reader_.in_body(), which has
  // taken what came of a body in chunks.
  //
  // Judged by GivesUpOnASlowHeader, FinishesWhatIsInFlightOnSigterm.
  std::optional<Clock::time_point> Deadline() const override {
    // [answer 5]
    return deadline_;
    // [else]
    // if (!kept_.empty()) {
    //   uds::NotStarted(5, "give a client so much time, and no more")
    //       .IgnoreError();
    // }
    // return std::nullopt;
    // [end]
  }

  void OnDeadline(std::string& out) override {
    // [answer 5]
    Refuse({408, "the request did not arrive in time"}, out);
    // [else]
    // static_cast<void>(out);  // no word yet
    // [end]
  }

  bool InFlight() const override {
    // [answer 5]
    return !kept_.empty() || reader_.in_body();
    // [else]
    // return false;  // nobody is, yet
    // [end]
  }

  void OnEndOfStream(std::string& out) override {
    // [answer 5]
    if (InFlight()) Refuse({400, "the request is not complete"}, out);
    // [else]
    // static_cast<void>(out);  // no word yet
    // [end]
  }

 private:
  // Step 1. One request, one answer. RFC 9112, 2.1
  //
  // Take the next request from `input`; if there is a whole one, let
  // site_.router make a response of it, and append that to `out`. Say in
  // request.peer who asks: that is peer_. Two things the response cannot know:
  // the answer to HEAD has no body, and behind a request that is not
  // keep_alive the connection is closed, which the answer says. Returns what
  // Take did. AddYours, at the end of this file, is the other half of this
  // step.
  //
  // Step 3 comes back here: a client may wait for leave to send its body.
  // TakeLeaveToContinue; RFC 9110, 10.1.1. It has to hear it before the answer.
  //
  // Judged by Replies, RoutesByMethodAndPath.
  Progress AnswerNext(std::string_view& input, std::string& out) {
    // [answer 1]
    const Progress progress = reader_.Take(input);
    // [else]
    // static_cast<void>(site_);
    // static_cast<void>(peer_);
    // static_cast<void>(input);
    // static_cast<void>(out);
    // uds::NotStarted(1, "take a request, and answer it").IgnoreError();
    // return Progress::kNeedsMore;
    // [end]
    // [answer 3]
    if (reader_.TakeLeaveToContinue()) out += "HTTP/1.1 100 Continue\r\n\r\n";
    // [end]
    // [answer 1]
    if (progress != Progress::kDone) return progress;
    Request& request = reader_.request();
    request.peer = peer_;
    AppendResponse(site_.router(request),
                   {.time = std::time(nullptr),
                    .head_only = request.method == "HEAD",
                    .connection = reader_.keep_alive() ? "" : "close"},
                   out);
    // [end]
    // [answer 5]
    deadline_.reset();  // the next request has one of its own
    // [end]
    // [answer 1]
    return progress;
    // [end]
  }

  // [answer 4]
  void Refuse(const Fault& fault, std::string& out) {
    AppendResponse(Text(fault.status, fault.why + "\n"),
                   {.time = std::time(nullptr), .connection = "close"}, out);
  }

  // [end]
  // [answer 5]
  // Begins when a request does, and once more when its header has come.
  void SetDeadline() {
    const bool in_body = reader_.in_body();
    if (!InFlight() || in_body != in_body_) deadline_.reset();
    in_body_ = in_body;
    if (!InFlight() || deadline_.has_value()) return;
    deadline_ = Clock::now() + (in_body ? site_.limits.body_timeout
                                        : site_.limits.header_timeout);
  }

  // [end]
  Site& site_;
  const uds::PeerCredentials peer_;
  uds::http::RequestReader reader_;
  std::string kept_;  // bytes that are not answered yet

  // Step 2 comes here: GET /containers/json lists whom a Registration holds in
  // site_.connections (labs/02_http/connection_registry.h), for as long as that
  // object lives. How long should it live?
  // [answer 2]
  const Registration listed_{site_.connections, peer_};
  // [end]
  // [answer 5]
  bool in_body_ = false;
  std::optional<Clock::time_point> deadline_;
  // [end]
};

// Step 2. One line for each request. credentials(7), ascii(7)
//
//   pid=4242 uid=1000 "GET /notes/7" 200
//
// This is a middleware: it stands around the handlers, sees the request and
// what they answer, and writes to site.log. A target is text that a stranger
// chose: think of a line break in it, of a quote, of an escape sequence that
// your terminal obeys. See common/os/log_text.h.
//
// Judged by LogsWhoAsked, NoTargetForgesALineOfTheLog.
Response LogRequest(Site& site, const Request& request,
                    const uds::http::Handler& next) {
  const Response response = next(request);
  // [answer 2]
  const std::string asked = absl::StrFormat(
      "%s %s", std::string(request.method), std::string(request.target));
  site.log.Write(absl::StrFormat("pid=%d uid=%d %s %d\n", request.peer.pid,
                                 request.peer.uid, uds::QuotedForLog(asked),
                                 response.status));
  // [else]
  // static_cast<void>(site);
  // [end]
  return response;
}

// Step 6. A note belongs to its author. credentials(7)
//
// request.parameter is what stands for {id}: any text. site.notes is
// labs/02_http/notes.h: see Find and Remove. Answer 204 where the note is gone
// now, 404 where there is none, 403 to everybody but its author. Who asks: is
// that what a header says, or what the kernel says?
//
// Judged by OnlyItsAuthorDeletesANote and OpensNoFileForAnyRequest.
Response RemoveNote(Site& site, const Request& request) {
  // [answer 6]
  uint64_t id = 0;
  if (!absl::SimpleAtoi(request.parameter, &id)) {
    return Text(404, "the id of a note is a number\n");
  }
  const absl::Status removed = site.notes.Remove(id, request.peer.uid);
  if (absl::IsPermissionDenied(removed)) return Text(403, "it is not yours\n");
  if (!removed.ok()) return Text(404, "there is no such note\n");
  return Response{.status = 204};
  // [else]
  // static_cast<void>(site);
  // static_cast<void>(request);
  // uds::NotStarted(6, "let its author delete a note, and nobody else")
  //     .IgnoreError();
  // return Text(501, "not yet\n");
  // [end]
}

}  // namespace

// Step 1 begins here: GET / shall be answered with status 200 and the text
// "Hello over UDS!", without a line break.
absl::Status AddYours(Site& site) {
  // [answer 1]
  site.router.Handle(
      "GET", "/", [](const Request&) { return Text(200, "Hello over UDS!"); });
  // [else]
  // return uds::NotStarted(1, "a handler for GET /, and AnswerNext");
  // [end]

  site.router.Handle("DELETE", "/notes/{id}", [&site](const Request& request) {
    return RemoveNote(site, request);
  });
  site.router.Use([&site](const Request& request, const auto& next) {
    return LogRequest(site, request, next);
  });
  return absl::OkStatus();
}

std::unique_ptr<uds::Session> MakeSession(Site& site, int socket) {
  return std::make_unique<HelloSession>(site, PeerOf(socket));
}

}  // namespace lab
