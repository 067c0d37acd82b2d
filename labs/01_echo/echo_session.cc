#include "labs/01_echo/echo_session.h"

namespace lab {

uds::Session::Next EchoSession::OnBytes(std::string_view bytes,
                                        std::string& out) {
  if (!in_flight_) out.append("Echo: ");
  in_flight_ = true;
  out.append(bytes);
  return kContinue;
}

void EchoSession::OnEndOfStream(std::string&) { in_flight_ = false; }

}  // namespace lab
