// Says whether there is a second user: "ok", or why not. For second_user_test,
// which runs it where there is none.

#include <iostream>

#include "common/testing/second_user.h"

int main() {
  const auto user = uds_testing::FindSecondUser();
  std::cout << (user.ok() ? "ok" : user.status().ToString()) << std::endl;
}
