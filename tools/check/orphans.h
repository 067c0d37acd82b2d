// Processes that outlive the one that started them: they become children of
// this process, which can name and end them.
//
//   absl::StatusOr<Orphans> orphans = Orphans::Adopt();
//   ...  // run a program, to its end
//   for (const Orphan& orphan : orphans->End(absl::Seconds(2))) ...
//
// Not a sandbox: who changes its user may be out of reach, and who never stops
// forking costs time before it is ended.
#ifndef TOOLS_CHECK_ORPHANS_H_
#define TOOLS_CHECK_ORPHANS_H_

#include <sys/types.h>

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace tools {

struct Orphan {
  pid_t pid;
  std::string name;    // as in /proc/PID/comm
  bool killed = true;  // false where that was not permitted, or took too long
};

class Orphans {
 public:
  // From now on descendants of this process become its children when their own
  // parents end (PR_SET_CHILD_SUBREAPER, prctl(2)). Children that it has
  // already are none of ours, and stay. Fails with the errno of prctl(2).
  static absl::StatusOr<Orphans> Adopt();

  // Waits up to `grace` for them to end by themselves, then kills those that
  // are left (SIGKILL), with all that they started, and returns them. A tracer
  // ends with what it traces, and is left out. Call it while no child is alive
  // that was started since Adopt: it would be killed as well.
  std::vector<Orphan> End(absl::Duration grace);

 private:
  // Reaps those of our children that have ended, and returns the others.
  std::vector<pid_t> Living() const;
  bool WaitUntilNoneLives(absl::Duration patience) const;

  std::set<pid_t> not_ours_;
};

}  // namespace tools

#endif  // TOOLS_CHECK_ORPHANS_H_
