// Judges programs that were handed in, several at a time, each in a sandbox.
//
//   const Sandbox sandbox(SandboxFor(options, labs));
//   const LabResult result =
//       JudgeServer(options, sandbox, /*slot=*/0, labs[0], "/staged/0");
#ifndef TOOLS_GRADE_JUDGE_H_
#define TOOLS_GRADE_JUDGE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/grade/result.h"
#include "tools/grade/sandbox.h"
#include "tools/grade/submission.h"

namespace tools {

struct JudgingOptions {
  std::string script;   // the path of sandbox.sh
  std::string bin;      // bazel-bin, with the labs and //tools/check
  std::string lessons;  // a directory with what CopyLessons makes
  absl::Duration time_limit = absl::Seconds(180);
};

// What its judge needs, and nothing that could be handed in as one's own: not
// the labs' own servers, nor the answers.
SandboxOptions SandboxFor(const JudgingOptions& options,
                          const std::vector<Lab>& labs);

// Copies what the judge reads of the `labs` of the repository `root` to the
// directory `to`: the steps, and not the answers.
absl::Status CopyLessons(const std::string& root, const std::vector<Lab>& labs,
                         const std::string& to);

// What of both a judge of `labs` reads, as paths in its sandbox.
std::vector<std::string> NeededBy(const JudgingOptions& options,
                                  const std::vector<Lab>& labs);

// The result of a judge that ran so.
LabResult ReadRun(const SandboxedRun& run, const Lab& lab);

// Judges `directory`/server. See Sandbox::Run for `slot`. Thread-safe.
LabResult JudgeServer(const JudgingOptions& options, const Sandbox& sandbox,
                      int slot, const Lab& lab, const std::string& directory);

}  // namespace tools

#endif  // TOOLS_GRADE_JUDGE_H_
