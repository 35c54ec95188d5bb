package dev.jacobean.autodiff.array;

import static dev.jacobean.autodiff.array.Samples.assertSame;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The number of threads changes no bit.
@Tag("widths")
class ThreadParityTest {
  private final int threads = Parallel.threads();

  @AfterEach
  void restoreThreads() {
    Parallel.setThreads(threads);
  }

  @ParameterizedTest
  @EnumSource
  void resultsDoNotDependOnTheNumberOfThreads(DType dtype) {
    Parallel.setThreads(1);
    Map<String, Array> expected = results(Backends.vector(dtype));
    for (int many : new int[] {2, 3, 7}) {
      Parallel.setThreads(many);
      for (int repetition = 0; repetition < 2; repetition++) {
        Map<String, Array> actual = results(Backends.vector(dtype));
        expected.forEach((name, array) ->
            assertSame(Objects.requireNonNull(actual.get(name)), array, name + " on " + many + " threads"));
      }
    }
  }

  /// Operations on numbers that do not add up exactly, large enough to be shared.
  private static Map<String, Array> results(Backend backend) {
    Random random = new Random(7);
    Map<String, Array> results = new LinkedHashMap<>();
    Array x = Samples.normal(backend, random, 401, 307);
    Array y = Samples.normal(backend, random, 307, 401);
    results.put("map", x.map(Unary.EXP));
    results.put("zip", x.zip(Binary.MULTIPLY, y.permute(1, 0)));
    results.put("row", x.zip(Binary.ADD, y.slice(1, 0, 1, 1).reshape(Shape.of(307)).expand(x.shape())));
    Backend.Sums sums = x.addTimesTwice(0.9, y.permute(1, 0), -0.1, x.reverse(0));
    results.put("addTimesTwice, inner", sums.inner());
    results.put("addTimesTwice, outer", sums.outer());
    results.put("select", x.select(x, y.permute(1, 0)));
    results.put("gate of a sum", x.gateOfSum(y.slice(1, 0, 1, 1).reshape(Shape.of(307)).expand(x.shape()), x));
    results.put("copy", backend.copy(y.permute(1, 0)));
    results.put("sum", x.fold(Fold.SUM));
    results.put("sum of rows", x.fold(Fold.SUM, 1));
    results.put("sum of columns", Samples.normal(backend, random, 5003, 37).fold(Fold.SUM, 0));
    results.put("softmax", x.softmax(1));
    results.put("softmax of long rows", Samples.normal(backend, random, 3, 20_011).softmax(1));
    results.put("argmax", x.argmax(0));
    results.put("matmul", x.matmul(y));
    results.put("matmul, deep", y.matmul(x));
    results.put("matmul by vector", x.matmul(y.slice(1, 3, 4, 1)));
    results.put("vector by matmul", x.slice(0, 3, 4, 1).matmul(y));
    Array images = Samples.normal(backend, random, 9, 16, 15, 5);
    Array kernel = Samples.normal(backend, random, 3, 3, 5, 11);
    Window window = new Window(3, 3, 1, 1);
    Array c = images.convolve(kernel, window);
    results.put("convolve", c);
    results.put("convolveImages", c.convolveImages(kernel, window, images.shape()));
    results.put("convolveKernel", images.convolveKernel(c, window));
    results.put("poolSum", images.poolSum(window));
    results.put("unpoolSum", images.unpoolSum(window, images.shape()));
    Array places = images.poolPlaces(window);
    results.put("poolPlaces", places);
    results.put("pickPlaces", images.pickPlaces(places, window));
    results.put("putPlaces", c.slice(3, 0, 5, 1).putPlaces(places, window, images.shape()));
    results.put("few rows", x.slice(0, 0, 150, 1).matmul(y));
    int[] indices = random.ints(500, 0, 307).toArray();
    Array gathered = x.gather(1, indices);
    results.put("gather", gathered);
    results.put("scatter", gathered.scatter(1, 307, indices));
    results.put("scatter of rows", x.scatter(0, 7, random.ints(401, 0, 7).toArray()));
    return results;
  }
}
