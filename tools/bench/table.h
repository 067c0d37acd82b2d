// The results for a person at a terminal, in at most 100 columns.
//
//   std::fputs(Table(results, {.colours = OnTerminal()}).c_str(), stdout);
//
// Each bar is of CPU per request (or of what else a work is about), and begins
// at zero. Not for a program: see json.h.
#ifndef TOOLS_BENCH_TABLE_H_
#define TOOLS_BENCH_TABLE_H_

#include <cstddef>
#include <string>

#include "tools/bench/results.h"

namespace tools {

// All works, then what is asked of ours, what was left out, what failed. In
// colour where paint.h says so.
std::string Table(const Results& results);

// `share` of `columns` as a bar, to an eighth of a column.
std::string Bar(double share, size_t columns);

}  // namespace tools

#endif  // TOOLS_BENCH_TABLE_H_
