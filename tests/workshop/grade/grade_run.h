// What grade_test.cc does again and again: it hands programs in, and grades.
//
//   const Graded graded = Grade({"/handed_in/anna"}, {"--jobs=2"});
//   EXPECT_EQ(graded.rows.at("anna")["state"], "passed");
//
// Only of lab 01_echo, and from the runfiles of a test. Not for sources: those
// need a Bazel, which a test has none of.
#ifndef TESTS_WORKSHOP_GRADE_GRADE_RUN_H_
#define TESTS_WORKSHOP_GRADE_GRADE_RUN_H_

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "common/testing/exit_status.h"
#include "nlohmann/json.hpp"

namespace uds_testing {

struct Graded {
  ExitStatus exit_status = ExitStatus::Exited(0);
  std::string printed;
  std::string errors;
  std::string csv;
  std::filesystem::perms csv_mode = std::filesystem::perms::unknown;
  std::map<std::string, nlohmann::json> rows;  // by name
};

// The words that start grade, its tables going to the directory `out`.
std::vector<std::string> GradeCommand(
    const std::string& out, const std::vector<std::string>& submissions,
    const std::vector<std::string>& options = {});

// Runs grade by `prefix`, as {"unshare", ...}. Blocks, 3 minutes at most.
Graded Grade(const std::vector<std::string>& submissions,
             const std::vector<std::string>& options = {},
             const std::vector<std::string>& prefix = {});

// Hands in the file `program` in the directory `to`.
void HandIn(const std::string& program, const std::string& to);

// The same with the hostile program `kind` of testdata/. Those that sleep have
// RunsNumber() in their command line.
void HandInHostile(const std::string& kind, const std::string& to);

// A number of this run, as another may be under way. None is part of another.
std::string RunsNumber();

// Whether a process runs whose command line has `text`.
bool Runs(const std::string& text);

}  // namespace uds_testing

#endif  // TESTS_WORKSHOP_GRADE_GRADE_RUN_H_
