// Prints docs/mistakes.md: bazel run //tests/workshop:mistakes_page

#include <cstdio>

#include "tests/workshop/kill_matrix.h"
#include "tests/workshop/matrix.h"

int main() {
  const auto labs = workshop::AskLabs("labs");
  if (!labs.ok()) {
    std::fprintf(stderr, "%s\n", labs.status().ToString().c_str());
    return 1;
  }
  std::fputs(workshop::PageOf(*labs).c_str(), stdout);
  return 0;
}
