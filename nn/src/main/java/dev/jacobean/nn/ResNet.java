package dev.jacobean.nn;

import java.util.ArrayList;
import java.util.List;

/// Residual networks (He et al. 2016) without batch norm, as in the paper's experiments.
public final class ResNet {
  private static final int COLOURS = 3;
  private static final int CLASSES = 10;

  private ResNet() {}

  /// {@return ResNet-18 for images and ten classes}
  ///
  /// A 3 × 3 convolution and ReLU, four stages of two blocks with `width`·(1, 2, 4, 8) channels, of which all but the
  /// first halve rows and columns, the mean over the image, and one affine layer. Every convolution has a bias.
  ///
  /// @param builder makes the layers, first to last
  /// @param width channels of the first convolution; the paper has 64, its wide network 448
  public static Sequential eighteen(Builder builder, int width) {
    List<Layer> layers = new ArrayList<>();
    layers.add(builder.conv(3, COLOURS, width, 1, 1));
    layers.add(Activation.RELU);
    int channels = width;
    for (int stage = 0; stage < 4; stage++) {
      int out = width << stage;
      layers.add(block(builder, channels, out, stage == 0 ? 1 : 2));
      layers.add(Activation.RELU);
      layers.add(block(builder, out, out, 1));
      layers.add(Activation.RELU);
      channels = out;
    }
    layers.add(new GlobalAvgPool());
    layers.add(builder.linear(channels, CLASSES));
    return new Sequential(List.copyOf(layers));
  }

  /// Two 3 × 3 convolutions with ReLU between, plus the input itself, or a 1 × 1 convolution of it where the shape
  /// changes.
  private static Residual block(Builder builder, int in, int out, int stride) {
    Sequential body = Sequential.of(
        builder.conv(3, in, out, stride, 1), Activation.RELU, builder.conv(3, out, out, 1, 1));
    return in == out ? Residual.of(body) : new Residual(body, builder.conv(1, in, out, stride, 0));
  }
}
