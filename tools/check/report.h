// A judgement as one JSON object, for other programs: `./lab check NN --json`.
//
//   {"lab": "01_echo",
//    "server": "/.../exercise/server",
//    "state": "broken",
//    "step": 2,
//    "passed": 3,
//    "total": 12,
//    "exit_status": 1,
//    "steps": [{
//      "number": 1,
//      "title": "A socket that listens",
//      "state": "passed",
//      "pages": ["socket(2)"],
//      "clauses": [{
//        "name": "BindsAndListens",
//        "verdict": "holds",
//        "rule": "...",
//        "hint": "...",
//        "figure": "...",
//        "note": "...",
//        "expected": "...",
//        "seen": "...",
//        "trace": [],
//        "explanation": []}],
//      "finished": true,
//      "left_behind": [{"pid": 123, "name": "sleep", "killed": true}]}]}
//
// Of all: "state" and "step" (its number) are those of the first step that is
// not passed, "passed" and 0 if all are. "passed" and "total" count clauses.
//
// Of a step: "state" is "passed", "broken", "not started", "unknown" or "not
// judged". "finished" is false if the contract was killed, or crashed.
//
// Of a clause: "verdict" is "holds", which alone counts as passed, "broken",
// "not started", "unknown", "not judged" or "skipped". "figure" is what was
// measured, "note" why it was not judged or what is to be done; "" if nothing.
// "expected" and "seen" are "" where the contract has not put it so. "trace"
// has lines of strace, "> " before the one that is meant; "explanation" all of
// this in lines, as a person reads it.
//
// Where there is no program to judge it is {"lab": ..., "state": "does not
// compile", "exit_status": 1, "errors": ...}; "could not be built" and "could
// not be judged", with 3, where that is not the fault of its author.
// tools/sh/check.sh writes these.
//
// All text is UTF-8 without control characters. Not for people: see screen.h.
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
