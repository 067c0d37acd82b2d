#include "common/testing/strace/event.h"

namespace uds_testing {

std::ostream& operator<<(std::ostream& out, const SystemCall& call) {
  out << call.name << "(";
  const char* separator = "";
  for (const std::string& arg : call.args) {
    out << separator << arg;
    separator = ", ";
  }
  if (call.result.empty()) return out << " <unfinished ...>";
  return out << ") = " << call.result;
}

}  // namespace uds_testing
