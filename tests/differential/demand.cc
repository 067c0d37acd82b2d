#include "tests/differential/demand.h"

namespace differential {
namespace {

Verdict Demanded(const RequestRow& row) {
  return {.bodies = {row.bodies.begin(), row.bodies.end()}};
}

}  // namespace

std::string DemandText(const RequestRow& row) {
  if (row.demand == Demand::kEither) return "either";
  if (row.demand == Demand::kRefuse) return "refused";
  return Demanded(row).ToString() + (row.then_refused ? ", refused" : "");
}

bool Meets(const Verdict& verdict, const RequestRow& row) {
  if (row.demand == Demand::kEither) return true;
  if (row.demand == Demand::kRefuse) return !verdict.accepts();
  return SameRequests(verdict, Demanded(row)) &&
         (verdict.refused != 0) == row.then_refused;
}

}  // namespace differential
