#include "tests/faults/scene.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/faults/health.h"

namespace faults {
namespace {

// After so long without a byte that moves, nothing will: for those who never
// come to an end by themselves.
constexpr absl::Duration kMoment = absl::Milliseconds(100);

}  // namespace

std::ostream& operator<<(std::ostream& out, Harm harm) {
  switch (harm) {
    case Harm::kDied:
      return out << "it died";
    case Harm::kUnserved:
      return out << "it does not serve";
    case Harm::kLostReply:
      return out << "a reply is lost";
    case Harm::kDescriptors:
      return out << "descriptors are not back";
    case Harm::kMemory:
      return out << "memory is not back";
    case Harm::kSpin:
      return out << "it spins";
    case Harm::kBadEnd:
      return out << "it ends badly";
    case Harm::kVoid:
      return out << "nothing is shown";
    case Harm::kNotHere:
      return out << "this machine lacks something";
  }
  return out << "harm " << static_cast<int>(harm);
}

std::ostream& operator<<(std::ostream& out, const Finding& finding) {
  return out << finding.harm << ": " << finding.text;
}

bool Scene::Did(const absl::Status& status) {
  if (!status.ok()) Note(Harm::kVoid, status.ToString());
  return status.ok();
}

std::vector<std::unique_ptr<Visitor>> Scene::Arrivals(size_t count,
                                                      Manner manner) {
  std::vector<std::unique_ptr<Visitor>> visitors;
  for (size_t i = 0; i < count; ++i) {
    absl::StatusOr<uds::UniqueFd> socket = server_.Connect();
    if (!socket.ok()) {
      Note(Harm::kUnserved, socket.status().ToString());
      break;
    }
    visitors.push_back(std::make_unique<Visitor>(*std::move(socket),
                                                 server_.protocol(), manner));
  }
  return visitors;
}

void Scene::SeeOff(std::vector<std::unique_ptr<Visitor>> visitors) {
  for (const auto& visitor : visitors) visitor->GoOnReading();
  MoveUntilDone(Pointers(visitors), kPatience);
  for (const auto& visitor : visitors) {
    tally_ += visitor->tally();
    const std::string trouble = visitor->trouble();
    if (!trouble.empty()) losses_.push_back(trouble);
  }
}

void Scene::ServeInTurn(size_t count, Manner manner) {
  for (size_t i = 0; i < count; ++i) SeeOff(Arrivals(1, manner));
}

void Scene::ServeAtOnce(size_t count, Manner manner) {
  SeeOff(Arrivals(count, manner));
}

void Scene::Invite(size_t count, Manner manner, bool reads) {
  for (auto& visitor : Arrivals(count, manner)) {
    if (!reads) visitor->StopReading();
    visitor->Move();
    visitors_.push_back(std::move(visitor));
  }
}

void Scene::Enter(size_t count, Manner manner) {
  for (auto& visitor : Arrivals(count, manner)) {
    visitor->StopReading();
    visitors_.push_back(std::move(visitor));
  }
}

void Scene::Plague(std::string_view mischief, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    absl::StatusOr<uds::UniqueFd> socket = server_.Connect();
    if (!socket.ok()) return Note(Harm::kUnserved, socket.status().ToString());
    nuisances_.push_back(std::make_unique<Nuisance>(
        *std::move(socket), server_.protocol(), MischiefNamed(mischief)));
  }
  Settle();
}

void Scene::Settle() {
  std::vector<Guest*> all = Pointers(visitors_);
  for (Guest* const nuisance : Pointers(nuisances_)) all.push_back(nuisance);
  MoveUntilDone(all, kMoment);
}

void Scene::ExpectCalm() {
  // There may still be something to do, which one that spins always has.
  constexpr int kLooks = 20;
  std::string why;
  for (int i = 0; i < kLooks; ++i) {
    why = WhyNotCalm(server_.pid());
    if (why.empty()) return;
  }
  Note(Harm::kSpin, why);
}

void Scene::ExpectMemoryBelow(size_t bytes) {
  const std::string more = WhyMoreMemory(server_, Footprint{}, bytes);
  if (!more.empty()) Note(Harm::kMemory, more);
}

void Scene::ReadOn() { SeeOff(std::exchange(visitors_, {})); }

void Scene::LetGo() {
  for (const auto& nuisance : nuisances_) tally_ += nuisance->tally();
  nuisances_.clear();
  ReadOn();
}

void ComeAndGo(Scene& scene) {
  scene.ServeInTurn(20);
  scene.ServeAtOnce(20);
}

}  // namespace faults
