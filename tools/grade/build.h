// Compiles what was handed in, with Bazel, each submission as a package of its
// own.
//
//   Build build("/repository", /*compile_limit=*/absl::Seconds(60));
//   build.Add(0, "01_echo", "socket_calls.cc", "/handed_in/anna/...");
//   build.Run("bazel", "/repository/bazel-bin");
//   // build.Result(0, "01_echo").server: the program, or .errors
//
// Not for programs that are handed in built: they are run as they are.
#ifndef TOOLS_GRADE_BUILD_H_
#define TOOLS_GRADE_BUILD_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace tools {

struct Built {
  std::string server;               // empty if there is none, and then
  std::vector<std::string> errors;  // the compiler's first
};

// Owns a folder under submissions/ of the repository, which is removed with the
// object. Names of packages are made from numbers: what a learner's folder is
// called never reaches Bazel.
class Build {
 public:
  // Each file may take its compiler `compile_limit` of time, and 4 GiB of
  // memory, where that is gcc.
  Build(std::string root, absl::Duration compile_limit);
  Build(const Build&) = delete;
  Build& operator=(const Build&) = delete;
  ~Build();

  // Copies `source`, of submission `number`, as the file `edit`.
  absl::Status Add(size_t number, const std::string& lab,
                   const std::string& edit, const std::string& source);

  size_t size() const { return built_.size(); }

  // Blocks until all that compiles is compiled. `bin` is Bazel's bazel-bin. An
  // error where Bazel itself cannot work, with what it said.
  absl::Status Run(const std::string& bazel, const std::string& bin);

  // Of what was added, after Run.
  const Built& Result(size_t number, const std::string& lab) const {
    return built_.at(Package(number, lab));
  }

  // As the destructor does, for who is about to end the process.
  void RemoveFiles() const;

 private:
  std::string Package(size_t number, const std::string& lab) const;
  bool Collect(const std::string& log, const std::string& bin);

  std::string root_;
  std::string folder_;  // below root_
  absl::Duration compile_limit_;
  std::map<std::string, Built> built_;  // by package
};

// The first errors that `log`, Bazel's, holds of `package`
// ("submissions/run.1/0/01_echo"), at most 5 lines, without the package's path.
std::vector<std::string> ErrorsOf(const std::string& log,
                                  const std::string& package);

}  // namespace tools

#endif  // TOOLS_GRADE_BUILD_H_
