package dev.jacobean.experiments;

import dev.jacobean.nn.Builder;
import dev.jacobean.nn.ResNet;
import dev.jacobean.nn.Sequential;
import dev.jacobean.nn.Vgg;

/// The networks that learn to tell images apart, by what they cost: a forward pass over one image of 32 × 32 at width
/// 64, in MFLOP, counting a multiplication and an addition as two.
enum Net {
  /// Five convolutions, for images of 16 × 16: [Vgg#small].
  SMALL_VGG(203) {
    @Override
    Sequential make(Builder builder, int width) {
      return Vgg.small(builder, width);
    }
  },
  /// VGG-11 without batch norm, for images of 32 × 32: [Vgg#eleven].
  VGG11(305.5) {
    @Override
    Sequential make(Builder builder, int width) {
      return Vgg.eleven(builder, width);
    }
  },
  /// ResNet-18 without batch norm, for images of any size: [ResNet#eighteen].
  RESNET18(1111) {
    @Override
    Sequential make(Builder builder, int width) {
      return ResNet.eighteen(builder, width);
    }
  };

  private final double megaflop;

  Net(double megaflop) {
    this.megaflop = megaflop;
  }

  /// A fresh network.
  ///
  /// @param width channels of the first convolution
  abstract Sequential make(Builder builder, int width);

  /// About what a forward pass over one image costs, in FLOP.
  double flop(int width, int side) {
    double larger = width / 64.0;
    double longer = side / 32.0;
    return 1e6 * megaflop * larger * larger * longer * longer;
  }
}
