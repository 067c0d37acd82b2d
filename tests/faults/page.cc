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

// What is not asked of the server, for the end of the sentence.
std::string Allowed(const Fault& fault) {
  std::string allowed;
  if (fault.costs_connections) allowed += " *May cost the connection.*";
  if (fault.may_keep > 0) {
    absl::StrAppendFormat(&allowed, " *May keep %d KiB more.*",
                          fault.may_keep >> 10);
  }
  return allowed;
}

}  // namespace

std::string PartOf(const std::vector<FaultGroup>& groups) {
  std::string part = absl::StrFormat(
      "## Faults\n\n"
      "What is done to the real servers of the labs: %d tests, each of one "
      "fault and one server.\n"
      "The server afterwards lives and answers a normal client; has lost no "
      "reply that it owed, which is\n"
      "to say that every byte of it has come; has exactly the descriptors that "
      "it had before; has its\n"
      "memory back, within %d KiB of what it had before it served anybody, and "
      "where the same happens\n"
      "again and again does not have %d KiB more each time; slept when there "
      "was nothing to do, instead\n"
      "of spinning; and ends with status 0 on SIGTERM, without a file left.\n\n"
      "Less is asked where a row says so:\n\n"
      "- *May cost the connection*: of clients whose connection a failing call "
      "was made for, as many as\n"
      "  there were such calls may lack a reply. All else has to be as above.\n"
      "- *May keep so much more*: of memory, where many were there at once. "
      "It must not keep\n"
      "  more each time.\n\n"
      "Of a server that was not to start, only what stands above its table is "
      "asked; of one that SIGTERM\n"
      "has ended, its replies and its end. Under ASan and TSan memory is not "
      "judged.\n\n"
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
      absl::StrAppendFormat(&part, "| `%s` | %s%s | %s |\n", fault.name,
                            fault.sentence, Allowed(fault),
                            Numbers(fault.labs));
    }
  }
  return part;
}

}  // namespace faults
