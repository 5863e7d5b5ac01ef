// The `causeway` command. Exit codes: 0 good, 1 the input is at fault, 2 usage, 3 the host is at fault.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "gateway/app/daemon.h"
#include "gateway/app/logging.h"
#include "gateway/app/sdp_report.h"
#include "gateway/app/version.h"
#include "gateway/core/error.h"

namespace {

constexpr const char* kDefaultConfig = "/etc/causeway/causeway.json";

int check(const std::filesystem::path& file) {
  cw::config::Config config;
  if (!cw::app::load_and_resolve(file, &config)) return static_cast<int>(cw::Fault::kInput);
  fmt::print("{}: good\n", file.string());
  return 0;
}

int not_built_yet(const char* what) {
  fmt::print(stderr, "causeway {}: not built yet in version {}; the feature table in the README says what is\n", what,
             cw::app::kVersion);
  return static_cast<int>(cw::Fault::kUsage);
}

int run(int argc, char** argv) {
  CLI::App app{"Causeway: SMPTE ST 2110 IP media gateway"};
  app.require_subcommand(1);
  std::string config_file = kDefaultConfig;
  std::string log_format = "text";
  std::string log_level = "info";
  std::string file;

  CLI::App* run = app.add_subcommand("run", "Run the gateway until SIGTERM; SIGHUP reloads the config");
  run->add_option("--config", config_file, "Config file (JSON, comments allowed)")->capture_default_str();
  run->add_option("--log-format", log_format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  run->add_option("--log-level", log_level, "debug, info, warn or err")
      ->check(CLI::IsMember({"debug", "info", "warn", "err"}))
      ->capture_default_str();
  CLI::App* check_command = app.add_subcommand("check", "Check a config file and report every fault");
  check_command->add_option("file", file, "Config file")->required();
  CLI::App* sdp_command =
      app.add_subcommand("sdp", "Say in words what an ST 2110 SDP file describes, and what its sender should mend");
  sdp_command->add_option("file", file, "SDP file, or - for standard input")->required();
  bool as_json = false;
  sdp_command->add_flag("--json", as_json, "The same as JSON");
  CLI::App* version = app.add_subcommand("version", "Print the version");
  CLI::App* doctor = app.add_subcommand("doctor", "Check this host (not built yet)")->allow_extras();
  CLI::App* analyze = app.add_subcommand("analyze", "Analyse a capture (not built yet)")->allow_extras();

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(cw::Fault::kUsage);
  }
  if (*version) {
    fmt::print("causeway {}\n", cw::app::kVersion);
    return 0;
  }
  if (*check_command) return check(file);
  if (*sdp_command) return cw::app::show_sdp(file, as_json);
  if (*doctor) return not_built_yet("doctor");
  if (*analyze) return not_built_yet("analyze");
  cw::app::start_logging(log_format == "json" ? cw::app::LogFormat::kJson : cw::app::LogFormat::kText, log_level);
  return cw::app::run_daemon(config_file);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "causeway: unexpected failure: {}\n", error.what());
    return static_cast<int>(cw::Fault::kHost);
  }
}
