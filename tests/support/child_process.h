// Real peers in tests: a program started beside the test, ended with it.
//
//   ChildProcess player({"ffmpeg", "-i", url, "-f", "null", "-"});
//   EXPECT_EQ(player.wait(10s), 0);
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

extern char** environ;  // NOLINT(readability-identifier-naming): POSIX

namespace cw::test {

class ChildProcess {
 public:
  /// Standard output and error go to `log` when given, else nowhere.
  explicit ChildProcess(const std::vector<std::string>& command, const std::filesystem::path& log = "/dev/null") {
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    if (posix_spawnp(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ) != 0) pid_ = -1;
    posix_spawn_file_actions_destroy(&actions);
  }
  ~ChildProcess() {
    if (!running()) return;
    send_signal(SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] bool started() const { return pid_ > 0; }
  void send_signal(int signal) const {
    if (pid_ > 0 && !status_) ::kill(pid_, signal);
  }
  [[nodiscard]] bool running() {
    int status = 0;
    if (pid_ > 0 && !status_ && ::waitpid(pid_, &status, WNOHANG) == pid_) status_ = status;
    return pid_ > 0 && !status_;
  }
  /// Exit code, 128 + signal, or nothing when it still runs at the end of `limit`.
  std::optional<int> wait(std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (running() && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    if (!status_) return std::nullopt;
    return WIFEXITED(*status_) ? WEXITSTATUS(*status_) : 128 + WTERMSIG(*status_);
  }

 private:
  pid_t pid_ = -1;
  std::optional<int> status_;
};

/// True when `program` can be started from PATH.
[[nodiscard]] inline bool has_program(const std::string& program) {
  ChildProcess probe({"sh", "-c", "command -v " + program});
  return probe.wait(std::chrono::seconds(5)) == 0;
}

}  // namespace cw::test
