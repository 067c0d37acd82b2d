// Small notes in memory, each with its author, who alone may remove it.
//
//   Notes notes;
//   absl::StatusOr<Note> note = notes.Add(peer.uid, "buy milk");
//   notes.Remove(note->id, other.uid);  // PERMISSION_DENIED
//
// Threat: another user, who may reach the server and wants to remove what is
// not his. Not covered: that one user fills the space of all, and another
// process of the author. Not for keeping: they are gone with the server.
#ifndef LABS_02_HTTP_NOTES_H_
#define LABS_02_HTTP_NOTES_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace lab {

struct Note {
  uint64_t id = 0;  // never used again
  uid_t author = 0;
  absl::Time created;
  std::string text;
};

// Not thread-safe: it belongs to the server's loop.
class Notes {
 public:
  static constexpr size_t kMost = 100;
  static constexpr size_t kMostBytes = 4096;  // of one

  // RESOURCE_EXHAUSTED where there are kMost already. The text has at most
  // kMostBytes, which the caller looks to.
  absl::StatusOr<Note> Add(uid_t author, std::string text);

  // NOT_FOUND if there is none with this id.
  absl::StatusOr<Note> Find(uint64_t id) const;

  // NOT_FOUND as above; PERMISSION_DENIED unless `uid` is its author's.
  absl::Status Remove(uint64_t id, uid_t uid);

  // By id, and so by age.
  const std::map<uint64_t, Note>& all() const { return notes_; }

 private:
  std::map<uint64_t, Note> notes_;
  uint64_t last_id_ = 0;
};

}  // namespace lab

#endif  // LABS_02_HTTP_NOTES_H_
