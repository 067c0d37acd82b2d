// The matrix of the labs as they lie built.
#ifndef TESTS_WORKSHOP_KILL_MATRIX_H_
#define TESTS_WORKSHOP_KILL_MATRIX_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/workshop/matrix.h"

namespace workshop {

// Asks the contract_test and the mistakes of each folder under `labs`
// ("labs/01_echo", ...), sorted. Needs them as data.
absl::StatusOr<std::vector<LabMatrix>> AskLabs(const std::string& labs);

}  // namespace workshop

#endif  // TESTS_WORKSHOP_KILL_MATRIX_H_
