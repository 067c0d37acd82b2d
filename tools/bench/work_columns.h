// What a report tells of a work: the figure that it is about, those beside it,
// and the server that all others are compared with.
//
//   for (const WorkColumn& column : ColumnsOf(work.work))
//     MedianText(server, column);  // "1,234"
#ifndef TOOLS_BENCH_WORK_COLUMNS_H_
#define TOOLS_BENCH_WORK_COLUMNS_H_

#include <string>
#include <string_view>
#include <vector>

#include "tools/bench/results.h"

namespace tools {

struct WorkColumn {
  std::string_view title;  // "CPU per request"
  Figure figure;
  std::string (*show)(double value);  // see figure_text.h
};

// The figure that the work is about; it has a bar.
WorkColumn MainColumnOf(const Work& work);

std::vector<WorkColumn> ColumnsOf(const Work& work);

// The median as text; empty where nothing was measured.
std::string MedianText(const ServerResult& server, const WorkColumn& column);

// Ours; or what is traced, without that. None where it has no part.
const ServerResult* ReferenceOf(const WorkResult& work);

}  // namespace tools

#endif  // TOOLS_BENCH_WORK_COLUMNS_H_
