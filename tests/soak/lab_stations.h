// The labs' servers as a soak has them: each lab more than once, plainly and
// under what must cost no client anything.
#ifndef TESTS_SOAK_LAB_STATIONS_H_
#define TESTS_SOAK_LAB_STATIONS_H_

#include <vector>

#include "tests/soak/station.h"

namespace soak {

// Their programs lie at labs/NN_topic/server, from the folder that one is in.
std::vector<StationPlan> LabStations();

}  // namespace soak

#endif  // TESTS_SOAK_LAB_STATIONS_H_
