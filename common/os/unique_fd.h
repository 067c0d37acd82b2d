// Ownership of a file descriptor.
//
//   uds::UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
//   if (!socket.valid()) return uds::PosixError("socket", "AF_UNIX");
//   Use(socket.get());
//   // closed here
//
// Not for descriptors that somebody else owns: those stay a plain int. Not for
// files whose write errors only close(2) reports; a socket has none.
#ifndef COMMON_OS_UNIQUE_FD_H_
#define COMMON_OS_UNIQUE_FD_H_

namespace uds {

// Owns at most one descriptor and closes it. Move-only. Not thread-safe, as an
// int is not.
class UniqueFd {
 public:
  UniqueFd() = default;
  // Takes ownership of `fd`; a negative one, as a failed call returns, is none.
  explicit UniqueFd(int fd) : fd_(fd < 0 ? kNone : fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(other.Release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept;
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() { Reset(); }

  bool valid() const { return fd_ != kNone; }

  // The descriptor, still owned by this object; -1 if there is none.
  int get() const { return fd_; }

  // Gives ownership up to the caller.
  [[nodiscard]] int Release();

  // Closes now. Keeps errno, so that it is safe between a call and its check.
  void Reset();

 private:
  static constexpr int kNone = -1;
  int fd_ = kNone;
};

}  // namespace uds

#endif  // COMMON_OS_UNIQUE_FD_H_
