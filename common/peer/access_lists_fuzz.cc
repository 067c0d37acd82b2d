// Properties of --allow_uid and --allow_gid, whatever they hold, and of the
// policy made of them. libFuzzer calls the function below, and so does
// corpus_main.cc. The first line of an input is the UIDs, the rest the GIDs.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/peer/access_policy.h"
#include "common/peer/credentials.h"
#include "common/peer/id_list.h"
#include "common/testing/fuzz/property.h"

namespace uds {
namespace {

using ::uds_testing::IsPrintable;
using ::uds_testing::Require;

using Ids = std::vector<id_t>;

constexpr int64_t kMostId = 4294967294;

std::optional<id_t> ReferenceId(std::string_view item) {
  if (item.empty() || item.size() > 10) return std::nullopt;
  if (item.size() > 1 && item[0] == '0') return std::nullopt;
  int64_t id = 0;
  for (const char digit : item) {
    if (digit < '0' || digit > '9') return std::nullopt;
    id = id * 10 + (digit - '0');
  }
  if (id > kMostId) return std::nullopt;
  return static_cast<id_t>(id);
}

std::optional<Ids> ReferenceList(std::string_view text) {
  Ids ids;
  if (text == "none") return ids;
  for (bool more = true; more;) {
    const size_t comma = text.find(',');
    more = comma != text.npos;
    const std::optional<id_t> id = ReferenceId(text.substr(0, comma));
    if (!id.has_value()) return std::nullopt;
    ids.push_back(*id);
    if (more) text.remove_prefix(comma + 1);
  }
  if (ids.size() > IdList::kMost) return std::nullopt;
  return ids;
}

// The list that `text` is, or none.
std::optional<IdList> CheckList(std::string_view text) {
  const Ids before = {4711};
  IdList list{before};
  std::string error;
  const bool read = AbslParseFlag({text.data(), text.size()}, &list, &error);
  const std::optional<Ids> expected = ReferenceList(text);
  Require(read == expected.has_value(), "reads lists of IDs alone", text);
  if (!read) {
    Require(list.ids == before, "what is refused lets nobody in", text);
    Require(!error.empty() && IsPrintable(error), "with a reason for a log",
            text);
    return std::nullopt;
  }
  Require(list.ids == *expected, "the IDs in order", text);
  Require(AbslUnparseFlag(list) == (text == "none" ? "none" : text),
          "printed as it was read", text);
  return list;
}

bool Has(const IdList& list, id_t id) {
  return std::find(list.ids.begin(), list.ids.end(), id) != list.ids.end();
}

// Who is in no list, but perhaps in `groups`.
void CheckStranger(const AccessPolicy& policy, const AccessPolicy::Lists& lists,
                   std::vector<gid_t> groups, std::string_view text) {
  id_t nobody = 1;
  while (Has(lists.uids, nobody) || Has(lists.gids, nobody)) ++nobody;
  bool asked = false;
  const absl::Status status =
      policy.Admit({.pid = 1, .uid = nobody, .gid = nobody},
                   [&]() -> absl::StatusOr<std::vector<gid_t>> {
                     asked = true;
                     return groups;
                   });
  const bool member = std::any_of(groups.begin(), groups.end(), [&](gid_t id) {
    return Has(lists.gids, id);
  });
  Require(status.ok() == member, "a stranger comes in by a group alone", text);
  Require(asked == !lists.gids.ids.empty(),
          "groups are asked for if they count", text);
  Require(status.ok() || absl::IsPermissionDenied(status), "else refused",
          text);
}

void CheckPolicy(const AccessPolicy& policy, const AccessPolicy::Lists& lists,
                 std::string_view text) {
  const auto no_groups = []() -> absl::StatusOr<std::vector<gid_t>> {
    return std::vector<gid_t>();
  };
  for (const id_t uid : lists.uids.ids) {
    Require(policy.Admit({.pid = 1, .uid = uid, .gid = 1}, no_groups).ok(),
            "each UID that is listed comes in", text);
  }
  for (const id_t gid : lists.gids.ids) {
    CheckStranger(policy, lists, {gid}, text);
  }
  CheckStranger(policy, lists, {}, text);
  // In all lists, by its groups: and still nobody whom we know.
  const PeerCredentials unmapped = {
      .pid = 1, .uid = AccessPolicy::kOverflowId, .gid = 1};
  Require(!policy.Admit(unmapped, [&] { return lists.gids.ids; }).ok(),
          "an unmapped peer never comes in", text);
}

void Check(std::string_view text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::optional<IdList> uids = CheckList(text.substr(0, end));
  const std::optional<IdList> gids =
      CheckList(text.substr(std::min(end + 1, text.size())));
  if (!uids.has_value() || !gids.has_value()) return;
  const AccessPolicy::Lists lists = {.uids = *uids, .gids = *gids};
  const absl::StatusOr<AccessPolicy> policy = AccessPolicy::Create(lists);
  const bool somebody = !uids->ids.empty() || !gids->ids.empty();
  const bool everybody = Has(*uids, AccessPolicy::kOverflowId) ||
                         Has(*gids, AccessPolicy::kOverflowId);
  Require(policy.ok() == (somebody && !everybody),
          "somebody comes in, and not everybody unknown", text);
  if (policy.ok()) CheckPolicy(*policy, lists, text);
}

}  // namespace
}  // namespace uds

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  uds::Check(uds_testing::AsText(data, size));
  return 0;
}
