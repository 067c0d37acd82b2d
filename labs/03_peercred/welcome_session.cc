#include "labs/03_peercred/welcome_session.h"

#include <utility>

namespace lab {

WelcomeSession::WelcomeSession(std::string greeting)
    : greeting_(std::move(greeting)) {}

uds::Session::Next WelcomeSession::OnOpen(std::string& out) {
  if (greeting_.empty()) return kClose;
  out.append(greeting_);
  return kLinger;
}

uds::Session::Next WelcomeSession::OnBytes(std::string_view, std::string&) {
  return kLinger;
}

void WelcomeSession::OnEndOfStream(std::string&) {}

}  // namespace lab
