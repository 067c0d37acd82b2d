// The part of docs/robustness.md that lists the faults.
#ifndef TESTS_FAULTS_PAGE_H_
#define TESTS_FAULTS_PAGE_H_

#include <string>
#include <vector>

#include "tests/faults/fault.h"

namespace faults {

// As Markdown, from its heading to the end of the last table.
std::string PartOf(const std::vector<FaultGroup>& groups);

}  // namespace faults

#endif  // TESTS_FAULTS_PAGE_H_
