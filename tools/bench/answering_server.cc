#include "tools/bench/answering_server.h"

#include <sys/eventfd.h>

#include <utility>

#include "common/server/session.h"
#include "common/server/unix_listener.h"

namespace tools {
namespace {

class AnsweringSession : public uds::Session {
 public:
  AnsweringSession(const Answerer& answerer, bool closes)
      : answerer_(answerer), closes_(closes) {}

  Next OnBytes(std::string_view bytes, std::string& out) override {
    out += answerer_(bytes);
    return closes_ ? kClose : kContinue;
  }
  void OnEndOfStream(std::string&) override {}
  bool InFlight() const override { return false; }

 private:
  const Answerer answerer_;
  const bool closes_;
};

}  // namespace

AnsweringServer::AnsweringServer(Answerer answerer, bool closes)
    : address_(uds::UnixAddress::FromPath(directory_.Path("s")).value()),
      stop_(::eventfd(0, EFD_CLOEXEC)),
      server_(uds::Server::Create(
                  uds::UnixListener::Create(address_, 0600).value(),
                  [answerer = std::move(answerer), closes](int) {
                    return std::make_unique<AnsweringSession>(answerer, closes);
                  })
                  .value()),
      thread_([this] { server_->Run(stop_.get()).IgnoreError(); }) {}

AnsweringServer::~AnsweringServer() {
  ::eventfd_write(stop_.get(), 1);
  thread_.join();
}

}  // namespace tools
