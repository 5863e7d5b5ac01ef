// What the sanitizers report of libraries that are not built with them. List it among the sources of a test that opens ports.
//
// TSan does not see the locks inside DPDK, so everything DPDK's own threads hand over looks like a race. libxdp forgets one
// small block when an AF_XDP socket cannot be bound.
extern "C" {

const char* __tsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier,readability-identifier-naming)
const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier,readability-identifier-naming)

const char* __tsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier,readability-identifier-naming)
  return "race:librte_\nmutex:librte_\nthread:librte_\n";
}
const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier,readability-identifier-naming)
  return "leak:libxdp.so\n";
}
}
