// Lab 02, wrong: an HTTP server and a client that make the mistake which they
// are told to make, and are correct without one. All HTTP is written by hand
// here, since the mistakes are in that.
//
//   mistakes --socket=PATH --mistake=one_read_is_one_request

#include "common/testing/mistakes/mistakes.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/os/file_mode.h"
#include "common/os/log_text.h"
#include "common/os/signal_fd.h"
#include "common/os/unique_fd.h"
#include "common/peer/credentials.h"
#include "common/server/line_log.h"
#include "common/server/listener.h"
#include "common/server/server.h"
#include "common/server/session.h"
#include "common/server/unix_listener.h"
#include "common/socket/connect_to_server.h"
#include "common/socket/unix_address.h"
#include "nlohmann/json.hpp"

ABSL_FLAG(std::string, socket, "", "path of the socket");
ABSL_FLAG(uds::FileMode, mode, uds::FileMode{0600}, "of its file, in octal");
ABSL_FLAG(int, header_timeout_ms, 30'000, "for the header of a request");

namespace lab {
namespace {

using ::uds_testing::Planted;
using Json = ::nlohmann::json;

constexpr size_t kMostLine = 8 * 1024;
constexpr size_t kMostHead = 24 * 1024;
constexpr size_t kMostBody = 64 * 1024;
constexpr size_t kMostNote = 4 * 1024;
constexpr size_t kMostNotes = 100;
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kEmptyLine = "\r\n\r\n";

// ---- What the bytes mean ----------------------------------------------------

struct Request {
  std::string method;
  std::string target;
  std::string path;  // the target, as far as its "?"
  std::string body;
  std::string says_uid;  // X-Peer-Uid
  bool close = false;
  bool expects_continue = false;
  bool chunked = false;
  uint64_t length = 0;  // unless it is chunked
};

enum class State { kInHead, kInBody, kDone, kRefused };

struct Reading {
  State state = State::kInHead;
  int refusal = 0;  // the status
  Request request = {};
  size_t size = 0;  // of the whole request
};

Reading Refuse(int status) {
  return {.state = State::kRefused, .refusal = status};
}

bool IsToken(const std::string& text) {
  constexpr std::string_view kOther = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return absl::ascii_isalnum(c) || kOther.find(c) != kOther.npos;
  });
}

bool HasControl(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) {
    return c != '\t' && absl::ascii_iscntrl(c);
  });
}

bool HasOnlyDigits(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// Returns 0, or the status that the line deserves.
int ReadRequestLine(const std::string& line, Request& request) {
  const std::vector<std::string> words = absl::StrSplit(line, ' ');
  if (words.size() != 3 || !IsToken(words[0]) || HasControl(line)) return 400;
  if (words[2] != "HTTP/1.1") return 505;
  if (words[1].empty() || words[1][0] != '/') return 400;
  request.method = words[0];
  request.target = words[1];
  request.path = request.target.substr(0, request.target.find('?'));
  return 0;
}

int ReadLength(const std::string& value, Request& request) {
  // MISTAKE length_by_strtoull: which takes "-4", as 2^64 - 4, and "4 or so".
  // Tempting: one call, and no status to look at.
  if (Planted("length_by_strtoull")) {
    request.length = std::strtoull(value.c_str(), nullptr, 10);
    return 0;
  }
  if (!HasOnlyDigits(value)) return 400;
  return absl::SimpleAtoi(value, &request.length) ? 0 : 413;
}

int ReadFields(const std::vector<std::string>& lines, Request& request) {
  int hosts = 0;
  int lengths = 0;
  int codings = 0;
  for (size_t i = 1; i < lines.size(); ++i) {
    const size_t colon = lines[i].find(':');
    if (colon == std::string::npos || HasControl(lines[i])) return 400;
    const std::string name = absl::AsciiStrToLower(lines[i].substr(0, colon));
    std::string value = lines[i].substr(colon + 1);
    absl::StripAsciiWhitespace(&value);
    if (!IsToken(name)) return 400;
    if (name == "host") ++hosts;
    if (name == "connection") request.close = value == "close";
    if (name == "expect") request.expects_continue = value == "100-continue";
    if (name == "x-peer-uid") request.says_uid = value;
    if (name == "transfer-encoding") {
      ++codings;
      request.chunked = true;
      if (!absl::EqualsIgnoreCase(value, "chunked")) return 501;
    }
    if (name == "content-length") {
      ++lengths;
      if (const int status = ReadLength(value, request)) return status;
    }
  }
  if (hosts != 1 || lengths > 1 || codings > 1) return 400;
  // MISTAKE length_beside_chunks: both are taken, and the chunks count.
  // Tempting: RFC 9112, 6.3, says which one wins. What a proxy in front of us
  // made of it, and where it takes the next request to begin, nobody knows.
  if (Planted("length_beside_chunks")) return 0;
  return lengths > 0 && codings > 0 ? 400 : 0;
}

// Of chunks that begin at `at`: sets the body, and `at` to its end.
Reading ReadChunks(std::string_view bytes, size_t at, Request request) {
  for (;;) {
    const size_t end = bytes.find(kLineEnd, at);
    if (std::min(end, bytes.size()) > at + kMostLine) return Refuse(400);
    if (end == bytes.npos) break;
    const std::string digits(bytes.substr(at, end - at));
    uint64_t size = 0;
    if (!std::all_of(digits.begin(), digits.end(), absl::ascii_isxdigit) ||
        !absl::SimpleHexAtoi(digits, &size)) {
      return Refuse(400);
    }
    if (size > kMostBody - request.body.size()) return Refuse(413);
    at = end + kLineEnd.size();
    if (bytes.size() < at + size + kLineEnd.size()) break;
    if (bytes.substr(at + size, kLineEnd.size()) != kLineEnd) {
      return Refuse(400);
    }
    request.body.append(bytes.substr(at, size));
    at += size + kLineEnd.size();
    if (size > 0) continue;
    return {.state = State::kDone, .request = std::move(request), .size = at};
  }
  return {.state = State::kInBody, .request = std::move(request)};
}

Reading ReadBody(std::string_view bytes, size_t begin, Request request) {
  if (request.chunked) return ReadChunks(bytes, begin, std::move(request));
  // MISTAKE unbounded_body: a client that announces a terabyte is waited for,
  // and all of it would be kept. Tempting: it works with every good client.
  if (request.length > kMostBody && !Planted("unbounded_body")) {
    return Refuse(413);
  }
  const size_t end = begin + request.length;
  if (bytes.size() < end) {
    return {.state = State::kInBody, .request = std::move(request)};
  }
  request.body = bytes.substr(begin, request.length);
  return {.state = State::kDone, .request = std::move(request), .size = end};
}

// What `bytes` begin with. Begins anew at each call, which the limits make
// cheap enough.
Reading Read(std::string_view bytes) {
  const size_t line_end = bytes.find(kLineEnd);
  const size_t head_end = bytes.find(kEmptyLine);
  // MISTAKE unbounded_header: it is kept until its empty line comes, however
  // long that takes. Tempting: a loop up to "\r\n\r\n", as in most examples.
  if (!Planted("unbounded_header")) {
    if (std::min(line_end, bytes.size()) > kMostLine) return Refuse(414);
    if (std::min(head_end, bytes.size()) > kMostHead) return Refuse(431);
  }
  if (head_end == bytes.npos) return {};
  const std::vector<std::string> lines =
      absl::StrSplit(std::string(bytes.substr(0, head_end)), "\r\n");
  Request request;
  if (const int status = ReadRequestLine(lines[0], request)) {
    return Refuse(status);
  }
  if (const int status = ReadFields(lines, request)) return Refuse(status);
  return ReadBody(bytes, head_end + kEmptyLine.size(), std::move(request));
}

// ---- What is answered -------------------------------------------------------

struct Note {
  uid_t author = 0;
  std::string text;
  std::string created;
};

// What all connections share.
struct Site {
  uds::LineLog log{STDERR_FILENO};
  std::map<uint64_t, uds::PeerCredentials> connections;  // by Id
  uint64_t last_connection = 0;
  std::map<uint64_t, Note> notes;
  uint64_t last_note = 0;
};

struct Answer {
  int status = 200;
  std::string body = {};
  std::string field = {};  // a line of the header, with its end
};

std::string Text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string Now() {
  // MISTAKE local_time_of_a_note: localtime(3) reads /etc/localtime, or the
  // file that $TZ names, and in glibc so does gmtime(3). Tempting: people like
  // their own time.
  if (Planted("local_time_of_a_note")) {
    const std::time_t now = std::time(nullptr);
    std::tm parts = {};
    ::localtime_r(&now, &parts);
    return absl::StrFormat("%02d:%02d", parts.tm_hour, parts.tm_min);
  }
  return absl::FormatTime(absl::RFC3339_sec, absl::Now(), absl::UTCTimeZone());
}

Json ToJson(uint64_t id, const Note& note) {
  return {{"Id", id},
          {"Uid", note.author},
          {"Text", note.text},
          {"Created", note.created}};
}

Answer ListConnections(const Site& site) {
  Json list = Json::array();
  for (const auto& [id, peer] : site.connections) {
    list.push_back({{"Id", absl::StrCat(id)},
                    {"Pid", peer.pid},
                    {"Uid", peer.uid},
                    {"Gid", peer.gid}});
  }
  return {.body = Text(list)};
}

Answer AddNote(Site& site, const Request& request, uid_t uid) {
  if (request.body.size() > kMostNote) return {.status = 413};
  if (site.notes.size() >= kMostNotes) return {.status = 507};
  const uint64_t id = ++site.last_note;
  site.notes[id] = {.author = uid, .text = request.body, .created = Now()};
  return {.status = 201,
          .body = Text(ToJson(id, site.notes[id])),
          .field = absl::StrFormat("Location: /notes/%d\r\n", id)};
}

Answer RemoveNote(Site& site, uint64_t id, const Request& request, uid_t uid) {
  // MISTAKE believes_x_peer_uid: who asks is taken from a header. Tempting:
  // behind a proxy that is how it is done, and this server itself sends one.
  if (Planted("believes_x_peer_uid") && !request.says_uid.empty()) {
    uid = std::atoi(request.says_uid.c_str());
  }
  // MISTAKE anybody_deletes: nobody asks whose note it is. Tempting: to reach
  // the socket is permission enough, as long as there is one user.
  if (!Planted("anybody_deletes") && site.notes[id].author != uid) {
    return {.status = 403};
  }
  site.notes.erase(id);
  return {.status = 204};
}

Answer WithNotes(Site& site, const Request& request, uid_t uid) {
  const bool get = request.method == "GET" || request.method == "HEAD";
  if (request.path == "/notes") {
    if (request.method == "POST") return AddNote(site, request, uid);
    if (!get) return {.status = 405, .field = "Allow: GET, HEAD, POST\r\n"};
    Json list = Json::array();
    for (const auto& [id, note] : site.notes) list.push_back(ToJson(id, note));
    return {.body = Text(list)};
  }
  uint64_t id = 0;
  const std::string digits =
      request.path.substr(std::string_view("/notes/").size());
  if (!HasOnlyDigits(digits) || !absl::SimpleAtoi(digits, &id) ||
      site.notes.count(id) == 0) {
    return {.status = 404};
  }
  if (request.method == "DELETE") return RemoveNote(site, id, request, uid);
  if (!get) return {.status = 405, .field = "Allow: GET, HEAD, DELETE\r\n"};
  return {.body = Text(ToJson(id, site.notes[id]))};
}

Answer Handle(Site& site, const Request& request, uid_t uid) {
  if (request.path == "/notes" || request.path.starts_with("/notes/")) {
    return WithNotes(site, request, uid);
  }
  const bool root = request.path == "/";
  if (!root && request.path != "/containers/json") {
    // MISTAKE page_for_an_error: from a file, there or not. Tempting: a nice
    // page, which somebody can change without compiling.
    if (Planted("page_for_an_error")) {
      ::close(::open("/usr/share/http/404.html", O_RDONLY | O_CLOEXEC));
    }
    return {.status = 404};
  }
  if (request.method != "GET" && request.method != "HEAD") {
    // MISTAKE wrong_method_is_404: one table of "METHOD PATH", and what is not
    // in it is not found. Tempting: it is one look-up.
    if (Planted("wrong_method_is_404")) return {.status = 404};
    return {.status = 405, .field = "Allow: GET, HEAD\r\n"};
  }
  return root ? Answer{.body = "Hello over UDS!"} : ListConnections(site);
}

// ---- One connection ---------------------------------------------------------

class RawSession : public uds::Session {
 public:
  RawSession(Site& site, int socket)
      : site_(site),
        socket_(socket),
        peer_(uds::GetPeerCredentials(socket).value_or(uds::kUnknownPeer)),
        id_(++site.last_connection) {
    site_.connections[id_] = peer_;
  }

  ~RawSession() override {
    // MISTAKE forgets_no_connection: the list only grows. Tempting: it is
    // easy to see where a connection begins, and its end has many places.
    if (!Planted("forgets_no_connection")) site_.connections.erase(id_);
  }

  Next OnBytes(std::string_view bytes, std::string& out) override {
    // MISTAKE one_read_is_one_request: what an earlier read brought is gone.
    // Tempting: with curl, and every small request, it works.
    if (Planted("one_read_is_one_request")) kept_.clear();
    kept_.append(bytes);
    Reading reading = Read(kept_);
    if (Planted("blocks_on_a_slow_client")) reading = ReadOn();
    std::string late;
    while (reading.state == State::kDone) {
      const Next next = Answered(reading, out, late);
      if (next != kContinue) return next;
      reading = Read(kept_);
    }
    out += late;
    return Wait(reading, out);
  }

  void OnEndOfStream(std::string& out) override {
    // MISTAKE answers_nobody_who_half_closed: what is not sent yet is thrown
    // away. Tempting: recv(2) returned 0, so the client is gone, is it not?
    if (Planted("answers_nobody_who_half_closed")) {
      out.clear();
    } else if (!kept_.empty()) {
      Say(400, "", "", /*head_only=*/false, /*close=*/true, out);
    }
  }

  std::optional<Clock::time_point> Deadline() const override {
    // MISTAKE no_deadline: a client may take its time, for ever. Tempting:
    // nothing blocks, so whom does it hurt? It holds a connection.
    if (Planted("no_deadline")) return std::nullopt;
    return deadline_;
  }

  void OnDeadline(std::string& out) override {
    Say(408, "", "", /*head_only=*/false, /*close=*/true, out);
  }

  bool InFlight() const override {
    // MISTAKE drops_what_is_in_flight: only whole requests count. Tempting:
    // half a request is none, and SIGTERM means now.
    if (Planted("drops_what_is_in_flight")) return false;
    return !kept_.empty();
  }

 private:
  // MISTAKE blocks_on_a_slow_client: it reads until the header is complete, and
  // meanwhile serves nobody else. Tempting: the code reads like a sentence,
  // with no state to keep between two calls.
  Reading ReadOn() {
    const Clock::time_point until = Clock::now() + HeaderTimeout();
    Reading reading = Read(kept_);
    while (reading.state == State::kInHead) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
      pollfd ready{socket_, POLLIN, 0};
      char buffer[4096];
      if (left.count() <= 0 || ::poll(&ready, 1, left.count()) != 1) break;
      const ssize_t size = ::recv(socket_, buffer, sizeof buffer, 0);
      if (size <= 0) break;
      kept_.append(buffer, size);
      reading = Read(kept_);
    }
    return reading;
  }

  Next Answered(const Reading& reading, std::string& out, std::string& late) {
    const Request& request = reading.request;
    const Answer answer = Handle(site_, request, peer_.uid);
    LogRequest(request, answer);
    // MISTAKE answers_out_of_order: those that change something come last.
    // Tempting: what is ready at once need not wait for what takes longer.
    const bool is_late =
        Planted("answers_out_of_order") && request.method == "POST";
    // MISTAKE body_for_head: HEAD is answered as GET is. Tempting: the same
    // handler; and a client that wants no body can throw it away.
    const bool head_only =
        request.method == "HEAD" && !Planted("body_for_head");
    // MISTAKE closes_behind_each_answer: as HTTP/1.0 did. Tempting: the end of
    // the stream is the end of the answer, and no state is left.
    const bool close = request.close || Planted("closes_behind_each_answer");
    Say(answer.status, answer.body, answer.field, head_only, close,
        is_late ? late : out);
    deadline_.reset();
    in_body_ = false;
    kept_.erase(0, reading.size);
    // MISTAKE forgets_what_is_left_over: what came behind the request, in the
    // same read, is the next one. Tempting: clear() at the end of a round.
    if (Planted("forgets_what_is_left_over")) kept_.clear();
    if (!close) return kContinue;
    return kept_.empty() ? kClose : kLinger;
  }

  // For the rest of a request, or for the next one; or does not wait.
  Next Wait(const Reading& reading, std::string& out) {
    if (reading.state == State::kRefused) return Refused(reading.refusal, out);
    if (kept_.empty()) return kContinue;
    const bool in_body = reading.state == State::kInBody;
    // MISTAKE leave_is_not_given: "Expect: 100-continue" is not looked at.
    // Tempting: the body comes anyhow, when the client is tired of waiting.
    if (in_body && !in_body_ && reading.request.expects_continue &&
        !Planted("leave_is_not_given")) {
      out += "HTTP/1.1 100 Continue\r\n\r\n";
    }
    // MISTAKE deadline_for_the_next_byte: it begins anew with each. Tempting:
    // so SO_RCVTIMEO does it. One byte a minute, and a client stays for ever.
    if (!deadline_.has_value() || in_body != in_body_ ||
        Planted("deadline_for_the_next_byte")) {
      deadline_ = Clock::now() + (in_body ? kBodyTimeout : HeaderTimeout());
    }
    in_body_ = in_body;
    return kContinue;
  }

  Next Refused(int status, std::string& out) {
    std::string line = absl::StrFormat("refused %d", status);
    // MISTAKE logs_what_it_refused: the bytes as they came, line breaks and
    // all. Tempting: one wants to see what that client sent.
    if (Planted("logs_what_it_refused")) line += " " + kept_.substr(0, 200);
    Log(line);
    // MISTAKE goes_on_behind_400: it looks for the next request in what nobody
    // could read. Tempting: one bad request should not cost the connection.
    const bool close = !Planted("goes_on_behind_400");
    Say(status, "", "", /*head_only=*/false, close, out);
    deadline_.reset();
    const size_t end = kept_.find(kEmptyLine);
    if (close || end == kept_.npos) {
      kept_.clear();
      return close ? kLinger : kContinue;
    }
    kept_.erase(0, end + kEmptyLine.size());
    return OnBytes("", out);
  }

  void Say(int status, const std::string& body, const std::string& field,
           bool head_only, bool close, std::string& out) {
    absl::StrAppend(&out, "HTTP/1.1 ", status, " ", status, "\r\n");
    // RFC 9110, 8.6: with 204 not even a length.
    if (status != 204) {
      absl::StrAppend(&out, "Content-Length: ", body.size(), "\r\n");
    }
    absl::StrAppend(&out, field, close ? "Connection: close\r\n\r\n" : "\r\n");
    if (status != 204 && !head_only) out += body;
  }

  void LogRequest(const Request& request, const Answer& answer) {
    std::string asked = request.method + " " + request.target;
    // MISTAKE logs_the_decoded_target: in it "%0A" is a line break, and what
    // follows a line of its own. Tempting: it can be read so much better.
    if (Planted("logs_the_decoded_target")) {
      asked = absl::StrReplaceAll(asked, {{"%0A", "\n"}, {"%20", " "}});
    } else {
      asked = uds::QuotedForLog(asked);
    }
    Log(absl::StrFormat("%s %d %d", asked, answer.status, answer.body.size()));
  }

  void Log(const std::string& what) {
    // MISTAKE logs_nothing. Tempting: there is no IP address to write down.
    if (Planted("logs_nothing")) return;
    pid_t pid = peer_.pid;
    uid_t uid = peer_.uid;
    // MISTAKE logs_itself: getpid(2) and getuid(2) are those of the server.
    // Tempting: on a machine with one user the UID is even right.
    if (Planted("logs_itself")) {
      pid = ::getpid();
      uid = ::getuid();
    }
    site_.log.Write(absl::StrFormat("pid=%d uid=%d %s\n", pid, uid, what));
  }

  static std::chrono::milliseconds HeaderTimeout() {
    return std::chrono::milliseconds(absl::GetFlag(FLAGS_header_timeout_ms));
  }

  static constexpr std::chrono::milliseconds kBodyTimeout =
      std::chrono::minutes(1);

  Site& site_;
  const int socket_;  // for a mistake only
  const uds::PeerCredentials peer_;
  const uint64_t id_;
  std::string kept_;  // from the beginning of a request
  bool in_body_ = false;
  std::optional<Clock::time_point> deadline_;  // of its header, or its body
};

// ---- The two programs -------------------------------------------------------

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "mistakes: %s\n", std::string(status.message()).c_str());
  return 1;
}

int Serve() {
  absl::StatusOr<uds::SignalFd> stop =
      uds::SignalFd::Create({SIGTERM, SIGINT, SIGHUP});
  if (!stop.ok()) return Fail(stop.status());
  const auto address = uds::UnixAddress::FromPath(absl::GetFlag(FLAGS_socket));
  if (!address.ok()) return Fail(address.status());
  absl::StatusOr<std::unique_ptr<uds::Listener>> listener =
      uds::UnixListener::Create(*address, absl::GetFlag(FLAGS_mode).bits);
  if (!listener.ok()) return Fail(listener.status());
  Site site;
  absl::StatusOr<std::unique_ptr<uds::Server>> server =
      uds::Server::Create(*std::move(listener), [&site](int socket) {
        return std::make_unique<RawSession>(site, socket);
      });
  if (!server.ok()) return Fail(server.status());
  std::printf("Listening on %s\n", address->ToString().c_str());
  std::fflush(stdout);
  const absl::Status status = (*server)->Run(stop->fd());
  return status.ok() ? 0 : Fail(status);
}

// Sends `request` on `socket`, and returns all that comes.
std::string Exchange(int socket, std::string_view request) {
  std::string heard;
  // Where it fails, the server may have said why before it closed.
  static_cast<void>(
      ::send(socket, request.data(), request.size(), MSG_NOSIGNAL));
  pollfd ready{socket, POLLIN, 0};
  char buffer[4096];
  while (::poll(&ready, 1, -1) == 1) {
    const ssize_t size = ::recv(socket, buffer, sizeof buffer, 0);
    if (size <= 0) break;
    heard.append(buffer, size);
  }
  return heard;
}

int Visit() {
  if (uds_testing::Words().size() != 1) {
    return Fail(absl::InvalidArgumentError("one path is needed"));
  }
  const auto address = uds::UnixAddress::FromPath(absl::GetFlag(FLAGS_socket));
  if (!address.ok()) return Fail(address.status());
  const absl::StatusOr<uds::UniqueFd> socket = uds::ConnectToServer(*address);
  if (!socket.ok()) return Fail(socket.status());
  const std::string heard = Exchange(
      socket->get(), absl::StrFormat("GET %s HTTP/1.1\r\nHost: localhost\r\n"
                                     "Connection: close\r\n\r\n",
                                     uds_testing::Words()[0]));
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  const size_t head_end = heard.find(kEmptyLine);
  const size_t at = heard.find(kLength);
  if (head_end == heard.npos || at > head_end) {
    return Fail(absl::DataLossError("there is no whole header"));
  }
  const size_t length = std::atoi(heard.c_str() + at + kLength.size());
  const std::string body = heard.substr(head_end + kEmptyLine.size());
  std::fwrite(body.data(), 1, body.size(), stdout);
  // MISTAKE takes_the_end_for_the_whole: the stream has ended, so that was all.
  // Tempting: with "Connection: close" it is so, unless the server has died.
  if (Planted("takes_the_end_for_the_whole")) return 0;
  if (body.size() == length) return 0;
  return Fail(absl::DataLossError(
      absl::StrFormat("the body has %d of %d bytes", body.size(), length)));
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds_testing::RunMistakes(
      argc, argv,
      {.serve = lab::Serve,
       .visit = lab::Visit,
       .mistakes = {
           {.name = "closes_behind_each_answer",
            .what = "It closes the connection behind each answer.",
            .tempting = "The end of the stream is the end of the answer, as in "
                        "HTTP/1.0, and no state is left.",
            .fails = {"RoutesByMethodAndPath"}},
           {.name = "body_for_head",
            .what = "It sends a body in answer to HEAD.",
            .tempting = "The handler is that of GET, and a client can throw a "
                        "body away. It takes it for the next answer instead.",
            .fails = {"RoutesByMethodAndPath"}},
           {.name = "wrong_method_is_404",
            .what =
                "It answers 404 where the path is right and the method is not.",
            .tempting =
                "One table with \"METHOD PATH\" as its key needs one look-up.",
            .fails = {"RoutesByMethodAndPath"}},
           {.name = "forgets_what_is_left_over",
            .what =
                "It throws away what came behind a request in the same read.",
            .tempting = "To clear the buffer at the end of each round looks "
                        "tidy, and most clients wait for an answer.",
            .fails = {"AnswersInOrder"}},
           {.name = "answers_out_of_order",
            .what = "It answers first what is ready first.",
            .tempting = "What is ready at once need not wait for what takes "
                        "longer, one would think; but answers carry no number.",
            .fails = {"AnswersInOrder"}},
           {.name = "one_read_is_one_request",
            .what = "It takes what one recv(2) brings for the whole request.",
            .tempting = "With curl, and with every small request, it works.",
            .fails = {"TakesARequestCutAnywhere"}},
           {.name = "leave_is_not_given",
            .what = "It does not look at \"Expect: 100-continue\".",
            .tempting = "The body comes all the same, when the client is tired "
                        "of waiting.",
            .fails = {"SaysContinueToWhoAsks"}},
           {.name = "length_beside_chunks",
            .what =
                "It takes a request with Content-Length and Transfer-Encoding.",
            .tempting = "RFC 9112, 6.3, says which of them wins; a proxy in "
                        "front of the server may not have read it.",
            .fails = {"RefusesWhatIsNoRequest"}},
           {.name = "length_by_strtoull",
            .what = "It reads Content-Length by strtoull(3).",
            .tempting = "One call does it; it also takes \"-4\", as 2^64 - 4, "
                        "and \"4 or so\".",
            .fails = {"RefusesWhatIsNoRequest"}},
           {.name = "goes_on_behind_400",
            .what = "It looks for the next request behind one that it could "
                    "not read.",
            .tempting = "One bad request should not cost the connection; but "
                        "where it ends, nobody knows.",
            .fails = {"RefusesWhatIsNoRequest"}},
           {.name = "unbounded_header",
            .what = "It keeps a header until its empty line comes, however "
                    "long it is.",
            .tempting =
                "A loop up to \"\\r\\n\\r\\n\" is how most examples read.",
            .fails = {"BoundsWhatItTakes"}},
           {.name = "unbounded_body",
            .what = "It waits for a body of any length.",
            .tempting = "It works with every good client.",
            .fails = {"BoundsWhatItTakes"}},
           {.name = "answers_nobody_who_half_closed",
            .what = "It throws away its answers when the client shuts down its "
                    "sending side.",
            .tempting = "recv(2) returned 0, so the client must be gone.",
            .fails = {"AnswersAHalfClosedClient"}},
           {.name = "no_deadline",
            .what = "It waits for the rest of a header for ever.",
            .tempting = "Nothing blocks, so a slow client seems to hurt "
                        "nobody; but it holds a connection.",
            .fails = {"GivesUpOnASlowHeader"}},
           {.name = "deadline_for_the_next_byte",
            .what = "Its time limit begins anew with each byte.",
            .tempting = "SO_RCVTIMEO works so, and an idle timeout too.",
            .fails = {"GivesUpOnASlowHeader"}},
           {.name = "blocks_on_a_slow_client",
            .what = "It reads on until a header is complete, and meanwhile "
                    "serves nobody else.",
            .tempting = "The code reads like a sentence, with no state to keep "
                        "between two calls.",
            .fails = {"ServesFastClientsBesideSlowOnes"}},
           {.name = "drops_what_is_in_flight",
            .what = "At SIGTERM it drops a request that is not complete.",
            .tempting = "Half a request is none, and SIGTERM means now.",
            .fails = {"FinishesWhatIsInFlightOnSigterm"}},
           {.name = "forgets_no_connection",
            .what = "It lists connections that have ended.",
            .tempting = "Where a connection begins is easy to see; its end has "
                        "many places.",
            .fails = {"ListsTheConnectionsThatItServes"}},
           {.name = "logs_nothing",
            .what = "It logs no requests.",
            .tempting = "There is no IP address to write down.",
            .fails = {"LogsWhoAsked"}},
           {.name = "logs_itself",
            .what = "It logs its own pid and UID.",
            .tempting = "getpid(2) and getuid(2) are at hand, and where there "
                        "is one user the UID is even right.",
            .fails = {"LogsWhoAsked"}},
           {.name = "logs_the_decoded_target",
            .what = "It logs the target percent-decoded: \"%0A\" begins a line "
                    "of its own.",
            .tempting = "It can be read so much better.",
            .fails = {"NoTargetForgesALineOfTheLog"}},
           {.name = "logs_what_it_refused",
            .what = "It logs the bytes of a refused request as they came.",
            .tempting = "One wants to see what that client sent.",
            .fails = {"NoTargetForgesALineOfTheLog"}},
           {.name = "anybody_deletes",
            .what = "It lets everybody delete a note.",
            .tempting = "To reach the socket seems to be permission enough, as "
                        "long as there is one user.",
            .fails = {"OnlyItsAuthorDeletesANote"}},
           {.name = "believes_x_peer_uid",
            .what =
                "It takes the UID of who asks from a header of the request.",
            .tempting = "Behind a proxy that is how it is done.",
            .fails = {"OnlyItsAuthorDeletesANote"}},
           {.name = "local_time_of_a_note",
            .what = "It notes the local time of a note, by localtime(3).",
            .tempting = "People like their own time. It reads /etc/localtime, "
                        "and so does gmtime(3) of glibc.",
            .fails = {"OpensNoFileForAnyRequest"}},
           {.name = "page_for_an_error",
            .what = "It opens a file for the body of 404.",
            .tempting = "A nice page can so be changed without compiling.",
            .fails = {"OpensNoFileForAnyRequest"}},
           {.name = "takes_the_end_for_the_whole",
            .what = "The client takes the end of the stream for the end of the "
                    "body.",
            .tempting = "With \"Connection: close\" it is that, unless the "
                        "server died before.",
            .fails = {"ClientReportsAnIncompleteAnswer"},
            .in_client = true},
       }});
}
