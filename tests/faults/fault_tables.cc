#include "tests/faults/fault_tables.h"

#include <cstdlib>

namespace faults {

const std::vector<FaultGroup>& AllFaults() {
  static const auto* const all = new std::vector<FaultGroup>{
      FailingStarts(), FailingCalls(), ScarceThings(),
      BadClients(),    BadLogs(),      Signals()};
  return *all;
}

const Fault& FaultNamed(std::string_view name) {
  for (const FaultGroup& group : AllFaults()) {
    for (const Fault& fault : group.faults) {
      if (fault.name == name) return fault;
    }
  }
  std::abort();  // a typing error
}

}  // namespace faults
