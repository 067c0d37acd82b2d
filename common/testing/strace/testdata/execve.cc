// A thread that does not lead its process turns it into another program: this
// one again, with an argument.
#include <unistd.h>

#include <thread>

int main(int argc, char** argv) {
  if (argc > 1) return 0;
  std::thread([&] {
    ::usleep(20'000);
    char again[] = "again";
    char* const args[] = {argv[0], again, nullptr};
    char* const environment[] = {nullptr};
    ::execve(argv[0], args, environment);
  }).detach();
  ::pause();
}
