// Two threads, each blocked in a read while the other works; the process ends
// with the second one still in its read.
#include <unistd.h>

#include <thread>

int main() {
  int to_thread[2], to_main[2];
  if (::pipe(to_thread) != 0 || ::pipe(to_main) != 0) return 1;
  std::thread([&] {
    char bytes[8];
    for (;;) {
      if (::read(to_thread[0], bytes, sizeof bytes) <= 0) return;
      if (::write(to_main[1], "pong", 4) != 4) return;
    }
  }).detach();
  char bytes[8];
  ::usleep(20'000);
  if (::write(to_thread[1], "ping", 4) != 4) return 1;
  if (::read(to_main[0], bytes, sizeof bytes) != 4) return 1;
  ::usleep(20'000);
  ::_exit(3);
}
