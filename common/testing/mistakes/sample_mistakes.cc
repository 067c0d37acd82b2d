// Two mistakes: what mistakes_test.cc runs and looks at. Its argument
// "undeclared" makes it ask for a mistake that it has not declared.

#include <cstdio>

#include "common/testing/mistakes/mistakes.h"

namespace {

using uds_testing::Planted;

int Serve() {
  for (const std::string& word : uds_testing::Words()) {
    if (word == "undeclared") return Planted("no_such_mistake") ? 3 : 4;
    std::printf("word %s\n", word.c_str());
  }
  std::printf("serves%s\n", Planted("no_unlink") ? ", without unlink" : "");
  return 0;
}

int Visit() {
  std::printf("visits%s\n", Planted("no_reply") ? ", without reply" : "");
  return 5;
}

}  // namespace

int main(int argc, char** argv) {
  return uds_testing::RunMistakes(
      argc, argv,
      {.serve = Serve,
       .visit = Visit,
       .mistakes = {{.name = "no_unlink",
                     .what = "It leaves its socket's file behind.",
                     .tempting = "The kernel closes descriptors at exit.",
                     .fails = {"RemovesItsSocketFile"}},
                    {.name = "no_reply",
                     .what = "It says nothing.",
                     .tempting = "Silence.",
                     .fails = {"Replies", "AndMore"},
                     .in_client = true,
                     .dynamic = true,
                     .injections = {"unlink:retval=0"}}}});
}
