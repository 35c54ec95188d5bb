package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Parallel;
import dev.jacobean.nn.Sequential;
import dev.jacobean.nn.data.DataFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training on images, at a size that takes no time.
class ImageTrainingTest {
  private static final double TANGENT = Double.POSITIVE_INFINITY;

  @TempDir Path place;

  private static Recipe recipe(double rate) {
    return new Recipe(Net.SMALL_VGG, 4, 0.8, new Pictures(true, 70, 50, false), Recipe.Aim.SQUARED, 32, 4, rate);
  }

  private ImageTraining training(double alpha, DType dtype, double rate) {
    return new ImageTraining(3, recipe(rate), alpha, dtype, 50, false, DataFolder.of(place));
  }

  private static void assertSame(Result found, Result expected) {
    assertThat(found.values()).containsOnlyKeys(expected.values().keySet());
    expected.values().forEach((name, series) -> assertThat(found.series(name)).as(name).containsExactly(series));
  }

  @Test
  void aRunThatIsStoppedAgainAndAgainEndsInTheSameBits() {
    for (double alpha : new double[] {1, TANGENT}) {
      ImageTraining training = training(alpha, DType.F32, 0.4);
      Result whole = training.run(Progress.silent());
      Path folder = place.resolve("alpha" + alpha);
      int stops = 0;
      Result result = Result.empty();
      while (result.values().isEmpty()) {
        Impatient progress = new Impatient();
        try {
          result = training.run(progress, folder, Duration.ZERO);
          assertThat(progress.told).isEqualTo(training.work());
        } catch (IllegalStateException e) {
          stops++;
        }
      }
      assertThat(stops).as("12 steps, of which three are kept each time").isEqualTo(3);
      assertSame(result, whole);
    }
  }

  /// Stops a run in its fourth step.
  private static final class Impatient implements Progress {
    private long told;
    private int calls;

    @Override
    public void advance(long steps) {
      told += steps;
      // The first call tells of the steps that an earlier run has done.
      if (++calls == 5) {
        throw new IllegalStateException("stopped");
      }
    }
  }

  @Test
  void threadsCannotBeSeenInAResult() {
    int threads = Parallel.threads();
    ImageTraining training = training(1, DType.F32, 0.4);
    Result expected = training.run(Progress.silent());
    try {
      for (int count : new int[] {1, 3}) {
        Parallel.setThreads(count);
        assertSame(training.run(Progress.silent()), expected);
      }
    } finally {
      Parallel.setThreads(threads);
    }
  }

  @Test
  void whatDivergesHasNoNumbersAndSurvivesTheJournal() {
    Result result = training(1, DType.F32, 1e6).run(Progress.silent());
    assertThat(result.value("test")).isNaN();
    assertThat(Json.read(Json.line(result), Result.class).value("stability")).isNaN();
  }

  @Test
  void whereImagesAreIsNoPartOfAJobsName() {
    ImageTraining here = training(TANGENT, DType.F32, 0.4);
    ImageTraining there = new ImageTraining(3, recipe(0.4), TANGENT, DType.F32, 50, false,
        DataFolder.of(place.resolve("there")));
    assertThat(Json.key("x", here)).isEqualTo(Json.key("x", there))
        .isNotEqualTo(Json.key("x", training(1e8, DType.F32, 0.4)));
    assertThat(Json.line(here)).contains("\"alpha\":\"Infinity\"").doesNotContain("folder");
  }

  @Test
  void allScalesStartFromTheSameWeightsAndOutputNothing() {
    Sequential origin = recipe(1).start(5);
    Tensor x = SmallImages.shipped().test(Backends.f64(), 3);
    for (double alpha : new double[] {1, 1e4, TANGENT}) {
      Student student = Student.of(origin, alpha, Backends.f64());
      assertThat(student.output(student.start(), x).abs().max().item()).isZero();
      List<Tensor> leaves = Tree.leaves(student.origin());
      assertThat(leaves.getFirst().toDoubles()).isEqualTo(Tree.leaves(origin).getFirst().toDoubles());
    }
  }

  @Test
  void theTangentLossDescendsAlongThePulledBackResidual() {
    Student tangent = Student.of(recipe(1).start(5), TANGENT, Backends.f64());
    Student large = Student.of(recipe(1).start(5), 1e6, Backends.f64());
    Tensor x = SmallImages.shipped().train(Backends.f64(), 8);
    int[] labels = SmallImages.shipped().trainLabels(8);
    Sequential left = graded(tangent, x, labels);
    // R(αh)/α² has the gradient Dh(w₀)ᵀ∇R/α at w₀: the same but for the scale, to rounding.
    Sequential right = Tree.times(1e6, graded(large, x, labels));
    double size = Math.sqrt(Tree.dot(left, left).item());
    Sequential difference = Tree.minus(left, right);
    assertThat(Math.sqrt(Tree.dot(difference, difference).item()) / size).isEqualTo(0, within(1e-12));
  }

  private static Sequential graded(Student student, Tensor x, int[] labels) {
    return student.graded(output -> Recipe.Aim.SQUARED.of(output, labels), student.start(), x, student.subtracted(x))
        .gradient();
  }

  @Test
  void networksOfLargeScaleAreCloseToTheirTangentModel() {
    Result result = new Agreement(0, recipe(0.4), 6, List.of(1.0, 100.0, 1e8)).run(Progress.silent());
    double[] difference = result.series("difference");
    assertThat(difference[0]).isGreaterThan(10 * difference[2]);
    // Relative motion of the weights is 1e-8; without a change of sign the difference is of that order.
    assertThat(difference[2]).isLessThan(1e-6);
    assertThat(Arrays.stream(result.series("sameClass")).toArray()[2]).isEqualTo(100);
  }

  @Test
  void missingImagesAreToldBeforeAnythingIsComputed() {
    Pictures whole = new Pictures(false, 100, 100, true);
    assertThatThrownBy(() -> whole.require(DataFolder.of(place))).isInstanceOf(Refusal.class)
        .hasMessageContaining("CIFAR-10 is not in").hasMessageContaining("lazy data fetch cifar10");
    assertThatThrownBy(() -> whole.shipped(Backends.f32())).isInstanceOf(IllegalArgumentException.class);
  }
}
