#include "gateway/bridge/picture/ladder_scaler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace cw::bridge {
namespace {

/// A soft landscape that means the same at every size: luma by position in 0 … 1.
double scene(double x, double y) { return 128 + 60 * std::sin(9 * x + 2) * std::cos(7 * y); }

bus::VideoLease source(bus::VideoPool& pool, uint16_t width, uint16_t height) {
  bus::VideoLease out = pool.try_lease();
  out->prepare({.width = width, .height = height, .rate = FrameRate::hz(50), .depth = 10});
  for (size_t p = 0; p < 3; ++p) {
    const size_t columns = out->plane_width(p);
    for (size_t y = 0; y < height; ++y) {
      for (size_t x = 0; x < columns; ++x) {
        const double level = scene((static_cast<double>(x) + 0.5) / static_cast<double>(columns),
                                   (static_cast<double>(y) + 0.5) / height);
        const auto word = static_cast<uint16_t>(std::lround(p == 0 ? 4 * level : 512));
        std::memcpy(out->planes[p].data + y * out->planes[p].stride_bytes + 2 * x, &word, 2);
      }
    }
  }
  return out;
}

double luma_psnr(const Picture& picture) {
  double error = 0;
  for (size_t y = 0; y < picture.height; ++y) {
    for (size_t x = 0; x < picture.width; ++x) {
      const double wanted =
          scene((static_cast<double>(x) + 0.5) / picture.width, (static_cast<double>(y) + 0.5) / picture.height);
      error += std::pow(picture.planes[0].data[y * picture.planes[0].stride_bytes + x] - wanted, 2);
    }
  }
  return 10 * std::log10(255.0 * 255.0 * picture.width * picture.height / error);
}

class LadderScalerTest : public testing::Test {
 protected:
  std::vector<PictureLease> scaled(const std::vector<PictureSize>& sizes, uint16_t width, uint16_t height) {
    LadderScaler sut(sizes);
    std::vector<PictureLease> out;
    for (const PictureSize size : sizes) {
      out.push_back(pictures_.try_lease());
      out.back()->prepare(size.width, size.height);
    }
    sut.scale(view_of(source(frames_, width, height)), out);
    return out;
  }
  bus::VideoPool frames_{2};
  PicturePool pictures_{8};
};

TEST_F(LadderScalerTest, KeepsThePictureAtEverySizeOfTheLadder) {
  for (const PictureLease& picture : scaled({{640, 360}, {1280, 720}, {1920, 1080}, {426, 240}}, 1920, 1080)) {
    EXPECT_GT(luma_psnr(*picture), 46) << picture->width;
  }
}

TEST_F(LadderScalerTest, EnlargesAndReducesInOneLadder) {
  for (const PictureLease& picture : scaled({{1280, 720}, {320, 180}}, 720, 576)) {
    EXPECT_GT(luma_psnr(*picture), 40) << picture->width;
  }
}

TEST_F(LadderScalerTest, SharesOnePictureBetweenRenditionsOfEqualSize) {
  const auto out = scaled({{640, 360}, {640, 360}}, 1280, 720);
  EXPECT_EQ(&*out[0], &*out[1]);
}

TEST_F(LadderScalerTest, TakesOddSources) {
  const auto out = scaled({{320, 180}}, 641, 361);
  EXPECT_GT(luma_psnr(*out[0]), 38);
}

TEST_F(LadderScalerTest, FollowsAChangeOfTheSourcesSize) {
  LadderScaler sut({{320, 180}});
  std::vector<PictureLease> out{pictures_.try_lease()};
  out[0]->prepare(320, 180);
  for (const auto& [width, height] : {std::pair<uint16_t, uint16_t>{640, 360}, {320, 180}, {1920, 1080}}) {
    bus::VideoPool pool(1);
    sut.scale(view_of(source(pool, width, height)), out);
    EXPECT_GT(luma_psnr(*out[0]), 45) << width;
  }
}

}  // namespace
}  // namespace cw::bridge
