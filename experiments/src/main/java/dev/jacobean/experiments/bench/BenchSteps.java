package dev.jacobean.experiments.bench;

import dev.jacobean.autodiff.Workspace;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/// Whole steps, through the public interface: layers, gradient, jvp, linearize, an optimiser.
///
/// Operations are counted as two for each multiplication of a forward pass, times the number of such passes that the
/// program needs; of the first layer nobody needs a gradient or tangent of the input.
final class BenchSteps {
  private static final Integer[] MLP = {1000, 100};
  private static final int NEURONS = 1000;
  private static final Integer[] IMAGES = {128, 3, 32, 32};
  private static final int[][] VGG = { // channels in, channels out, rows and columns
    {3, 64, 32}, {64, 128, 16}, {128, 256, 8}, {256, 256, 8}, {256, 512, 4}, {512, 512, 4}, {512, 512, 2}, {512, 512, 2}
  };
  private static final Integer[] TWO_LAYER = {1000, 100, 50};

  private BenchSteps() {}

  static List<List<BenchCase>> cases() {
    List<List<BenchCase>> cases = new ArrayList<>();
    double mlp = 2.0 * MLP[0] * (MLP[1] * NEURONS + NEURONS);
    cases.add(List.of(mlp("forward", mlp, BenchModel::forward)));
    cases.add(List.of(mlp("sgd_step", 2 * mlp, BenchModel::sgdStep), BenchCase.of("mlp.sgd_step_plain", DType.F32, 2 * mlp,
        () -> calls(BenchModel.plainMlp(mlp()), BenchModel::sgdStep), MLP)));
    cases.add(List.of(mlp("jvp", 2 * mlp, BenchModel::jvp)));
    cases.add(List.of(mlp("linearised_step", 3 * mlp, BenchModel::linearisedStep)));
    double points = 2.0 * 2 * TWO_LAYER[0] * TWO_LAYER[1] * TWO_LAYER[2];
    cases.add(List.of(BenchCase.of("two_layer.gd_step", DType.F64, points,
        () -> calls(BenchModel.twoLayer(Backends.f64(), TWO_LAYER[0], TWO_LAYER[1], TWO_LAYER[2]),
            BenchModel::sgdStep), TWO_LAYER)));
    double vgg = 2 * multiplications();
    cases.add(List.of(vgg("forward", vgg, BenchModel::forward)));
    cases.add(List.of(vgg("sgd_step", 3 * vgg, BenchModel::sgdStep), BenchCase.of("vgg11.sgd_step_plain", DType.F32, 3 * vgg,
        () -> calls(BenchModel.plainVgg(vgg()), BenchModel::sgdStep), IMAGES)));
    cases.add(List.of(vgg("jvp", 3 * vgg, BenchModel::jvp)));
    cases.add(List.of(vgg("linearised_step", 5 * vgg, BenchModel::linearisedStep)));
    return cases;
  }

  /// Of VGG-11's forward pass on the batch.
  private static double multiplications() {
    double count = 512 * 10;
    for (int[] layer : VGG) {
      count += 9.0 * layer[0] * layer[1] * layer[2] * layer[2];
    }
    return count * IMAGES[0];
  }

  private static BenchCase mlp(String step, double flops, Function<BenchModel<?>, Object> work) {
    return BenchCase.of("mlp." + step, DType.F32, flops, () -> calls(mlp(), work), MLP);
  }

  private static BenchCase vgg(String step, double flops, Function<BenchModel<?>, Object> work) {
    return BenchCase.of("vgg11." + step, DType.F32, flops, () -> calls(vgg(), work), IMAGES);
  }

  /// As in a training loop: steps in a workspace, each of which ends what the one before returned.
  static Supplier<?> calls(BenchModel<?> model, Function<BenchModel<?>, Object> work) {
    Workspace memory = new Workspace();
    AtomicReference<Object> last = new AtomicReference<>(List.of());
    return () -> {
      Object result = memory.step(() -> work.apply(model));
      memory.release(last.getAndSet(result), result);
      return result;
    };
  }

  private static BenchModel<Sequential> mlp() {
    return BenchModel.mlp(Backends.f32(), MLP[0], MLP[1], NEURONS);
  }

  /// The model and batch of the VGG-11 cases.
  static BenchModel<Sequential> vgg() {
    return BenchModel.vgg(Backends.f32(), IMAGES[0], 64);
  }
}
