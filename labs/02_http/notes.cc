#include "labs/02_http/notes.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/peer/access_policy.h"

namespace lab {
namespace {

// Whether a UID is one user, and the same one each time: the overflow UID
// stands for all who have no number here, and -1 for none.
bool IsSomebody(uid_t uid) {
  return uid != uds::AccessPolicy::kOverflowId && uid != static_cast<uid_t>(-1);
}

}  // namespace

absl::StatusOr<Note> Notes::Add(uid_t author, std::string text) {
  if (notes_.size() >= kMost) {
    return absl::ResourceExhaustedError(absl::StrFormat(
        "there are %d notes, and no more fit: delete one", kMost));
  }
  const uint64_t id = ++last_id_;
  return notes_[id] = {.id = id,
                       .author = author,
                       .created = absl::Now(),
                       .text = std::move(text)};
}

absl::StatusOr<Note> Notes::Find(uint64_t id) const {
  const auto found = notes_.find(id);
  if (found != notes_.end()) return found->second;
  return absl::NotFoundError(absl::StrFormat("there is no note %d", id));
}

absl::Status Notes::Remove(uint64_t id, uid_t uid) {
  const auto found = notes_.find(id);
  if (found == notes_.end()) return Find(id).status();
  const uid_t author = found->second.author;
  if (uid != author || !IsSomebody(uid)) {
    return absl::PermissionDeniedError(absl::StrFormat(
        "note %d is of UID %u, and you are UID %u", id, author, uid));
  }
  notes_.erase(found);
  return absl::OkStatus();
}

}  // namespace lab
