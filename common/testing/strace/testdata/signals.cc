// A read that a handled signal interrupts, one that a stop restarts, and death
// by a signal.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <initializer_list>

int main() {
  struct sigaction action = {};
  action.sa_handler = [](int) {};
  ::sigaction(SIGUSR1, &action, nullptr);
  int ends[2];
  if (::pipe(ends) != 0) return 1;
  const pid_t child = ::fork();
  if (child == 0) {
    char byte;
    if (::read(ends[0], &byte, 1) == 1) return 1;  // EINTR
    return ::read(ends[0], &byte, 1) == 1 ? 0 : 1;
  }
  for (const int signal : {SIGUSR1, SIGSTOP, SIGCONT, SIGSEGV}) {
    ::usleep(50'000);
    ::kill(child, signal);
  }
  int status;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? 0 : 1;
}
