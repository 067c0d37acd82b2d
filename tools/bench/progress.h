// How far a run is, for whoever looks at a terminal.
//
//   Progress progress(246);
//   progress.Step("round 1 of 3: nginx, http-32");
//   //  [======              ]  31 %  about 40 s more   round 1 of 3: nginx,
//   ...
//
// On stderr, and nothing where that is no terminal: a log has no use for a bar
// that moves.
#ifndef TOOLS_BENCH_PROGRESS_H_
#define TOOLS_BENCH_PROGRESS_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace tools {

// The bar, in at most `width` columns. `done` of `steps` took `passed`.
std::string ProgressLine(size_t done, size_t steps, absl::Duration passed,
                         std::string_view what, size_t width);

// The destructor wipes the bar away.
class Progress {
 public:
  explicit Progress(size_t steps);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  // That `what` begins, and so all before it is done.
  void Step(std::string_view what);

 private:
  const size_t steps_;
  const absl::Time begin_ = absl::Now();
  size_t begun_ = 0;
};

}  // namespace tools

#endif  // TOOLS_BENCH_PROGRESS_H_
