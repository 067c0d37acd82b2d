#include "common/http/session_talk.h"

#include <cstddef>
#include <utility>

namespace uds::http {

Talk TalkTo(Session& session, const std::vector<std::string_view>& pieces) {
  Talk talk;
  for (const std::string_view piece : pieces) {
    if (piece.empty()) continue;
    // As in a Server's buffer: gone, and others in its place, after the call.
    const std::string buffer(piece);
    talk.next = session.OnBytes(buffer, talk.answers);
    if (talk.next != Session::kContinue) break;
  }
  talk.in_flight = session.InFlight();
  return talk;
}

std::vector<std::vector<std::string_view>> EverySplit(std::string_view bytes) {
  std::vector<std::vector<std::string_view>> splits = {{bytes}};
  std::vector<std::string_view> single;
  for (size_t i = 0; i < bytes.size(); ++i) {
    splits.push_back({bytes.substr(0, i), bytes.substr(i)});
    single.push_back(bytes.substr(i, 1));
  }
  splits.push_back(std::move(single));
  return splits;
}

}  // namespace uds::http
