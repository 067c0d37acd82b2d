// The results as JSON, for programs.
//
//   {"machine": "2 cores, ...", "rounds": 5,
//    "works": [{"name": "http-32", "title": ..., "servers": [
//      {"server": "nginx", "about": ..., "figures": {
//        "cpu_us": {"median": 2.5, "least": 2.3, "most": 2.6,
//                   "rounds": [2.5, 2.3, null, 2.6, 2.5]}, ...}}]}],
//    "targets": [{"title": ..., "median": ..., "least": ..., "most": ...,
//                 "limit": 1.25, "verdict": "met"}],
//    "left_out": [...], "failures": [...]}
//
// A round that could not be measured is null. "limit" stands only where there
// is one; "verdict" is "met", "missed", "within the spread" or "shown".
#ifndef TOOLS_BENCH_JSON_H_
#define TOOLS_BENCH_JSON_H_

#include <string>

#include "tools/bench/results.h"

namespace tools {

std::string Json(const Results& results);

}  // namespace tools

#endif  // TOOLS_BENCH_JSON_H_
