#include "common/peer/id_list.h"

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace uds {
namespace {

constexpr char kNone[] = "none";
constexpr id_t kNoId = static_cast<id_t>(-1);

std::optional<id_t> ParseId(std::string_view digits) {
  // from_chars reads neither signs of unsigned numbers, nor spaces, nor 0x. A
  // leading zero may be meant as octal.
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  id_t id = kNoId;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, id);
  if (error != std::errc() || stop != end || id == kNoId) return std::nullopt;
  return id;
}

}  // namespace

bool AbslParseFlag(absl::string_view text, IdList* list, std::string* error) {
  std::vector<id_t> ids;
  if (text == kNone) {
    list->ids.clear();
    return true;
  }
  const std::vector<std::string> items = absl::StrSplit(text, ',');
  for (const std::string& item : items) {
    const std::optional<id_t> id = ParseId(item);
    if (!id.has_value()) {
      *error = absl::StrFormat(
          "\"%s\" is not a number from 0 to %u: write IDs in digits, separated "
          "by commas and nothing else, as 1000,1001, or none",
          absl::CEscape(item), kNoId - 1);
      return false;
    }
    ids.push_back(*id);
  }
  if (ids.size() > IdList::kMost) {
    *error = absl::StrFormat(
        "%d IDs are more than %d, the most that there may be: make a group of "
        "them, and admit that",
        ids.size(), IdList::kMost);
    return false;
  }
  list->ids = std::move(ids);
  return true;
}

std::string AbslUnparseFlag(const IdList& list) {
  return list.ids.empty() ? kNone : absl::StrJoin(list.ids, ",");
}

}  // namespace uds
