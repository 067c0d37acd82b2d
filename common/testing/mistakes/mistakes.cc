#include "common/testing/mistakes/mistakes.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "nlohmann/json.hpp"

ABSL_FLAG(std::string, mistake, "", "the mistake to make; by default none");
ABSL_FLAG(bool, as_client, false, "be the lab's client, and not its server");
ABSL_FLAG(bool, list_mistakes, false, "print what there is, as JSON");

namespace uds_testing {
namespace {

struct State {
  Mistakes program;
  std::vector<std::string> words;
  std::string planted;
};

State& Global() {
  static auto* const state = new State;
  return *state;
}

const Mistake* Find(std::string_view name) {
  for (const Mistake& mistake : Global().program.mistakes) {
    if (mistake.name == name) return &mistake;
  }
  return nullptr;
}

void PrintList() {
  nlohmann::json list = nlohmann::json::array();
  for (const Mistake& mistake : Global().program.mistakes) {
    list.push_back({{"name", mistake.name},
                    {"what", mistake.what},
                    {"tempting", mistake.tempting},
                    {"fails", mistake.fails},
                    {"in_client", mistake.in_client},
                    {"dynamic", mistake.dynamic},
                    {"injections", mistake.injections}});
  }
  std::printf("%s\n", list.dump(2).c_str());
}

}  // namespace

bool Planted(std::string_view name) {
  if (Find(name) == nullptr) {
    std::fprintf(stderr, "mistakes: \"%s\" is not declared\n",
                 std::string(name).c_str());
    std::_Exit(2);
  }
  return Global().planted == name;
}

const std::vector<std::string>& Words() { return Global().words; }

int RunMistakes(int argc, char** argv, Mistakes program) {
  absl::SetProgramUsageMessage(
      "a lab's server, correct but for --mistake; see --list_mistakes");
  const std::vector<char*> words = absl::ParseCommandLine(argc, argv);
  State& state = Global();
  state.words.assign(words.begin() + 1, words.end());
  state.planted = absl::GetFlag(FLAGS_mistake);
  state.program = std::move(program);
  if (!state.planted.empty() && Find(state.planted) == nullptr) {
    std::fprintf(stderr, "mistakes: no mistake \"%s\"; see --list_mistakes\n",
                 state.planted.c_str());
    return 2;
  }
  if (absl::GetFlag(FLAGS_list_mistakes)) {
    PrintList();
    return 0;
  }
  const std::function<int()>& run = absl::GetFlag(FLAGS_as_client)
                                        ? state.program.visit
                                        : state.program.serve;
  if (run == nullptr) {
    std::fprintf(stderr, "mistakes: this lab has no wrong client\n");
    return 2;
  }
  return run();
}

}  // namespace uds_testing
