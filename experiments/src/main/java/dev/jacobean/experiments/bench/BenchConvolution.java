package dev.jacobean.experiments.bench;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.autodiff.array.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The 3 × 3 convolutions of VGG-11 on a batch, with both adjoints. Shapes are told as batch, channels in, rows, columns,
/// channels out; operations are counted as if no window met the border.
final class BenchConvolution {
  private static final int[][] LAYERS = {
    {128, 3, 32, 32, 64}, {128, 64, 16, 16, 128}, {128, 128, 8, 8, 256}, {128, 256, 8, 8, 256},
    {128, 256, 4, 4, 512}, {128, 512, 4, 4, 512}, {128, 512, 2, 2, 512}
  };
  private static final Window WINDOW = new Window(3, 3, 1, 1);

  private BenchConvolution() {}

  static List<List<BenchCase>> cases() {
    List<List<BenchCase>> cases = new ArrayList<>();
    for (int[] layer : LAYERS) {
      cases.add(List.of(pass("forward", layer, (x, k, c) -> () -> x.convolve(k, WINDOW))));
      cases.add(List.of(pass("grad_input", layer, (x, k, c) -> () -> c.convolveImages(k, WINDOW, x.shape()))));
      cases.add(List.of(pass("grad_weight", layer, (x, k, c) -> () -> x.convolveKernel(c, WINDOW))));
    }
    return cases;
  }

  @FunctionalInterface
  private interface Pass {
    Supplier<Array> on(Array images, Array kernel, Array cotangent);
  }

  private static BenchCase pass(String name, int[] layer, Pass pass) {
    int batch = layer[0];
    int in = layer[1];
    int rows = layer[2];
    int columns = layer[3];
    int out = layer[4];
    return BenchCase.of("conv2d." + name, DType.F32, 2.0 * batch * rows * columns * 9 * in * out, () -> {
      RandomGenerator generator = new SplittableRandom(1);
      Array images = normal(generator, batch, rows, columns, in);
      Array kernel = normal(generator, 3, 3, in, out);
      return pass.on(images, kernel, normal(generator, batch, rows, columns, out));
    }, batch, in, rows, columns, out);
  }

  private static Array normal(RandomGenerator generator, int... sizes) {
    Backend backend = Backends.f32();
    Shape shape = Shape.of(sizes);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) generator.nextGaussian();
    }
    return backend.of(shape, values);
  }
}
