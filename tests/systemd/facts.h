// Facts about a real systemd: a script in bash whose functions become tests.
//
//   int main(int argc, char** argv) {
//     return systemd_tests::RunFacts(argc, argv, "SystemManager",
//                                    "tests/systemd/system_manager.sh");
//   }
//
//   # The socket's file is a socket.
//   fact_FileIsASocket() {
//
// is then the test SystemManager.FileIsASocket. All that are to run are judged
// in one container, booted once; where there can be none, they are skipped, and
// say why. Not for what can be seen without a systemd that runs.
#ifndef TESTS_SYSTEMD_FACTS_H_
#define TESTS_SYSTEMD_FACTS_H_

#include <string>
#include <vector>

namespace systemd_tests {

struct Fact {
  std::string name;      // "FileIsASocket"
  std::string sentence;  // the comment before it, on one line
};

// The functions fact_* of `script`, which is its text, in their order.
std::vector<Fact> FactsIn(const std::string& script);

// Registers the facts of the script at `path` (relative to the runfiles) as
// tests of `suite`, and runs them. Returns main's exit status; 2 if the script
// is not there or has no fact.
int RunFacts(int argc, char** argv, const char* suite, const std::string& path);

}  // namespace systemd_tests

#endif  // TESTS_SYSTEMD_FACTS_H_
