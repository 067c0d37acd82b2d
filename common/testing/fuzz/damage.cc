#include "common/testing/fuzz/damage.h"

#include <string_view>
#include <utility>

namespace uds_testing {
namespace {

using namespace std::string_view_literals;

// What means something in one of the languages that are parsed here.
constexpr std::string_view kBytes =
    "\r\n\t :;,=%?/\"\\(){}[]<>@*+-.0129afX\0\1\x7f\xff"sv;

}  // namespace

Damage::Damage(std::vector<std::string> seeds) : seeds_(std::move(seeds)) {}

std::string Damage::Next() {
  std::string text = seeds_[count_++ % seeds_.size()];
  for (size_t left = 1 + Below(kMostChanges); left > 0; --left) Change(text);
  return text;
}

// A byte replaced, removed or put in; a piece of a seed put in; the end cut
// off.
void Damage::Change(std::string& text) {
  const size_t at = Below(text.size() + 1);
  const char byte = kBytes[Below(kBytes.size())];
  switch (Below(16)) {
    case 0:
      text.resize(at);
      break;
    case 1:
    case 2:
    case 3:
    case 4:
      text.insert(at, Piece());
      break;
    case 5:
    case 6:
    case 7:
      text.insert(at, 1, byte);
      break;
    case 8:
    case 9:
    case 10:
      text.erase(at, 1);
      break;
    default:
      if (at < text.size()) text[at] = byte;
  }
}

std::string Damage::Piece() {
  constexpr size_t kLongest = 40;
  const std::string& seed = seeds_[Below(seeds_.size())];
  return seed.substr(Below(seed.size()), 1 + Below(kLongest));
}

}  // namespace uds_testing
