// SDPs as ST 2110 senders write them, to be spoilt line by line.
#pragma once

#include <string>
#include <string_view>

namespace cw::sdp {

/// Video on two legs; line numbers count from 1.
inline constexpr std::string_view kTwoLegs =
    "v=0\r\n"                                                                               // 1
    "o=- 123456 11 IN IP4 192.168.100.2\r\n"                                                // 2
    "s=Camera 1\r\n"                                                                        // 3
    "i=1080p59.94\r\n"                                                                      // 4
    "t=0 0\r\n"                                                                             // 5
    "a=recvonly\r\n"                                                                        // 6
    "a=group:DUP primary secondary\r\n"                                                     // 7
    "m=video 50000 RTP/AVP 112\r\n"                                                         // 8
    "c=IN IP4 239.100.9.10/32\r\n"                                                          // 9
    "a=source-filter: incl IN IP4 239.100.9.10 192.168.100.2\r\n"                           // 10
    "a=rtpmap:112 raw/90000\r\n"                                                            // 11
    "a=fmtp:112 sampling=YCbCr-4:2:2; width=1280; height=720; exactframerate=60000/1001; "  // 12
    "depth=10; TCS=SDR; colorimetry=BT709; PM=2110GPM; SSN=ST2110-20:2017; TP=2110TPN; \r\n"
    "a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:37\r\n"                          // 13
    "a=mediaclk:direct=0\r\n"                                                               // 14
    "a=mid:primary\r\n"                                                                     // 15
    "m=video 50020 RTP/AVP 112\r\n"                                                         // 16
    "c=IN IP4 239.101.9.10/32\r\n"                                                          // 17
    "a=source-filter: incl IN IP4 239.101.9.10 192.168.101.2\r\n"                           // 18
    "a=rtpmap:112 raw/90000\r\n"                                                            // 19
    "a=fmtp:112 sampling=YCbCr-4:2:2; width=1280; height=720; exactframerate=60000/1001; "  // 20
    "depth=10; TCS=SDR; colorimetry=BT709; PM=2110GPM; SSN=ST2110-20:2017; TP=2110TPN; \r\n"
    "a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:37\r\n"  // 21
    "a=mediaclk:direct=0\r\n"                                       // 22
    "a=mid:secondary\r\n";                                          // 23

inline constexpr std::string_view kAudio =
    "v=0\n"
    "o=- 1 2 IN IP4 10.0.0.1\n"
    "s=Stage box\n"
    "c=IN IP4 239.1.2.3/64\n"
    "t=0 0\n"
    "a=ts-refclk:localmac=40-a3-6b-a0-2b-d2\n"
    "m=audio 5004 RTP/AVP 97\n"
    "a=rtpmap:97 L24/48000/8\n"                    // 8
    "a=fmtp:97 channel-order=SMPTE2110.(51,ST)\n"  // 9
    "a=ptime:0.125\n"                              // 10
    "a=mediaclk:direct=963214424\n";

inline constexpr std::string_view kAnc =
    "v=0\n"
    "o=- 1 2 IN IP4 10.0.0.1\n"
    "s=-\n"
    "t=0 0\n"
    "m=video 5005 RTP/AVP 100\n"
    "c=IN IP4 10.1.1.1\n"
    "a=rtpmap:100 smpte291/90000\n"
    "a=fmtp:100 DID_SDID={0x61,0x02};DID_SDID={0x41,0x05};VPID_Code=133\n";  // 8

/// `text` with the first `from` replaced.
inline std::string with(std::string_view text, std::string_view from, std::string_view to) {
  std::string result(text);
  if (const size_t at = result.find(from); at != std::string::npos) result.replace(at, from.size(), to);
  return result;
}

}  // namespace cw::sdp
