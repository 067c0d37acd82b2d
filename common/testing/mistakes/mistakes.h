// Wrong servers that a lab's contract must catch: one program, correct by
// default, that makes the mistake which it is told to make.
//
//   int Serve() {
//     ...
//     if (!Planted("no_unlink")) ::unlink(path);
//     ...
//   }
//
//   int main(int argc, char** argv) {
//     return uds_testing::RunMistakes(
//         argc, argv,
//         {.serve = Serve,
//          .mistakes = {{.name = "no_unlink",
//                        .what = "It leaves its socket's file behind.",
//                        .tempting = "The kernel closes descriptors at exit; "
//                                    "files it leaves.",
//                        .fails = {"RemovesItsSocketFile"}}}});
//   }
//
//   mistakes --socket=PATH                       # a correct server
//   mistakes --mistake=no_unlink --socket=PATH   # a wrong one
//   mistakes --list_mistakes                     # what there is, as JSON
//
// tests/workshop proves that each fails what it says that it fails, and nothing
// else. Not for faults that strace can plant in a correct server: those need no
// code, see Mistake::injections.
#ifndef COMMON_TESTING_MISTAKES_MISTAKES_H_
#define COMMON_TESTING_MISTAKES_MISTAKES_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace uds_testing {

struct Mistake {
  std::string name;      // as in Planted: "no_unlink"
  std::string what;      // what the program does, as one sentence
  std::string tempting;  // why one would write it so, as one sentence or two

  // The clauses that it fails, in the contract's order, and no others. One, if
  // it can be: clauses that need a failed one are not judged, so not among
  // them. The first is the one that it kills.
  std::vector<std::string> fails;

  // It is the client that is wrong: this program, started with --as_client,
  // beside the lab's own server.
  bool in_client = false;

  // The program is linked dynamically, and that is the mistake.
  bool dynamic = false;

  // Planted by strace in each run of the server, in the form of its option
  // inject=: "unlink:retval=0". No code asks for it.
  std::vector<std::string> injections = {};
};

struct Mistakes {
  std::function<int()> serve;            // returns main's exit status
  std::function<int()> visit = nullptr;  // the client, if there is one
  std::vector<Mistake> mistakes = {};
};

// Whether this process is to make the mistake `name`. Ends the program where no
// such mistake is declared: a typing error must not pass for a correct program.
bool Planted(std::string_view name);

// The words of the command line that are no flags: what a client was given.
const std::vector<std::string>& Words();

// Reads Abseil's flags, and --mistake, --as_client and --list_mistakes, and
// runs `serve` or `visit`. Returns main's exit status; 2 for a mistake that
// there is not.
int RunMistakes(int argc, char** argv, Mistakes program);

}  // namespace uds_testing

#endif  // COMMON_TESTING_MISTAKES_MISTAKES_H_
