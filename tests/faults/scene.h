// What happens to one server while a fault is played: who comes, what each of
// them lacks in the end, and what was found wrong.
//
//   void Happen(Scene& scene) {
//     scene.Plague("AsksAndNeverReads", 20);
//     scene.ServeAtOnce(10);
//     scene.ExpectCalm();
//   }
//
// Used by one thread.
#ifndef TESTS_FAULTS_SCENE_H_
#define TESTS_FAULTS_SCENE_H_

#include <cstddef>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tests/faults/guest.h"
#include "tests/faults/lab_server.h"
#include "tests/faults/memory_tells.h"
#include "tests/faults/nuisance.h"
#include "tests/faults/visitor.h"

namespace faults {

// In which way a server has failed.
enum class Harm {
  kDied,         // or did not start
  kUnserved,     // a normal client is not served any more
  kLostReply,    // a reply that was owed did not come, or another one
  kDescriptors,  // they are not back
  kMemory,       // it is not back
  kSpin,         // it used the processor while there was nothing to do
  kBadEnd,       // it did not end as it should
  kVoid,         // the fault did not happen, so nothing is shown
  kNotHere,      // nor could it, as this machine lacks something
};
std::ostream& operator<<(std::ostream& out, Harm harm);

struct Finding {
  Harm harm;
  std::string text;
};
std::ostream& operator<<(std::ostream& out, const Finding& finding);

class Scene {
 public:
  // `server` is borrowed.
  explicit Scene(LabServer& server) : server_(server) {}

  LabServer& server() { return server_; }

  // Visitors that are served while it lasts: one after the other, or all at
  // once.
  void ServeInTurn(size_t count, Manner manner = {});
  void ServeAtOnce(size_t count, Manner manner = {});

  // Visitors that come now, say what they can, and are not waited for. They
  // have to be served by the time of LetGo.
  void Invite(size_t count, Manner manner = {}, bool reads = true);

  // The same, but they say nothing before Settle, and read nothing before
  // LetGo.
  void Enter(size_t count, Manner manner = {});

  // Nuisances that come, do what they do, and stay as long as it lasts.
  void Plague(std::string_view mischief, size_t count);

  // Moves all who are there until all are done, or nothing has moved for a
  // moment.
  void Settle();

  // That a server which has nothing to do, or can do nothing, comes to rest.
  void ExpectCalm();

  // That its own memory is at most this now, in bytes.
  void ExpectMemoryBelow(size_t bytes);

  // The visitors go on, read, and are served, while the nuisances stay.
  void ReadOn();

  // The nuisances leave, and then the same.
  void LetGo();

  // Notes that a step of the fault itself did not work, so that nothing is
  // shown. Returns whether it did.
  bool Did(const absl::Status& status);
  // Of memory nothing is noted where that does not tell (memory_tells.h).
  void Note(Harm harm, std::string text) {
    if (harm == Harm::kMemory && !kMemoryTells) return;
    findings_.push_back({harm, std::move(text)});
  }

  const std::vector<Finding>& findings() const { return findings_; }

  // Of the visitors who have gone: in words, what was wrong for those who lack
  // something.
  const std::vector<std::string>& losses() const { return losses_; }

  // Of all who have gone.
  const Tally& tally() const { return tally_; }

 private:
  std::vector<std::unique_ptr<Visitor>> Arrivals(size_t count, Manner manner);
  void SeeOff(std::vector<std::unique_ptr<Visitor>> visitors);

  LabServer& server_;
  std::vector<std::unique_ptr<Visitor>> visitors_;
  std::vector<std::unique_ptr<Nuisance>> nuisances_;
  std::vector<Finding> findings_;
  std::vector<std::string> losses_;
  Tally tally_;
};

// Visitors come, one after the other and then all at once: enough of them that
// calls which fail within the first 30 of a kind are all made.
void ComeAndGo(Scene& scene);

}  // namespace faults

#endif  // TESTS_FAULTS_SCENE_H_
