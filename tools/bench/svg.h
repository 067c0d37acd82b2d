// CPU per request by server as a chart: SVG, written by hand.
//
//   std::ofstream("performance.svg") << Svg(results);
//
// It follows the light or dark scheme of whoever looks at it, and says in words
// what it shows (title, desc). Whiskers are the least and the most of the
// rounds.
#ifndef TOOLS_BENCH_SVG_H_
#define TOOLS_BENCH_SVG_H_

#include <string>

#include "tools/bench/results.h"

namespace tools {

// HTTP and echo with 32 connections, as far as they were measured.
std::string Svg(const Results& results);

}  // namespace tools

#endif  // TOOLS_BENCH_SVG_H_
