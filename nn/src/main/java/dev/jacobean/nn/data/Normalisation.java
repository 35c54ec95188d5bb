package dev.jacobean.nn.data;

import java.util.List;
import java.util.stream.IntStream;

/// Pixels to numbers of about mean 0 and deviation 1: (byte/255 − mean)/deviation, a channel at a time.
///
/// @param mean the mean of each channel, of pixels on [0, 1]
/// @param deviation the standard deviation of each channel, of pixels on [0, 1]
public record Normalisation(List<Double> mean, List<Double> deviation) {
  /// The constants that the authors' code and most others use for CIFAR-10. (The deviations are means of the single
  /// images' deviations, which is why [#of] finds larger ones.)
  public static final Normalisation CIFAR10 =
      new Normalisation(List.of(0.4914, 0.4822, 0.4465), List.of(0.2023, 0.1994, 0.2010));

  /// Mean and deviation of MNIST's training images.
  public static final Normalisation MNIST = new Normalisation(List.of(0.1307), List.of(0.3081));

  /// Checks that mean and deviation fit together.
  ///
  /// @throws IllegalArgumentException unless there are as many means as deviations, these positive
  public Normalisation {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != deviation.size() || deviation.stream().anyMatch(d -> !(d > 0))) {
      throw new IllegalArgumentException(
          "normalisation: mean is %s, deviation is %s; must be one each a channel, deviations positive"
              .formatted(mean, deviation));
    }
  }

  /// {@return the normalisation by these images' own mean and deviation} They are counted in whole numbers and so exact
  /// to the last rounding.
  ///
  /// @param images those to train on
  /// @throws IllegalArgumentException if a channel is the same everywhere
  public static Normalisation of(Images images) {
    int channels = images.channels();
    long[][] counts = new long[channels][256];
    int end = images.at(images.size(), 0, 0);
    for (int i = images.at(0, 0, 0); i < end; i++) {
      counts[i % channels][images.pixels()[i] & 0xff]++;
    }
    List<double[]> moments = IntStream.range(0, channels).mapToObj(c -> moments(counts[c])).toList();
    return new Normalisation(
        moments.stream().map(m -> m[0]).toList(), moments.stream().map(m -> m[1]).toList());
  }

  private static double[] moments(long[] counts) {
    long count = 0;
    long sum = 0;
    long squares = 0;
    for (int value = 0; value < counts.length; value++) {
      count += counts[value];
      sum += counts[value] * value;
      squares += counts[value] * value * value;
    }
    double mean = (double) sum / count;
    return new double[] {mean / 255, Math.sqrt((double) squares / count - mean * mean) / 255};
  }

  /// The number for each byte of each channel.
  double[][] table() {
    double[][] table = new double[mean.size()][256];
    for (int c = 0; c < table.length; c++) {
      for (int value = 0; value < 256; value++) {
        table[c][value] = (value / 255.0 - mean.get(c)) / deviation.get(c);
      }
    }
    return table;
  }
}
