// The environment that programs under test get.
#ifndef COMMON_TESTING_CLEAN_ENVIRONMENT_H_
#define COMMON_TESTING_CLEAN_ENVIRONMENT_H_

#include <string>
#include <vector>

namespace uds_testing {

// "NAME=value" for PATH and, if this process has any, the options of the
// sanitizers. No TZ, no LANG, no XDG_RUNTIME_DIR:
// what a program does because of them is then seen on every machine.
std::vector<std::string> CleanEnvironment();

}  // namespace uds_testing

#endif  // COMMON_TESTING_CLEAN_ENVIRONMENT_H_
