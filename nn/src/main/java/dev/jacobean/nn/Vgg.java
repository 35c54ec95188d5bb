package dev.jacobean.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Convolutional networks in the manner of Simonyan & Zisserman (2015), without batch norm or dropout: 3 × 3
/// convolutions (stride 1, padding 1, with bias), each followed by ReLU, 2 × 2 maximum pooling between, and one affine
/// layer. Images have three channels.
public final class Vgg {
  /// Stands for a pooling layer in a plan.
  public static final int POOL = 0;

  private static final int COLOURS = 3;
  private static final int CLASSES = 10;

  private Vgg() {}

  /// {@return VGG-11 for 32 × 32 images and ten classes as in the paper's experiments, with the pooling layer removed
  /// that 32 × 32 images leave nothing for} Eight convolutions of `width`·(1, 2, 4, 4, 8, 8, 8, 8) channels.
  ///
  /// @param builder makes the layers, first to last
  /// @param width channels of the first convolution; the paper has 64, its wide network 512
  public static Sequential eleven(Builder builder, int width) {
    return of(builder, 32, CLASSES, width, POOL, 2 * width, POOL, 4 * width, 4 * width, POOL,
        8 * width, 8 * width, POOL, 8 * width, 8 * width, POOL);
  }

  /// {@return a small one for 16 × 16 images and ten classes} Five convolutions of `width`·(1, 2, 4, 4, 8) channels,
  /// each but the third followed by pooling.
  ///
  /// @param builder makes the layers, first to last
  /// @param width channels of the first convolution
  public static Sequential small(Builder builder, int width) {
    return of(builder, 16, CLASSES, width, POOL, 2 * width, POOL, 4 * width, 4 * width, POOL, 8 * width, POOL);
  }

  /// {@return any other network of this kind}
  /// @param builder makes the layers, first to last
  /// @param side rows and columns of the images
  /// @param classes how many numbers come out
  /// @param plan the channels of each convolution, or [#POOL]
  /// @throws IllegalArgumentException if more is pooled than there is
  public static Sequential of(Builder builder, int side, int classes, int... plan) {
    List<Layer> layers = new ArrayList<>();
    int channels = COLOURS;
    int left = side;
    for (int step : plan) {
      if (step == POOL) {
        Check.that(left >= 2, "vgg: images are %s x %s, %s pooling layers; must leave at least one pixel", side, side,
            Arrays.stream(plan).filter(size -> size == POOL).count());
        layers.add(MaxPool2d.of(2));
        left /= 2;
      } else {
        layers.add(builder.conv(3, channels, step, 1, 1));
        layers.add(Activation.RELU);
        channels = step;
      }
    }
    layers.add(new Flatten());
    layers.add(builder.linear(channels * left * left, classes));
    return new Sequential(List.copyOf(layers));
  }
}
