// What the server of lab 03 says to a client, and how a client knows that it
// has heard all of it.
//
//   Welcome, verified client!
//   You are PID=119446 UID=1000 GID=1000 GROUPS=4,27
#ifndef LABS_03_PEERCRED_GREETING_H_
#define LABS_03_PEERCRED_GREETING_H_

#include <string>
#include <string_view>

#include "labs/03_peercred/identity.h"

namespace lab {

// Both lines, each with its newline.
std::string GreetingFor(const Identity& client);

// Whether `said` is two such lines, to the last newline, and nothing more. Of
// the second only the beginning is looked at: a client in a namespace of its
// own has other numbers for itself than the server.
bool IsWholeGreeting(std::string_view said);

}  // namespace lab

#endif  // LABS_03_PEERCRED_GREETING_H_
