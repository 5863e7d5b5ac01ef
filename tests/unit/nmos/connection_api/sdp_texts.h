// SDPs as controllers put them into transport files.
#pragma once

#include <string>

namespace cw::nmos::test {

/// One leg, interlaced 1080, as the conformance suite has it.
inline std::string video_sdp(const std::string& group = "232.40.50.7", int port = 5011) {
  return "v=0\r\no=- 1543226715 1543226715 IN IP4 198.51.100.9\r\ns=Demo\r\nt=0 0\r\nm=video " + std::to_string(port) +
         " RTP/AVP 97\r\nc=IN IP4 " + group + "/32\r\na=source-filter: incl IN IP4 " + group +
         " 198.51.100.9\r\na=ts-refclk:ptp=IEEE1588-2008:EC-46-70-FF-FE-00-CE-DE:0\r\na=rtpmap:97 raw/90000\r\n"
         "a=fmtp:97 sampling=YCbCr-4:2:2; width=1920; height=1080; depth=10; interlace; SSN=ST2110-20:2017; "
         "colorimetry=BT709; "
         "PM=2110GPM; TP=2110TPN; TCS=SDR; exactframerate=25\r\na=mediaclk:direct=0\r\n";
}

inline std::string audio_leg(const std::string& mid, const std::string& group, const std::string& source) {
  return "m=audio 5030 RTP/AVP 102\r\nc=IN IP4 " + group + "/32\r\na=source-filter: incl IN IP4 " + group + " " +
         source +
         "\r\na=ts-refclk:ptp=IEEE1588-2008:EC-46-70-FF-FE-00-CE-DE:0\r\na=rtpmap:102 "
         "L24/48000/2\r\na=mediaclk:direct=0\r\n"
         "a=ptime:1\r\na=mid:" +
         mid + "\r\n";
}

/// Two legs.
inline std::string audio_sdp() {
  return "v=0\r\no=- 1 1 IN IP4 198.51.100.9\r\ns=Demo\r\nt=0 0\r\na=group:DUP A B\r\n" +
         audio_leg("A", "232.1.1.1", "198.51.100.9") + audio_leg("B", "232.1.1.2", "203.0.113.9");
}

}  // namespace cw::nmos::test
