package dev.jacobean.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.nn.Sequential;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the benchmarks time is right: each step on SIMD loops against the same step on plain loops, at a small size.
class BenchModelTest {
  private static final List<Function<BenchModel<?>, Object>> STEPS =
      List.of(BenchModel::forward, BenchModel::sgdStep, BenchModel::jvp, BenchModel::linearisedStep);

  @ParameterizedTest
  @EnumSource
  void stepsOfTheMlpAgreeWithPlainLoops(DType dtype) {
    agree(BenchModel.mlp(Backends.vector(dtype), 20, 7, 33), BenchModel.mlp(Backends.reference(dtype), 20, 7, 33));
  }

  @ParameterizedTest
  @EnumSource
  void stepsOfVggAgreeWithPlainLoops(DType dtype) {
    agree(BenchModel.vgg(Backends.vector(dtype), 3, 4), BenchModel.vgg(Backends.reference(dtype), 3, 4));
  }

  @ParameterizedTest
  @EnumSource
  void stepsOfTheTwoLayerNetworkAgreeWithPlainLoops(DType dtype) {
    agree(BenchModel.twoLayer(Backends.vector(dtype), 30, 10, 8), BenchModel.twoLayer(Backends.reference(dtype), 30, 10, 8));
  }

  @ParameterizedTest
  @EnumSource
  void networksWithoutLayersAreTheSameNetworks(DType dtype) {
    BenchModel<Sequential> vgg = BenchModel.vgg(Backends.vector(dtype), 3, 4);
    BenchModel<Sequential> mlp = BenchModel.mlp(Backends.vector(dtype), 20, 7, 33);
    for (Function<BenchModel<?>, Object> step : STEPS) {
      assertThat(numbers(step.apply(BenchModel.plainVgg(vgg)))).containsExactly(numbers(step.apply(vgg)));
      assertThat(numbers(step.apply(BenchModel.plainMlp(mlp)))).containsExactly(numbers(step.apply(mlp)));
    }
  }

  private static void agree(BenchModel<?> fast, BenchModel<?> plain) {
    boolean single = fast.batch().dtype() == DType.F32;
    for (int i = 0; i < STEPS.size(); i++) {
      double[] actual = numbers(STEPS.get(i).apply(fast));
      double[] expected = numbers(STEPS.get(i).apply(plain));
      assertThat(actual).hasSameSizeAs(expected);
      double largest = Stream.of(expected).flatMapToDouble(java.util.Arrays::stream).map(Math::abs).max().orElseThrow();
      for (int j = 0; j < actual.length; j++) {
        // Up to ten layers, each with sums of some hundred products: a few hundred roundings.
        assertThat(actual[j]).as("step %d, number %d", i, j).isCloseTo(expected[j],
            org.assertj.core.api.Assertions.within(largest * 300 * (single ? Math.ulp(1f) : Math.ulp(1.0))));
      }
    }
  }

  private static double[] numbers(Object tree) {
    return Tree.leaves(tree).stream().map(Tensor::toDoubles).flatMapToDouble(java.util.Arrays::stream).toArray();
  }
}
