// What became of the programs that a clause has run: said beside its failure,
// where the failure itself does not say it.
//
//   NoteEnd(*process, Ends::kWhenTold);        // as each program ends
//   RecordProperty("program", TakeEndings(failure_texts));
//
//   the server was killed by SIGSEGV
//   the last lines of the server's trace:
//       4711 1795316317.208585 recvfrom(7, "p", 4096, 0, NULL, NULL) = 1
//     > 4711 1795316317.208722 --- SIGSEGV {si_signo=SIGSEGV, ...} ---
//
// A connection that was reset, or a reply that never came, is most often only
// the echo of that. Not thread-safe: clauses run one after the other.
#ifndef COMMON_TESTING_CONTRACT_ENDINGS_H_
#define COMMON_TESTING_CONTRACT_ENDINGS_H_

#include <string>
#include <string_view>

#include "common/testing/strace/traced_process.h"

namespace uds_testing {

// When a program is to end, if nothing goes wrong.
enum class Ends { kByItself, kWhenTold };

// `process` has ended, or been killed.
void NoteEnd(const TracedProcess& process, Ends ends);

// Something else about a program, as a sentence.
void NoteTrouble(const std::string& what);

// What a program left running: "left a process behind: pid 7"; empty if
// nothing.
std::string Leftovers(const TracedRun& run);

// Of all that was noted since the last call, what `said`, the texts of the
// clause's failures, does not tell: how programs ended unexpectedly, other
// trouble and, if no part of a trace is shown there but the end of a client's,
// the last lines of the trace of the first that ended unexpectedly or else of
// the last server. Empty if nothing is left to say.
std::string TakeEndings(std::string_view said);

// Notes what a server said on stderr, for the next function; TracedServer does.
void NoteNotStarted(std::string_view errors);

// What the servers that were noted since the last call said of a step that its
// author has not started, as "step 2: accept a connection"; empty if none did.
// The line of stderr is "not started: " and this; see common/exercise.
std::string TakeNotStarted();

}  // namespace uds_testing

#endif  // COMMON_TESTING_CONTRACT_ENDINGS_H_
