// The units in the manager of a user: see user_manager.sh.

#include "tests/systemd/facts.h"

int main(int argc, char** argv) {
  return systemd_tests::RunFacts(argc, argv, "UserManager",
                                 "tests/systemd/user_manager.sh");
}
