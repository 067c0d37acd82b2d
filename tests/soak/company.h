// Who is with one server, and the account of what each of them was owed and
// got: the half of the ledger that is about clients.
//
//   Company company(Protocol::Echo());
//   company.Admit(*std::move(socket), Manner{.requests = 20});
//   MoveOnce(company.Guests(), patience);
//   company.SeeOff(absl::Now());
//   company.account().tally.lost();  // 0
//
// A server that is asked to end owes the replies to what was said by then. What
// is said later may be answered or not, and is counted as such.
#ifndef TESTS_SOAK_COMPANY_H_
#define TESTS_SOAK_COMPANY_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "tests/faults/guest.h"
#include "tests/faults/nuisance.h"
#include "tests/faults/protocol.h"
#include "tests/faults/visitor.h"

namespace soak {

struct Account {
  faults::Tally tally;  // of all who have gone
  size_t visitors = 0;
  size_t nuisances = 0;

  // Requests said, or begun, once the server was asked to end, and not
  // answered.
  size_t too_late = 0;

  // What was wrong with the service, in words, of as many visitors as a person
  // will read; and how many there were.
  std::vector<std::string> troubles = {};
  size_t trouble_count = 0;

  Account& operator+=(const Account& other);
};

// Used by one thread.
class Company {
 public:
  explicit Company(const faults::Protocol& protocol) : protocol_(protocol) {}

  // `socket` is connected and non-blocking; what it can say at once is said. A
  // nuisance leaves at `leaves`, if not before.
  void Admit(uds::UniqueFd socket, faults::Manner manner);
  void Admit(uds::UniqueFd socket, const faults::Mischief& mischief,
             absl::Time leaves);

  // To be called just before the server is asked to end, and only once for each
  // time. Whoever comes from then on is owed what is told without asking.
  void NoteWhatIsOwed();

  // To be called when it has ended, and another is to take its place: whose
  // connection is still open waits in a queue that the next one shares, and is
  // owed all again.
  void NoteThatItHasEnded();

  // All who are there. Valid until the next call that is not const.
  std::vector<faults::Guest*> Guests() const;

  // Lets those go who are done, and nuisances whose time has come.
  void SeeOff(absl::Time now);
  void DismissNuisances() { SeeOffNuisances(absl::InfiniteFuture()); }

  // Lets the visitors go as they are: what they lack is lost.
  void GiveUp();

  size_t visitors() const { return visitors_.size(); }
  size_t nuisances() const { return nuisances_.size(); }
  const Account& account() const { return account_; }

 private:
  struct Visit {
    std::unique_ptr<faults::Visitor> visitor;
    faults::Manner manner;
    bool bounded = false;  // the server has been asked to end
    size_t owed = 0;       // by then
  };
  struct Annoyance {
    std::unique_ptr<faults::Nuisance> nuisance;
    absl::Time leaves;
  };

  size_t OwedBeforeAsking() const { return protocol_.server_speaks() ? 1 : 0; }
  size_t SaidWhole(const Visit& visit) const;
  void Settle(const Visit& visit);
  void SeeOffNuisances(absl::Time now);

  const faults::Protocol& protocol_;
  std::vector<Visit> visitors_;
  std::vector<Annoyance> nuisances_;
  bool ending_ = false;  // the server has been asked to, and has not yet
  Account account_;
};

}  // namespace soak

#endif  // TESTS_SOAK_COMPANY_H_
