// The units in the system manager: see system_manager.sh.

#include "tests/systemd/facts.h"

int main(int argc, char** argv) {
  return systemd_tests::RunFacts(argc, argv, "SystemManager",
                                 "tests/systemd/system_manager.sh");
}
