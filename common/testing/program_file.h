// Whether there is a program at all, asked before it is run.
//
//   const absl::Status runs = CheckProgram("./sever");
//   // "there is no program ./sever: No such file or directory"
//
// exec(3) itself says less, and a shell that does it for us runs a text as a
// script of its own. Not a promise: what is there may be gone a moment later.
#ifndef COMMON_TESTING_PROGRAM_FILE_H_
#define COMMON_TESTING_PROGRAM_FILE_H_

#include <string>

#include "absl/status/status.h"

namespace uds_testing {

// `name` is a path, or a name without "/" that is looked up in PATH.
// FAILED_PRECONDITION says what is wrong: it does not exist, is a directory,
// may not be executed, is neither ELF nor a script that begins with "#!", or
// names an interpreter that is none of these.
absl::Status CheckProgram(const std::string& name);

}  // namespace uds_testing

#endif  // COMMON_TESTING_PROGRAM_FILE_H_
