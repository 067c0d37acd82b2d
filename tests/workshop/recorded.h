// What a learner is told about each planted mistake of a lab, as it is recorded
// beside them in labs/NN_topic/mistakes.txt:
//
//   == no_unlink
//   RemovesItsSocketFile
//   Rule:      After SIGTERM ...
//   Expected:  exit status 0
//
// In a recorded line, "<*>" stands for anything: where runs differ.
#ifndef TESTS_WORKSHOP_RECORDED_H_
#define TESTS_WORKSHOP_RECORDED_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace workshop {

// The lines of each mistake, by its name.
using Recorded = std::map<std::string, std::vector<std::string>>;

// Lines before the first "== " are a comment.
Recorded ParseRecorded(std::string_view text);

// Whether `lines` are what `recorded` says.
bool IsAsRecorded(const std::vector<std::string>& recorded,
                  const std::vector<std::string>& lines);

// The section of `name`, to be put into the file.
std::string Section(std::string_view name,
                    const std::vector<std::string>& lines);

}  // namespace workshop

#endif  // TESTS_WORKSHOP_RECORDED_H_
