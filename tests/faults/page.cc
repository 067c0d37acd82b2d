#include "tests/faults/page.h"

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tests/faults/play.h"

namespace faults {
namespace {

// "01, 02"
std::string Numbers(const std::vector<std::string>& labs) {
  return absl::StrJoin(labs, ", ", [](std::string* out, const auto& lab) {
    out->append(lab.substr(0, 2));
  });
}

size_t TestsOf(const std::vector<FaultGroup>& groups) {
  size_t tests = 0;
  for (const FaultGroup& group : groups) {
    for (const Fault& fault : group.faults) tests += fault.labs.size();
  }
  return tests;
}

}  // namespace

std::string PartOf(const std::vector<FaultGroup>& groups) {
  std::string part = absl::StrFormat(
      "## Faults\n\n"
      "What is done to the real servers of the labs: %d tests, each of one "
      "fault and one server.\n"
      "Whatever happened, the server afterwards lives and answers a normal "
      "client; has lost no reply\n"
      "that it owed, which is to say that every byte of it has come; has "
      "exactly the descriptors that\n"
      "it had before; has its memory back, within %d KiB of what it had before "
      "it served anybody and,\n"
      "where the same happens again, within %d KiB of the second time; slept "
      "when there was nothing\n"
      "to do, instead of spinning; and ends with status 0 on "
      "SIGTERM, without a file left.\n\n"
      "    bazel test //tests/faults:faults_test\n"
      "    bazel test //tests/faults:faults_test "
      "--test_filter=Lab01.AcceptFailsWithEmfile --test_output=all\n\n"
      "That the suite sees what it should is proved by wrong servers, in "
      "[play_test.cc](../tests/faults/play_test.cc).\n"
      "This part is made by `bazel run //tests/faults:robustness_page`, and a "
      "test holds it to the suite.\n",
      TestsOf(groups), kMemorySlack >> 10, kMemoryGrowth >> 10);
  for (const FaultGroup& group : groups) {
    absl::StrAppendFormat(&part,
                          "\n### %s\n\n%s\n\n"
                          "| Fault | What happens | Labs |\n|---|---|---|\n",
                          group.title, group.about);
    for (const Fault& fault : group.faults) {
      absl::StrAppendFormat(&part, "| `%s` | %s | %s |\n", fault.name,
                            fault.sentence, Numbers(fault.labs));
    }
  }
  return part;
}

}  // namespace faults
