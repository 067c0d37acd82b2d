#include "labs/03_peercred/greeting.h"

namespace lab {
namespace {

constexpr std::string_view kUpToTheIdentity =
    "Welcome, verified client!\nYou are PID=";

}  // namespace

std::string GreetingFor(const Identity& client) {
  return "Welcome, verified client!\nYou are " + client.ToString() + "\n";
}

bool IsWholeGreeting(std::string_view said) {
  return said.starts_with(kUpToTheIdentity) &&
         said.find('\n', kUpToTheIdentity.size()) == said.size() - 1;
}

}  // namespace lab
