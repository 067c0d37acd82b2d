#include "tests/soak/service.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tests/faults/health.h"
#include "tests/faults/memory_tells.h"
#include "tests/faults/other_process.h"
#include "tests/faults/visitor.h"

namespace soak {
namespace {

// At once with one server. Whoever comes then comes later.
constexpr size_t kMostVisitors = 48;
constexpr size_t kMostNuisances = 120;

constexpr absl::Duration kStrangersStay = absl::Milliseconds(200);

}  // namespace

absl::StatusOr<std::unique_ptr<Service>> Service::Open(
    StationPlan plan, uint64_t seed, Strangers* strangers,
    std::vector<std::string>* findings) {
  absl::StatusOr<std::unique_ptr<Station>> station =
      Station::Create(std::move(plan));
  if (!station.ok()) return station.status();
  if (!(*station)->plan().strangers) strangers = nullptr;
  if (strangers != nullptr) (*station)->OpenToOthers();
  std::unique_ptr<Service> service(
      new Service(*std::move(station), seed, strangers, findings));
  const absl::Status begun = service->lives_.Begin();
  if (!begun.ok()) return begun;
  return service;
}

Service::Service(std::unique_ptr<Station> station, uint64_t seed,
                 Strangers* strangers, std::vector<std::string>* findings)
    : strangers_(strangers),
      findings_(findings),
      company_(*station->plan().program.protocol),
      choice_(seed, absl::StrCat(station->plan().name, ": clients")),
      lives_(std::move(station), seed, &company_,
             [this](const std::string& finding) { Note(finding); }) {}

void Service::BeginRound(absl::Time now, absl::Duration length) {
  next_client_ = now;
  lives_.BeginRound(now, length);
  if (strangers_ != nullptr) {
    strangers_come_ = now + length * choice_.Between(10, 70) / 100;
  }
}

void Service::Invite(absl::Time now) {
  if (now < next_client_ || lives_.closed()) return;
  next_client_ = now + choice_.Around(plan().gap);
  if (company_.visitors() < kMostVisitors &&
      company_.nuisances() < kMostNuisances) {
    Admit(NextArrival(choice_), now);
  }
}

void Service::Admit(const Arrival& arrival, absl::Time now) {
  faults::Manner manner = arrival.manner;
  // Who is told without asking knows by the end that it has been told all.
  if (plan().program.protocol->server_speaks()) manner.stays = false;
  for (size_t i = 0; i < arrival.count; ++i) {
    absl::StatusOr<uds::UniqueFd> socket = lives_.station().Connect();
    if (!socket.ok() && !lives_.serving()) {
      ++turned_away_;
    } else if (!socket.ok()) {
      Note(socket.status().ToString());
    } else if (arrival.mischief != nullptr) {
      company_.Admit(*std::move(socket), *arrival.mischief, now + arrival.stay);
    } else {
      company_.Admit(*std::move(socket), manner);
    }
  }
}

void Service::Tend(absl::Time now) {
  if (strangers_ != nullptr) TendStrangers(now);
  lives_.Tend(now);
  company_.SeeOff(now);
}

void Service::TendStrangers(absl::Time now) {
  if (!strangers_->there() && now >= strangers_come_) {
    strangers_come_ = absl::InfiniteFuture();
    strangers_leave_ = now + kStrangersStay;
    const absl::Status come = strangers_->Come(lives_.station().path());
    if (!come.ok()) Note(come.ToString());
  } else if (strangers_->there() && now >= strangers_leave_) {
    lives_.GoOn();  // else they would wait for the server, and we for them
    const absl::StatusOr<size_t> refused = strangers_->Leave();
    if (refused.ok()) refused_ += *refused;
    if (!refused.ok()) Note(refused.status().ToString());
  }
}

void Service::EndRound() {
  lives_.Calm();
  strangers_come_ = absl::InfiniteFuture();
  strangers_leave_ = absl::InfinitePast();
  company_.DismissNuisances();
}

std::string Service::WhyNotAtRest() const {
  if (company_.visitors() > 0) {
    return absl::StrFormat("%d visitors are not served", company_.visitors());
  }
  if (strangers_ != nullptr && strangers_->there()) {
    return "strangers are still there";
  }
  if (lives_.closed()) return "";
  if (!lives_.serving()) return "it does not end, or no other takes its place";
  const auto open = faults::DescriptorsOf(lives_.pid());
  const size_t before = lives_.before().descriptors;
  if (!open.ok() || open->size() == before) return "";
  return absl::StrFormat("it has %d descriptors, and had %d before",
                         open->size(), before);
}

bool Service::GiveUp() {
  const std::string why = WhyNotAtRest();
  if (!why.empty()) Note(why);
  company_.GiveUp();
  return why.empty();
}

void Service::TakeStock(bool quarter) {
  if (!lives_.serving()) return;
  const absl::StatusOr<faults::Footprint> now =
      faults::FootprintOf(lives_.pid());
  if (!now.ok()) return;  // its end will be found
  after_ = *now;
  if (quarter || (quarter_ > 0 && quarter_life_ != lives_.count())) {
    quarter_ = now->memory;
    quarter_life_ = lives_.count();
  }
}

void Service::ExpectCalm() {
  if (!lives_.serving()) return;
  const std::string trouble = faults::WhyNotCalm(lives_.pid());
  if (!trouble.empty()) Note("it is not calm: " + trouble);
}

void Service::Judge() {
  const Account& account = company_.account();
  if (account.trouble_count > 0 || account.tally.lost() > 0) {
    Note(absl::StrFormat("%d replies lost, %d visitors not served well: %s",
                         account.tally.lost(), account.trouble_count,
                         absl::StrJoin(account.troubles, "; ")));
  }
  if (!plan().injections.empty() && lives_.injected() == 0) {
    Note("strace has let no call fail, so it is not shown to outlive that");
  }
  const size_t before = lives_.before().memory;
  const bool grown = after_.memory > before + kMemorySlack ||
                     (quarter_ > 0 && after_.memory > quarter_ + kMemoryGrowth);
  if (faults::kMemoryTells && grown) {
    Note(absl::StrFormat("its memory has grown: %d KiB, then %d, then %d",
                         before >> 10, quarter_ >> 10, after_.memory >> 10));
  }
}

Entry Service::entry() const {
  return {.name = plan().name,
          .account = company_.account(),
          .turned_away = turned_away_,
          .refused = refused_,
          .lives = lives_.count(),
          .pauses = lives_.pauses(),
          .injected = lives_.injected(),
          .descriptors_before = lives_.before().descriptors,
          .descriptors_after = after_.descriptors,
          .memory_before = lives_.before().memory,
          .memory_quarter = quarter_,
          .memory_after = after_.memory,
          .cpu = lives_.cpu(),
          .end = lives_.end()};
}

void Service::Note(const std::string& finding) {
  // Of what happens again and again the first few times are enough.
  constexpr size_t kMostFindings = 40;
  if (findings_->size() < kMostFindings) {
    findings_->push_back(absl::StrCat(plan().name, ": ", finding));
  }
}

}  // namespace soak
