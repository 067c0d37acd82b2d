// Prints the part of docs/robustness.md that lists the faults:
// bazel run //tests/faults:robustness_page

#include <cstdio>

#include "tests/faults/fault_tables.h"
#include "tests/faults/page.h"

int main() { std::fputs(faults::PartOf(faults::AllFaults()).c_str(), stdout); }
