#!/usr/bin/env python3
"""Every check finds a bad example and leaves a good one alone."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
import check_dependencies
import check_headers
import check_hot_path
import check_leaks
import check_names
import check_open_ends
import check_size
import check_twin_tests
import source_tree


class CheckTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("gateway/core/tai_time.h", "// Time.\n#pragma once\nnamespace cw {}\n")

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def findings(self, check):
        return list(check.check(source_tree.Tree(self.root)))

    def assert_found(self, check, *parts):
        found = self.findings(check)
        self.assertEqual(len(found), 1, found)
        for part in parts:
            self.assertIn(part, found[0])

    def assert_clean(self, check):
        self.assertEqual(self.findings(check), [])


class Dependencies(CheckTest):
    def test_reports_an_include_against_the_direction(self):
        self.write("gateway/rtp/a.h", "// A.\n")
        self.write("gateway/core/b.h", '#include "gateway/rtp/a.h"\n')
        self.assert_found(check_dependencies, "gateway/core/b.h:1:", "must not include gateway/rtp/a.h")

    def test_reports_whoever_includes_app(self):
        self.write("gateway/app/a.h", "// A.\n")
        self.write("gateway/web/b.cpp", '#include "gateway/app/a.h"\n')
        self.assert_found(check_dependencies, "gateway/web/b.cpp:1:")

    def test_reports_a_library_outside_its_owner(self):
        self.write("gateway/packet_io/a.cpp", "#include <rte_mbuf.h>\n")
        self.assert_found(check_dependencies, "rte_mbuf.h", "DPDK", "gateway/packet_io/dpdk")

    def test_reports_fmt_in_the_packet_path(self):
        self.write("gateway/essence/video_20/a.cpp", "#include <fmt/format.h>\n")
        self.assert_found(check_dependencies, "fmt/format.h")

    def test_reports_an_unknown_library(self):
        self.write("sdp/a.cpp", "#include <rapidjson/document.h>\n")
        self.assert_found(check_dependencies, "is unknown")

    def test_reports_a_library_that_leaks_through_a_header(self):
        self.write("config/a.h", "#include <nlohmann/json.hpp>\n")
        self.write("config/b.h", '#include "config/a.h"\n')
        self.write("gateway/app/c.cpp", '#include "config/b.h"\n')
        self.assert_clean(check_dependencies)
        self.write("gateway/core/c.h", "#include <CLI/CLI.hpp>\n")
        self.write("sdp/d.cpp", '#include "gateway/core/c.h"\n')
        self.assertTrue(any("sdp/d.cpp:1: gateway/core/c.h brings in CLI11" in f
                            for f in self.findings(check_dependencies)))

    def test_reports_an_include_relative_to_the_file(self):
        self.write("sdp/a.h", "// A.\n")
        self.write("sdp/a.cpp", '#include "a.h"\n')
        self.assert_found(check_dependencies, "no path from the root")

    def test_accepts_what_the_table_allows(self):
        self.write("gateway/packet_io/pcap/a.cpp", "#include <pcap/pcap.h>\n#include <vector>\n#include <sys/stat.h>\n"
                                                   '#include "gateway/core/tai_time.h"\n')
        self.assert_clean(check_dependencies)


class HotPath(CheckTest):
    def assert_banned(self, code, what):
        self.write("gateway/rtp/a.cpp", code + "\n")
        self.assert_found(check_hot_path, "gateway/rtp/a.cpp:1:", what)

    def test_reports_each_banned_thing(self):
        for code, what in (("#include <mutex>", "locks"), ("#include <functional>", "std::function"),
                           ("#include <iostream>", "printing"), ("std::shared_ptr<int> p;", "shared ownership"),
                           ("auto* p = new int;", "allocation"), ("auto* p = malloc(3);", "allocation"),
                           ("throw 3;", "exceptions"), ("double x;", "floating point"), ("auto x = 1.5f;", "floating")):
            with self.subTest(code):
                self.assert_banned(code, what)

    def test_knows_comments_strings_and_placement_new_from_code(self):
        self.write("gateway/rtp/a.cpp", '// a new double, 1.5\nauto s = "throw new";\nnew (slot) Frame;\nint n = 1\'000;\n')
        self.assert_clean(check_hot_path)

    def test_accepts_start_up_code_that_says_so(self):
        self.write("gateway/bus/a.cpp", "auto* p = new int;  // lint: start-up, the pool\n"
                                        "// lint: start-up, sizes come from the config\nauto* q = new int;\n")
        self.assert_clean(check_hot_path)

    def test_leaves_other_modules_alone(self):
        self.write("gateway/web/a.cpp", "#include <mutex>\nauto* p = new double;\n")
        self.assert_clean(check_hot_path)


class Names(CheckTest):
    def test_reports_a_banned_word_in_a_file_name(self):
        self.write("sdp/sdp_utils.h", "")
        self.assert_found(check_names, "'utils'")

    def test_reports_a_banned_word_in_a_class_name(self):
        self.write("sdp/a.h", "class SessionManager {};\n")
        self.assert_found(check_names, "'manager'", "SessionManager")

    def test_reports_a_file_that_is_not_snake_case(self):
        self.write("sdp/SdpParser.cpp", "")
        self.assert_found(check_names, "snake_case")

    def test_accepts_words_that_only_contain_one(self):
        self.write("sdp/a.h", "class Commonwealth {}; struct Utilization {};\n")
        self.assert_clean(check_names)


class Headers(CheckTest):
    def test_reports_a_header_without_opening_comment(self):
        self.write("sdp/a.h", "#pragma once\nnamespace cw::sdp {}\n")
        self.assert_found(check_headers, "opens with a comment")

    def test_reports_a_header_that_can_be_included_twice(self):
        self.write("sdp/a.h", "// A.\nnamespace cw::sdp {}\n")
        self.assert_found(check_headers, "#pragma once")

    def test_reports_a_foreign_namespace(self):
        self.write("gateway/rtp/a.h", "// A.\n#pragma once\nnamespace cw::bus {}\n")
        self.assert_found(check_headers, "cw::rtp")


class Size(CheckTest):
    def test_reports_a_long_file(self):
        self.write("sdp/a.cpp", "\n" * 401)
        self.assert_found(check_size, "401 lines")

    def test_reports_a_long_module_readme_but_not_the_top_one(self):
        self.write("sdp/README.md", "x\n" * 41)
        self.write("README.md", "x\n" * 300)
        self.assert_found(check_size, "sdp/README.md", "41 lines")


class OpenEnds(CheckTest):
    def test_reports_work_without_an_issue(self):
        self.write("sdp/a.cpp", "// TO" + "DO: later\n")
        self.assert_found(check_open_ends, "sdp/a.cpp:1:")

    def test_accepts_work_with_an_issue(self):
        self.write("sdp/a.cpp", "// TO" + "DO(#12): later\n")
        self.assert_clean(check_open_ends)


class Leaks(CheckTest):
    def test_reports_a_path_of_one_machine(self):
        for path in ("/wo" + "rk/main/x", "/tmp/" + "bash_jobs.0/1", "/home/" + "someone/x"):
            with self.subTest(path):
                self.write("deploy/a.sh", f"cd {path}\n")
                self.assert_found(check_leaks, "deploy/a.sh:1:")

    def test_reports_the_name_of_this_machine(self):
        self.write("deploy/a.sh", "ping studio-7\n")
        real, check_leaks.socket.gethostname = check_leaks.socket.gethostname, lambda: "studio-7.example"
        try:
            self.assert_found(check_leaks, "the name of one machine")
        finally:
            check_leaks.socket.gethostname = real

    def test_accepts_relative_paths_and_variables(self):
        self.write("deploy/a.sh", "cd build/wo" + "rk/x; cd $HOME/wo" + "rk/; cd /tmp/x; cd /usr/share\n")
        self.assert_clean(check_leaks)


class TwinTests(CheckTest):
    def test_names_a_source_without_a_test(self):
        self.write("sdp/a.cpp", "")
        self.assert_found(check_twin_tests, "tests/unit/sdp/a_test.cpp")

    def test_is_content_with_a_test(self):
        self.write("sdp/a.cpp", "")
        self.write("tests/unit/sdp/a_test.cpp", "")
        self.assert_clean(check_twin_tests)


if __name__ == "__main__":
    unittest.main()
