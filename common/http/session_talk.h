// A conversation with a Session without any socket.
//
//   HttpSession session(handler, peer);
//   const Talk talk = TalkTo(session, {"GET / HT", "TP/1.1\r\n..."});
//   talk.answers;  // "HTTP/1.1 200 OK\r\n..."
//
// For tests only.
#ifndef COMMON_HTTP_SESSION_TALK_H_
#define COMMON_HTTP_SESSION_TALK_H_

#include <string>
#include <string_view>
#include <vector>

#include "common/server/session.h"

namespace uds::http {

struct Talk {
  std::string answers;
  Session::Next next = Session::kContinue;
  bool in_flight = false;  // at the end
};

// Gives the pieces to `session`, one after the other, until it wants no more.
Talk TalkTo(Session& session, const std::vector<std::string_view>& pieces);

// `bytes` whole, cut in two at every place, and byte by byte.
std::vector<std::vector<std::string_view>> EverySplit(std::string_view bytes);

}  // namespace uds::http

#endif  // COMMON_HTTP_SESSION_TALK_H_
