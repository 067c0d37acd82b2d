// User or group IDs as a command-line flag: numbers, separated by commas.
//
//   ABSL_FLAG(uds::IdList, allow_uid, uds::IdList{{::geteuid()}}, "...");
//   // --allow_uid=1000,1001; --allow_uid=none is the empty list
//
// What is not clearly a list of IDs is refused, since a list that is read wrong
// lets the wrong people in. Not for names of users or groups: to look one up,
// the C library opens files and may ask a server (nsswitch.conf(5)), and who a
// name stands for may change while the program runs. `id -u NAME` tells.
#ifndef COMMON_PEER_ID_LIST_H_
#define COMMON_PEER_ID_LIST_H_

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace uds {

// UIDs or GIDs: both have 32 bits, and 4294967295 (-1) is no ID, but "no
// change" to chown(2) and its kin.
struct IdList {
  // More belong into a group, which one ID then stands for.
  static constexpr size_t kMost = 32;

  std::vector<id_t> ids;
};

// What Abseil's flags call. Refused, with the item and the way out in `error`:
// empty text or items, anything but the digits of a number from 0 to 4294967294
// (signs, spaces, 0x, a leading zero, names), more than kMost items.
bool AbslParseFlag(absl::string_view text, IdList* list, std::string* error);
std::string AbslUnparseFlag(const IdList& list);

}  // namespace uds

#endif  // COMMON_PEER_ID_LIST_H_
