#include "tests/differential/verdict.h"

#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace differential {
namespace {

constexpr std::string_view kBegin = "HTTP/1.";

struct Answer {
  int status = 0;
  std::optional<size_t> length;
  int body_seen = Verdict::kUnknown;
};

// The number behind `name` in a head, whose lines end in CR LF.
std::optional<size_t> NumberIn(std::string_view head, std::string_view name) {
  const size_t begin = head.find(name);
  if (begin == head.npos) return std::nullopt;
  const std::string_view rest = head.substr(begin + name.size());
  size_t number = 0;
  if (!absl::SimpleAtoi(std::string(rest.substr(0, rest.find("\r\n"))),
                        &number)) {
    return std::nullopt;
  }
  return number;
}

// Takes a head off the front; none where it is not whole.
std::optional<Answer> TakeHead(std::string_view& answers) {
  const size_t end = answers.find("\r\n\r\n");
  const size_t space = answers.find(' ');
  Answer answer;
  if (end == answers.npos ||
      !absl::SimpleAtoi(std::string(answers.substr(space + 1, 3)),
                        &answer.status)) {
    return std::nullopt;
  }
  const std::string_view head = answers.substr(0, end + 2);
  answers.remove_prefix(end + 4);
  answer.length = NumberIn(head, "\r\nContent-Length: ");
  if (const auto seen = NumberIn(head, "\r\nX-Body: ")) {
    answer.body_seen = static_cast<int>(*seen);
  }
  return answer;
}

void SkipBody(const Answer& answer, std::string_view& answers) {
  answers.remove_prefix(
      std::min(answer.length.value_or(answers.size()), answers.size()));
}

}  // namespace

std::string Verdict::ToString() const {
  std::vector<std::string> parts;
  for (const int body : bodies) {
    parts.push_back(body == kUnknown ? "?" : std::to_string(body));
  }
  if (refused != 0) parts.push_back(absl::StrFormat("refused %d", refused));
  return parts.empty() ? "nothing" : absl::StrJoin(parts, ", ");
}

Verdict VerdictOf(std::string_view answers) {
  Verdict verdict;
  while (!answers.empty()) {
    if (!answers.starts_with(kBegin)) {
      verdict.bodies.push_back(Verdict::kUnknown);
      break;
    }
    const std::optional<Answer> answer = TakeHead(answers);
    if (!answer.has_value()) break;
    if (answer->status / 100 == 1) continue;
    // One to HEAD has a length and no body.
    if (!answers.starts_with(kBegin)) SkipBody(*answer, answers);
    if (answer->status / 100 == 2) {
      verdict.bodies.push_back(answer->body_seen);
    } else {
      verdict.refused = answer->status;
    }
  }
  return verdict;
}

std::vector<int> StatusesOf(std::string_view answers,
                            const std::vector<bool>& heads) {
  std::vector<int> statuses;
  while (!answers.empty()) {
    const std::optional<Answer> answer = TakeHead(answers);
    if (!answer.has_value()) break;
    if (answer->status / 100 == 1) continue;
    const bool to_head =
        statuses.size() < heads.size() && heads[statuses.size()];
    if (!to_head) SkipBody(*answer, answers);
    statuses.push_back(answer->status);
  }
  return statuses;
}

bool SameRequests(const Verdict& a, const Verdict& b) {
  return a.bodies.size() == b.bodies.size() && !DifferInFraming(a, b);
}

bool DifferInFraming(const Verdict& a, const Verdict& b) {
  const size_t both = std::min(a.bodies.size(), b.bodies.size());
  for (size_t i = 0; i < both; ++i) {
    if (a.bodies[i] == Verdict::kUnknown) continue;
    if (b.bodies[i] == Verdict::kUnknown) continue;
    if (a.bodies[i] != b.bodies[i]) return true;
  }
  return false;
}

}  // namespace differential
