"""Which module may include what: the table of the design as data."""

# folder -> modules (folders) whose headers it may include, besides its own. ALL: everything.
ALL = "*"
MAY_INCLUDE = {
    "gateway/core": (),
    "gateway/packet_io": ("gateway/core",),
    "gateway/packet_io/pcap": ("gateway/core", "gateway/packet_io"),
    "gateway/packet_io/dpdk": ("gateway/core", "gateway/packet_io"),
    "gateway/rtp": ("gateway/core",),
    "gateway/bus": ("gateway/core",),
    "gateway/essence": ("gateway/core", "gateway/rtp", "gateway/bus"),
    "gateway/anc_services": ("gateway/core", "gateway/bus"),
    "gateway/source": ("gateway/core", "gateway/bus", "gateway/anc_services"),
    "gateway/bridge": ("gateway/core", "gateway/bus", "gateway/anc_services"),
    "gateway/analyze": ("gateway/core", "gateway/packet_io", "gateway/packet_io/pcap", "gateway/rtp", "gateway/bus",
                        "gateway/essence", "gateway/anc_services"),
    "gateway/srt": ("gateway/core", "gateway/bus"),
    "gateway/hls": ("gateway/core", "gateway/bus"),
    "gateway/web": ("gateway/core",),
    "gateway/app": ALL,
    "ptp": ("gateway/core",),
    "sdp": ("gateway/core",),
    "config": ("gateway/core",),
    "nmos": ("gateway/core", "gateway/web", "sdp"),
}

# library -> (regular expression of its headers, folders that may include them). app may include all of them.
THIRD_PARTY = {
    "DPDK": (r"rte_\w+\.h", ("gateway/packet_io/dpdk",)),
    "libpcap": (r"pcap(/.*)?\.h", ("gateway/packet_io/pcap",)),
    "FFmpeg": (r"lib(av|sw)\w+/.*", ("gateway/bridge",)),
    "libsrt": (r"srt/.*", ("gateway/srt",)),
    "Boost": (r"boost/.*", ("gateway/web", "nmos/transport", "ptp/transport")),
    "nlohmann-json": (r"nlohmann/.*", ("config", "sdp", "gateway/web", "nmos")),
    "valijson": (r"valijson/.*", ("config",)),
    "prometheus-cpp": (r"prometheus/.*", ("gateway/web",)),
    "Avahi": (r"avahi-\w+/.*", ("nmos/discovery",)),
    "CLI11": (r"CLI/.*", ()),
    "spdlog": (r"spdlog/.*", ()),
    "libsystemd": (r"systemd/.*", ()),
    "fmt": (r"fmt/.*", ("gateway/anc_services", "gateway/source", "gateway/bridge", "gateway/analyze", "gateway/srt",
                        "gateway/hls", "gateway/web", "ptp", "sdp", "config", "nmos")),
    "GoogleTest": (r"g(test|mock)/.*", ()),
    "Google Benchmark": (r"benchmark/.*", ()),
}

# C library, kernel and compiler headers; headers without a dot are the C++ library's.
SYSTEM_HEADERS = (
    r"[a-z_]+", r"(sys|linux|net|netinet|netpacket|arpa|asm|bits)/\w+\.h", r"\w*intrin\.h",
    r"(unistd|fcntl|poll|sched|pthread|signal|dlfcn|ifaddrs|netdb|dirent|endian|byteswap|syslog|cpuid|time|errno|"
    r"stdint|stddef|string|stdlib|stdio|math|limits|inttypes|spawn|termios|glob|ftw|execinfo|malloc|numa|sysexits)\.h",
)

HOT_PATH = ("gateway/packet_io", "gateway/rtp", "gateway/essence", "gateway/bus")
WITHOUT_FLOATS = HOT_PATH + ("ptp/wire",)


def module_of(path):
    """The most specific folder of MAY_INCLUDE that holds `path`, or None."""
    holders = [folder for folder in MAY_INCLUDE if path.startswith(folder + "/")]
    return max(holders, key=len, default=None)


def is_below(path, folders):
    return any(path.startswith(folder + "/") for folder in folders)
