#include "tests/faults/play.h"

#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/faults/health.h"

namespace faults {
namespace {

using ::uds_testing::ExitStatus;
using ::uds_testing::Injection;
using ::uds_testing::SystemCall;
using ::uds_testing::Trace;

// Who has grown so often is not waited for any more.
constexpr int kMostGrowths = 4;

// One life of a server.
class Performance {
 public:
  Performance(const Fault& fault, LabServer& server)
      : fault_(fault), server_(server), scene_(server) {}

  std::vector<Finding> Run() {
    const absl::StatusOr<Footprint> before = FootprintOf(server_.pid());
    if (!before.ok()) scene_.Note(Harm::kDied, before.status().ToString());
    if (before.ok()) Happen(*before);
    const absl::StatusOr<LabServer::End> end =
        fault_.stops ? server_.WaitForEnd() : server_.Stop();
    JudgeEnd(end);
    JudgeLosses(end.ok() ? Injected(end->trace) : 0);
    return scene_.findings();
  }

 private:
  void Happen(const Footprint& before) {
    // What it may keep it has kept by the second time. Where it has more behind
    // the last, the allocator may have given less back: it happens as often
    // again, and who leaks has more again.
    size_t warm = 0;
    size_t times = fault_.times;
    int growths = 0;
    for (size_t i = 0; i < times; ++i) {
      fault_.happen(scene_);
      scene_.LetGo();
      if (fault_.stops || !Recovered(before)) return;
      const absl::StatusOr<Footprint> now = FootprintOf(server_.pid());
      if (!now.ok()) return scene_.Note(Harm::kDied, now.status().ToString());
      if (i == 1) warm = now->memory;
      if (i < 2 || i + 1 < times || now->memory <= warm + kMemoryGrowth) {
        continue;
      }
      if (++growths < kMostGrowths) times += fault_.times - 2;
      warm = now->memory;
    }
    if (growths == kMostGrowths) {
      scene_.Note(
          Harm::kMemory,
          absl::StrFormat("it grew again and again, to %d KiB", warm >> 10));
    }
    scene_.ExpectCalm();
  }

  bool Recovered(const Footprint& before) {
    const std::string trouble = VisitOnce(server_);
    if (!trouble.empty()) {
      scene_.Note(Harm::kUnserved, "a normal client: " + trouble);
      return false;
    }
    const std::string others = WhyDescriptorsDiffer(server_, before);
    if (!others.empty()) scene_.Note(Harm::kDescriptors, others);
    const std::string memory =
        WhyMoreMemory(server_, before, kMemorySlack + fault_.may_keep);
    if (!memory.empty()) scene_.Note(Harm::kMemory, memory);
    return true;
  }

  void JudgeEnd(const absl::StatusOr<LabServer::End>& end) {
    if (!end.ok()) {
      return scene_.Note(Harm::kBadEnd, end.status().ToString());
    }
    if (end->status != ExitStatus::Exited(0)) {
      scene_.Note(end->status.signal == 0 ? Harm::kBadEnd : Harm::kDied,
                  absl::StrCat(end->status.ToString(), " ", end->errors));
    }
    const bool its_own = !server_.program().activated;
    if (its_own && ::access(server_.path().c_str(), F_OK) == 0) {
      scene_.Note(Harm::kBadEnd, "its socket's file is still there");
    }
    if (!fault_.injections.empty() && Injected(end->trace) == 0) {
      scene_.Note(Harm::kVoid, "no call was made to fail");
    }
  }

  static size_t Injected(const Trace& trace) {
    return std::count_if(trace.calls().begin(), trace.calls().end(),
                         [](const SystemCall& call) { return call.injected; });
  }

  void JudgeLosses(size_t injected) {
    const size_t allowed = fault_.costs_connections ? injected : 0;
    const std::vector<std::string>& losses = scene_.losses();
    if (losses.size() <= allowed) return;
    scene_.Note(Harm::kLostReply,
                absl::StrFormat("%d visitors lack something, as \"%s\"; %d may",
                                losses.size(), losses.back(), allowed));
  }

  const Fault& fault_;
  LabServer& server_;
  Scene scene_;
};

// A server that is to refuse to start.
std::vector<Finding> PlayRefusal(const std::string& refusal,
                                 const LabProgram& program,
                                 LabServerOptions options) {
  const auto server = LabServer::Launch(program, std::move(options));
  if (!server.ok()) return {{Harm::kVoid, server.status().ToString()}};
  const absl::StatusOr<LabServer::End> end = (*server)->WaitForEnd();
  if (!end.ok()) return {{Harm::kBadEnd, end.status().ToString()}};
  std::vector<Finding> findings;
  if (end->status != ExitStatus::Exited(1) ||
      end->errors.find(refusal) == std::string::npos) {
    findings.push_back({Harm::kBadEnd, absl::StrCat(end->status.ToString(),
                                                    " and ", end->errors)});
  }
  if (!program.activated && ::access((*server)->path().c_str(), F_OK) == 0) {
    findings.push_back({Harm::kBadEnd, "its socket's file is still there"});
  }
  return findings;
}

std::vector<Finding> PlayLife(const Fault& fault, const LabProgram& program,
                              LabServerOptions options) {
  if (!fault.refusal.empty()) {
    return PlayRefusal(fault.refusal, program, std::move(options));
  }
  const auto server = LabServer::Start(program, std::move(options));
  if (!server.ok()) return {{Harm::kDied, server.status().ToString()}};
  return Performance(fault, **server).Run();
}

}  // namespace

std::vector<Finding> Play(const Fault& fault, const LabProgram& program) {
  if (fault.injections.empty()) return PlayLife(fault, program, fault.options);
  std::vector<Finding> all;
  for (const Injection& injection : fault.injections) {
    LabServerOptions options = fault.options;
    options.injections.push_back(injection);
    for (Finding& finding : PlayLife(fault, program, std::move(options))) {
      finding.text += " (" + injection.option() + ")";
      all.push_back(std::move(finding));
    }
  }
  return all;
}

std::string WhyNotHere(const std::vector<Finding>& findings) {
  const bool all_so = std::all_of(
      findings.begin(), findings.end(),
      [](const Finding& found) { return found.harm == Harm::kNotHere; });
  return all_so && !findings.empty() ? findings[0].text : "";
}

}  // namespace faults
