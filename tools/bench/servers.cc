#include "tools/bench/servers.h"

#include <utility>

#include "tools/bench/other_servers.h"
#include "tools/bench/our_servers.h"

namespace tools {

std::vector<ServerProgram> AllServers(const Places& places) {
  std::vector<ServerProgram> all;
  for (std::vector<ServerProgram>& some : std::vector{
           FloorServers(places), OurServers(places), OtherServers(places),
           GoServers(places), TracedServers(places)}) {
    for (ServerProgram& program : some) all.push_back(std::move(program));
  }
  return all;
}

}  // namespace tools
