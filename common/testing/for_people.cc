#include "common/testing/for_people.h"

#include "absl/strings/str_format.h"

namespace uds_testing {
namespace {

// Not std::isprint, which asks the locale.
bool StaysAsItIs(char c) { return c >= ' ' && c <= '~'; }

void AppendEscaped(char c, std::string& out) {
  if (c == '\t') {
    out += "\\t";
  } else if (c == '\r') {
    out += "\\r";
  } else {
    absl::StrAppendFormat(&out, "\\x%02x", static_cast<unsigned char>(c));
  }
}

}  // namespace

std::string ForPeople(std::string_view text) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  std::string shown;
  for (const char c : text.substr(0, kMostShown)) {
    if (c == '\n') {
      shown += "\n| ";  // so that it cannot pass for a line of a trace
    } else if (StaysAsItIs(c)) {
      shown += c;
    } else {
      AppendEscaped(c, shown);
    }
  }
  if (text.size() > kMostShown) {
    absl::StrAppendFormat(&shown, "... (%d bytes more)",
                          text.size() - kMostShown);
  }
  return shown;
}

std::string PrintedForPeople(std::string_view output, std::string_view errors) {
  if (output.empty() && errors.empty()) return "it printed nothing";
  std::string printed;
  if (!output.empty()) printed = "on stdout it said: " + ForPeople(output);
  if (errors.empty()) return printed;
  if (!printed.empty()) printed += "\n";
  return printed + "on stderr it said: " + ForPeople(errors);
}

}  // namespace uds_testing
