// A judgement as one JSON object, for other programs: `./lab check NN --json`.
//
//   {"lab": "01_echo",
//    "server": "/.../exercise/server",
//    "state": "broken",        // of the first step that is not passed;
//    "passed" "step": 2,                // its number; 0 if all are "passed":
//    3,              // clauses that hold "total": 12,              // clauses
//    that there are "exit_status": 1,         // of the program; see
//    ExitStatusOf "steps": [{
//      "number": 1, "title": "A socket that listens", "state": "passed",
//      "pages": ["socket(2)"],
//      "clauses": [{
//        "name": "BindsAndListens",
//        "verdict": "holds",   // "broken", "not started", "unknown",
//                              // "not judged" or "skipped"
//        "rule": "...",
//        "hint": "...",
//        "figure": "...",      // what was measured; "" if nothing was
//        "note": "...",        // why it was not judged; what is to be done
//        "expected": "...",    // of one that is broken or unknown; where the
//        "seen": "...",        // contract has not put it so, ""
//        "trace": [],          // of strace; "> " is before the line that is
//        meant "explanation": []}],  // lines: all of this, as a person reads
//        it
//      "finished": true,       // false: the contract was killed, or crashed
//      "left_behind": [{"pid": 123, "name": "sleep", "killed": true}]}]}
//
// A step's state is "passed", "broken", "not started", "unknown" or "not
// judged". Only what "holds" counts as passed. An exercise that does not
// compile is {"lab": ..., "state": "does not compile", "exit_status": 1,
// "errors": ...}, which tools/sh/check.sh writes.
//
// All text is UTF-8 without control characters.
#ifndef TOOLS_CHECK_REPORT_H_
#define TOOLS_CHECK_REPORT_H_

#include <string>
#include <vector>

#include "tools/check/exercise.h"
#include "tools/check/step_result.h"

namespace tools {

// With a newline at its end.
std::string Report(const std::string& lab, const std::string& server,
                   const Exercise& exercise,
                   const std::vector<StepResult>& results);

// 0 if all clauses hold; 3 if the first step that is not passed could not be
// judged; 1 otherwise.
int ExitStatusOf(const std::vector<StepResult>& results);

}  // namespace tools

#endif  // TOOLS_CHECK_REPORT_H_
