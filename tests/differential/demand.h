// Whether a server did what a row of requests.txt demands.
//
//   Meets(VerdictOf(answers), row);  // true
//   DemandText(row);                 // "5, 0", "5, refused", "refused",
//   "either"
#ifndef TESTS_DIFFERENTIAL_DEMAND_H_
#define TESTS_DIFFERENTIAL_DEMAND_H_

#include <string>

#include "tests/differential/request_table.h"
#include "tests/differential/verdict.h"

namespace differential {

// As a verdict is written.
std::string DemandText(const RequestRow& row);

// Where requests are demanded: so many, with bodies of these lengths, and a
// refusal behind them or none. "refuse" is also met by a server that says
// nothing.
bool Meets(const Verdict& verdict, const RequestRow& row);

}  // namespace differential

#endif  // TESTS_DIFFERENTIAL_DEMAND_H_
