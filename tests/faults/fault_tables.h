// All faults that there are, as data: what the suite plays, and what
// docs/robustness.md lists.
//
//   for (const FaultGroup& group : AllFaults()) {
//     for (const Fault& fault : group.faults) Use(fault.sentence);
//   }
#ifndef TESTS_FAULTS_FAULT_TABLES_H_
#define TESTS_FAULTS_FAULT_TABLES_H_

#include <vector>

#include "tests/faults/fault.h"

namespace faults {

FaultGroup FailingCalls();   // failing_calls.cc
FaultGroup FailingStarts();  // failing_starts.cc
FaultGroup ScarceThings();   // scarce_things.cc
FaultGroup BadClients();     // bad_clients.cc
FaultGroup BadLogs();        // bad_logs.cc
FaultGroup Signals();        // signals.cc

// These, in this order.
const std::vector<FaultGroup>& AllFaults();

// Of a fault whose name there is.
const Fault& FaultNamed(std::string_view name);

}  // namespace faults

#endif  // TESTS_FAULTS_FAULT_TABLES_H_
