# Counts the test cases of one run of `bazel test`.
#
#   BAZEL_STATUS=3 awk -f count_cases.awk EVENTS
#
# EVENTS is what --build_event_json_file wrote: one JSON object a line, of
# which those called testResult name the test.xml of each target, run and shard
# of just this run, cached ones too. Prints what was skipped, with the reason,
# and what failed, and last the one line "N passed, N failed[, N skipped]". The
# exit status is 1 where something failed.
#
# Plain POSIX awk, for mawk and a machine without python or jq.

BEGIN {
  status = ENVIRON["BAZEL_STATUS"] + 0
  FAILED = "Failed:"
}

/^\{"id":\{"targetConfigured":/ && /"testSize":/ {
  is_test[json_string("label")] = 1
}

# A test that did not build has no result, but did not pass either.
/^\{"id":\{"targetCompleted":/ && is_test[json_string("label")] {
  if (/"aborted":\{"reason":"ANALYSIS_FAILURE"/ ||
      (/"completed":\{/ && !/"completed":\{"success":true/)) {
    fail(json_string("label"), "did not build")
  } else if (/"aborted":\{/ && !/"reason":"SKIPPED"/) {
    not_run++
  }
}

# A build that stops takes the tests that are just running with it.
/^\{"id":\{"testResult":/ && /"aborted":\{/ {
  not_run++
  next
}

# A flaky test is tried several times; each attempt has its own event, and only
# the last one counts.
/^\{"id":\{"testResult":/ {
  key = json_string("label") " " json_number("run") " " json_number("shard")
  if (!(key in attempt)) {
    order[++results] = key
  }
  if (json_number("attempt") >= attempt[key]) {
    attempt[key] = json_number("attempt")
    label[key] = json_string("label")
    verdict[key] = json_string("status")
    xml[key] = test_xml()
  }
}

END {
  for (i = 1; i <= results; i++) {
    count_result(label[order[i]], verdict[order[i]], xml[order[i]])
  }
  explain_status()
  for (i = 1; i <= groups; i++) {
    if (group[i] != FAILED) {
      print_group(group[i])
    }
  }
  print_group(FAILED)
  print ""
  printf("%d passed, %d failed%s\n", passed, failed,
         skipped > 0 ? ", " skipped " skipped" : "")
  exit failed > 0
}

# ---- Counting

function count_result(target, verdict, path,    failed_before) {
  failed_before = failed
  if (!count_xml(target, verdict, path) && verdict == "PASSED") {
    passed++
  }
  # Killed by a signal or by the clock, or red after its last case.
  if (verdict != "PASSED" && failed == failed_before) {
    fail(target, explain_verdict(verdict, "failed without saying which case"))
  }
}

function explain_verdict(verdict, otherwise) {
  if (verdict == "TIMEOUT") {
    return "timed out"
  }
  return verdict == "FAILED" ? otherwise : "ended as " verdict
}

# A case is judged when its element ends, as what it holds decides.
function count_case(target, verdict) {
  if (case_result == "passed") {
    passed++
  } else if (case_result == "skipped") {
    skip(target, case_name)
  } else if (case_result == "failed" && case_class == "") {
    # Bazel wrote the file, for a program that did not: its one case is the
    # target itself.
    fail(target, explain_verdict(verdict, case_text))
  } else if (case_result == "failed") {
    fail(target, case_class "." case_name)
  }
}

function fail(target, what) {
  failed++
  add_line(FAILED, target "  " what)
}

# GoogleTest puts file and line before the reason.
function skip(target, name,    why) {
  skipped++
  why = case_text
  sub(/^[^ \n]+:[0-9]+\n?/, "", why)
  sub(/\n+$/, "", why)
  gsub(/\n/, "\n  ", why)
  add_line("Skipped: " (why == "" ? "no reason given" : why),
           target "  " case_class "." name)
}

# Where Bazel failed and no test did, this says why, so that the last line is
# never all green then. Exit codes: https://bazel.build/run/scripts#exit-codes
function explain_status() {
  if (not_run > 0) {
    add_line("Not run, as the build stopped:",
             not_run (not_run == 1 ? " test target" : " test targets"))
  }
  if (status == 4) {
    add_line("No test matched.", "")
  } else if (status == 8 || status > 128) {
    fail("bazel", "interrupted")
  } else if (status != 0 && failed == 0) {
    fail("bazel", status == 1 ? "the build failed; its errors are above" \
                              : "exit status " status)
  }
}

# ---- Printing: lines under headings, equal ones (of several runs) as one

function add_line(heading, line) {
  if (!(heading in lines)) {
    group[++groups] = heading
    lines[heading] = 0
  }
  if (!((heading, line) in times)) {
    text_of[heading, ++lines[heading]] = line
  }
  times[heading, line]++
}

function print_group(heading,    i, line) {
  if (!(heading in lines)) {
    return
  }
  print ""
  print heading
  for (i = 1; i <= lines[heading]; i++) {
    line = text_of[heading, i]
    if (line != "") {
      print "  " line (times[heading, line] > 1 \
                       ? " (" times[heading, line] " times)" : "")
    }
  }
}

# ---- test.xml

# Counts the cases of a file; false where it cannot be read as a test.xml.
function count_xml(target, verdict, path,    line, text, readable) {
  readable = 0
  in_cdata = 0
  text = ""
  while (path != "" && (getline line < path) > 0) {
    if (index(line, "<testsuite") > 0) {
      readable = 1
    }
    # A tag may go on in the next line.
    text = read_tags(target, verdict, text == "" ? line : text "\n" line)
  }
  if (path != "") {
    close(path)
  }
  return readable
}

# Reads the tags at the start of `text`; returns the one that has not ended.
function read_tags(target, verdict, text,    start, tag) {
  for (;;) {
    # What a test printed comes as CDATA, and may look like a tag.
    if (in_cdata) {
      start = index(text, "]]>")
      if (start == 0) {
        return ""
      }
      text = substr(text, start + 3)
      in_cdata = 0
    }
    start = index(text, "<")
    if (start == 0) {
      return ""
    }
    text = substr(text, start)
    if (substr(text, 1, 9) == "<![CDATA[") {
      in_cdata = 1
    } else if (match(text, /^<[^>"]*("[^"]*"[^>"]*)*>/)) {
      tag = substr(text, 1, RLENGTH)
      text = substr(text, RLENGTH + 1)
      read_tag(target, verdict, tag)
    } else {
      return text
    }
  }
}

function read_tag(target, verdict, tag) {
  if (tag ~ /^<testcase[ \n]/) {
    open_case(tag)
  } else if (tag ~ /^<(failure|error)[ \n\/>]/) {
    case_result = "failed"
    case_text = attribute(tag, "message")
  } else if (tag ~ /^<skipped[ \n\/>]/) {
    case_result = "skipped"
    case_text = attribute(tag, "message")
  }
  if (tag ~ /^<\/testcase>/ || tag ~ /^<testcase.*\/>$/) {
    count_case(target, verdict)
  }
}

function open_case(tag) {
  case_class = attribute(tag, "classname")
  case_name = attribute(tag, "name")
  case_text = ""
  case_result = "passed"
  if (attribute(tag, "result") == "skipped") {
    case_result = "skipped"
  } else if (attribute(tag, "status") == "notrun") {
    case_result = "not run" # disabled, or left out by a filter
  }
}

function attribute(tag, name,    value) {
  if (!match(tag, "[ \n]" name "=\"[^\"]*\"")) {
    return ""
  }
  value = substr(tag, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
  gsub(/&#x0?[Aa];|&#10;/, "\n", value)
  gsub(/&lt;/, "<", value)
  gsub(/&gt;/, ">", value)
  gsub(/&quot;/, "\"", value)
  gsub(/&apos;|&#39;|&#x27;/, "'", value)
  gsub(/&amp;/, "\\&", value)
  return value
}

# ---- JSON, as far as Bazel's events need it: the first value of a name

function json_string(name,    value) {
  if (!match($0, "\"" name "\":\"[^\"]*\"")) {
    return ""
  }
  value = substr($0, RSTART + length(name) + 4, RLENGTH - length(name) - 5)
  return unescape(value)
}

function json_number(name) {
  if (!match($0, "\"" name "\":[0-9]+")) {
    return 0
  }
  return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) + 0
}

# The path of the test.xml that the event names; "" where it is not a file of
# this machine.
function test_xml(    uri) {
  if (!match($0, /"name":"test\.xml","uri":"file:\/\/[^"]*"/)) {
    return ""
  }
  uri = substr($0, RSTART, RLENGTH - 1)
  sub(/^.*"uri":"file:\/\//, "", uri)
  return percent_decode(unescape(uri))
}

# Bazel writes = & < > and ' as \u003d and so on.
function unescape(value) {
  gsub(/\\u003d/, "=", value)
  gsub(/\\u0026/, "\\&", value)
  gsub(/\\u003c/, "<", value)
  gsub(/\\u003e/, ">", value)
  gsub(/\\u0027/, "'", value)
  return value
}

function percent_decode(value,    out, high, low) {
  out = ""
  while (match(value, /%[0-9A-Fa-f][0-9A-Fa-f]/)) {
    high = index("0123456789ABCDEF", toupper(substr(value, RSTART + 1, 1))) - 1
    low = index("0123456789ABCDEF", toupper(substr(value, RSTART + 2, 1))) - 1
    out = out substr(value, 1, RSTART - 1) sprintf("%c", high * 16 + low)
    value = substr(value, RSTART + 3)
  }
  return out value
}
