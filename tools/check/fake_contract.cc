#include "tools/check/fake_contract.h"

#include <sys/stat.h>

#include <fstream>
#include <iterator>

namespace tools {
namespace {

// Writes the report of those clauses that the filter names, in their order.
constexpr char kEnd[] = R"sh(
for word in "$@"; do
  case "${word}" in
    --gtest_filter=*) filter="${word#*=}" ;;
    --gtest_output=json:*) report="${word#*=json:}" ;;
  esac
done
first
separator=''
{
  echo '{"testsuites": [{"name": "Contract", "testsuite": ['
  for name in ${filter//:/ }; do
    name="${name#Contract.}"
    echo "${separator}{\"name\": \"${name}\", ${says[${name}]}}"
    separator=,
  done
  echo ']}]}'
} >"${report}"
)sh";

}  // namespace

std::string FakeContract::Broken(const std::string& failure) {
  return R"("result": "COMPLETED", "failures": [{"failure": "Failed\n)" +
         failure + "\"}]";
}

std::string FakeContract::NotStarted(const std::string& step) {
  return Broken("it does nothing") +
         R"(, "verdict": "not started", "not_started": ")" + step + "\"";
}

std::string FakeContract::Unknown(const std::string& why) {
  return Broken("UNKNOWN: " + why) + R"(, "verdict": "unknown")";
}

FakeContract::FakeContract(const std::vector<FakeClause>& clauses,
                           const std::string& first) {
  std::ofstream script(path());
  script << "#!/bin/bash\nif [[ $1 == --list_clauses ]]; then\ncat <<'END'\n[";
  std::string separator;
  for (const FakeClause& clause : clauses) {
    script << separator << "{\"name\": \"" << clause.name
           << "\", \"sentence\": \"The rule of " << clause.name
           << ".\", \"hint\": \"The hint of " << clause.name
           << ".\", \"needs\": [";
    separator = "";
    for (const std::string& needed : clause.needs) {
      script << separator << '"' << needed << '"';
      separator = ", ";
    }
    script << "]}";
    separator = ",\n";
  }
  script << "]\nEND\nexit\nfi\necho \"$*\" >>" << directory_.Path("asked")
         << "\ndeclare -A says\n";
  for (const FakeClause& clause : clauses) {
    script << "says[" << clause.name << "]='" << clause.says << "'\n";
  }
  script << "first() {\n:\n" << first << "\n}\n" << kEnd;
  script.close();
  ::chmod(path().c_str(), 0700);
}

std::string FakeContract::Asked() const {
  std::ifstream file(directory_.Path("asked"));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace tools
