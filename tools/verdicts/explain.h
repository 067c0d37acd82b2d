// A broken clause as a person reads it.
//
//   for (const std::string& line : Explain(verdict)) std::puts(line.c_str());
//
//   Rule:      The server never opens a file: ...
//   Expected:  never opens a file
//   Seen:      such calls: 1, the first at line 22:
//                close(3)        = 0
//              > openat(AT_FDCWD, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC) = 3
//                close(3)        = 0
//   Next step: Link it fully static; ...
#ifndef TOOLS_VERDICTS_EXPLAIN_H_
#define TOOLS_VERDICTS_EXPLAIN_H_

#include <string>
#include <vector>

#include "tools/verdicts/verdicts.h"

namespace tools {

// The lines that stand under a clause that does not hold: rule, the first
// failure, what became of the program, next step. Each of these is cut after
// 2 KiB, and of a line of a trace 200 bytes are left.
std::vector<std::string> Explain(const Verdict& verdict);

// The same without what differs from run to run: of a trace the marked line
// alone, names of temporary directories, pids, addresses and times as "N". What
// is recorded beside a planted mistake.
std::vector<std::string> Record(const Verdict& verdict);

}  // namespace tools

#endif  // TOOLS_VERDICTS_EXPLAIN_H_
