package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Parallel;
import dev.jacobean.nn.Optimizer;
import dev.jacobean.nn.Sequential;
import dev.jacobean.nn.data.DataFolder;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongConsumer;

/// What the input pipeline takes of a training step: the time to pick, move, normalise and convert a batch of images, on
/// one thread and not beside anything else, over the time of the step itself. While training, batches are prepared ahead
/// on another thread, so that even this is mostly hidden.
///
/// @param batch          images a step
/// @param threads        of the step
/// @param prepareSeconds median time to prepare a batch
/// @param stepSeconds    median time of the step
record PipelineSpeed(int batch, int threads, double prepareSeconds, double stepSeconds) {
  private static final int WARM_UP = 20;
  private static final int STEPS = 9;
  private static final int BATCHES_A_STEP = 20;

  /// Measures it with VGG-11 of the paper's width in F32, α = 1.
  ///
  /// @throws dev.jacobean.nn.data.MissingDataException if CIFAR-10 is not there
  static PipelineSpeed measure(DataFolder folder, int batch) {
    Recipe recipe = new Recipe(Net.VGG11, 64, 1, new Pictures(false, 10_000, 10, true), Recipe.Aim.SQUARED, batch, 1,
        0.1);
    Pictures.Loaded pictures = recipe.pictures().load(folder, Backends.of(DType.F32));
    Student student = Student.of(recipe.start(0), 1, Backends.of(DType.F32));
    Lesson lesson = Lesson.of(recipe, 0, student, pictures, Progress.silent());
    Optimizer.State<Sequential> state = Recipe.rule().start(student.start());
    double prepare = median(WARM_UP * BATCHES_A_STEP, STEPS * BATCHES_A_STEP, lesson::draw);
    double step = median(WARM_UP, STEPS, i -> lesson.step(state, lesson.draw(i), i));
    return new PipelineSpeed(batch, Parallel.threads(), prepare, step - prepare);
  }

  private static double median(int warmUp, int count, LongConsumer task) {
    double[] seconds = new double[warmUp + count];
    for (int i = 0; i < seconds.length; i++) {
      long start = System.nanoTime();
      task.accept(i);
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    return Statistic.median(Arrays.copyOfRange(seconds, warmUp, seconds.length));
  }

  /// The part of a step, from 0 on.
  double share() {
    return prepareSeconds / stepSeconds;
  }

  /// What was found.
  String sentence() {
    return String.format(Locale.ROOT, "a batch of %d images, cropped and flipped: %.2f ms on one thread; a step of"
        + " VGG-11 on it: %.0f ms on %d; share %.2f %%", batch, 1e3 * prepareSeconds, 1e3 * stepSeconds, threads,
        100 * share());
  }
}
