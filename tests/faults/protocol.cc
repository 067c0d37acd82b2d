#include "tests/faults/protocol.h"

#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/http/response_reader.h"

namespace faults {
namespace {

using ::uds::http::ResponseHead;
using ::uds::http::ResponseReader;

class Echoes : public Replies {
 public:
  void OnRequest(std::string_view request) override {
    if (asked_ == 0) Expect("Echo: ");
    Expect(request);
    ends_.push_back(asked_);
  }

  void OnBytes(std::string_view bytes) override {
    const size_t known = std::min(bytes.size(), expected_.size());
    if (bytes.substr(0, known) !=
        std::string_view(expected_).substr(0, known)) {
      wrong_ = "the echo differs from what was sent";
    } else if (bytes.size() > known) {
      wrong_ = "more came back than was sent";
    }
    expected_.erase(0, known);
    heard_ += known;
    while (wrong_.empty() && !ends_.empty() && ends_.front() <= heard_) {
      ends_.pop_front();
      ++delivered_;
    }
  }

 private:
  void Expect(std::string_view bytes) {
    expected_.append(bytes);
    asked_ += bytes.size();
  }

  std::string expected_;     // and not heard yet
  std::deque<size_t> ends_;  // of the requests, as positions in the stream
  size_t asked_ = 0;
  size_t heard_ = 0;
};

class EchoProtocol : public Protocol {
 public:
  std::string Request(size_t n, bool) const override {
    return absl::StrFormat("%-63d\n", n);
  }
  bool ends_by_half_close() const override { return true; }
  std::unique_ptr<Replies> Listen() const override {
    return std::make_unique<Echoes>();
  }
};

class Responses : public Replies {
 public:
  explicit Responses(std::string body) : expected_(std::move(body)) {}

  void OnRequest(std::string_view) override { ++asked_; }

  void OnBytes(std::string_view bytes) override {
    heard_.append(bytes);
    while (!heard_.empty() && wrong_.empty() && TakeSome()) continue;
  }

 private:
  // Whether there may be more to take.
  bool TakeSome() {
    if (delivered_ == asked_) wrong_ = "a response to nothing";
    if (!reader_.has_value()) Begin();
    const absl::StatusOr<size_t> used = reader_->OnBytes(heard_);
    if (!used.ok()) {
      wrong_ = std::string(used.status().message());
      return false;
    }
    heard_.erase(0, *used);
    if (!reader_->complete()) return *used > 0;
    reader_.reset();
    if (status_ != 200 || body_ != expected_) {
      wrong_ = absl::StrCat("status ", status_, " and \"", body_, "\"");
    } else if (wrong_.empty()) {
      ++delivered_;
    }
    return true;
  }

  void Begin() {
    body_.clear();
    reader_.emplace(
        uds::http::ResponseSink{.on_head =
                                    [this](const ResponseHead& head) {
                                      status_ = head.status;
                                      return absl::OkStatus();
                                    },
                                .on_body =
                                    [this](std::string_view piece) {
                                      body_.append(piece);
                                      return absl::OkStatus();
                                    }});
  }

  const std::string expected_;
  size_t asked_ = 0;
  std::string heard_;
  std::optional<ResponseReader> reader_;
  int status_ = 0;
  std::string body_;
};

class HttpProtocol : public Protocol {
 public:
  explicit HttpProtocol(std::string_view body) : body_(body) {}

  std::string Request(size_t, bool last) const override {
    return absl::StrCat("GET / HTTP/1.1\r\nHost: localhost\r\n",
                        last ? "Connection: close\r\n" : "", "\r\n");
  }
  std::unique_ptr<Replies> Listen() const override {
    return std::make_unique<Responses>(body_);
  }

 private:
  const std::string body_;
};

class Greetings : public Replies {
 public:
  void OnRequest(std::string_view) override {}

  void OnBytes(std::string_view bytes) override {
    constexpr std::string_view kBegin =
        "Welcome, verified client!\nYou are PID=";
    heard_.append(bytes);
    const size_t compared = std::min(heard_.size(), kBegin.size());
    if (heard_.compare(0, compared, kBegin, 0, compared) != 0 ||
        delivered_ == 1) {
      wrong_ = "no greeting: " + heard_;
    } else if (heard_.size() > kBegin.size() && heard_.back() == '\n') {
      delivered_ = 1;
    }
  }

 private:
  std::string heard_;
};

class GreetingProtocol : public Protocol {
 public:
  std::string Request(size_t, bool) const override { return ""; }
  bool server_speaks() const override { return true; }
  std::unique_ptr<Replies> Listen() const override {
    return std::make_unique<Greetings>();
  }
};

}  // namespace

const Protocol& Protocol::Echo() {
  static const auto* const protocol = new EchoProtocol;
  return *protocol;
}

const Protocol& Protocol::Http(std::string_view body) {
  static auto* const known =
      new std::map<std::string, std::unique_ptr<HttpProtocol>, std::less<>>;
  std::unique_ptr<HttpProtocol>& protocol = (*known)[std::string(body)];
  if (protocol == nullptr) protocol = std::make_unique<HttpProtocol>(body);
  return *protocol;
}

const Protocol& Protocol::Greeting() {
  static const auto* const protocol = new GreetingProtocol;
  return *protocol;
}

}  // namespace faults
