// The results as tables for a page in Markdown.
//
//   std::ofstream("tables.md") << Markdown(results);
//
// Without headings of their own level: the page has those, and the command that
// made them.
#ifndef TOOLS_BENCH_MARKDOWN_H_
#define TOOLS_BENCH_MARKDOWN_H_

#include <string>

#include "tools/bench/results.h"

namespace tools {

std::string Markdown(const Results& results);

}  // namespace tools

#endif  // TOOLS_BENCH_MARKDOWN_H_
