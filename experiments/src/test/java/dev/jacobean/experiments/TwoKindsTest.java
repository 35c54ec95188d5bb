package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.data.DataFolder;
import dev.jacobean.nn.data.DataSet;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class TwoKindsTest {
  @Test
  void imagesAreDrawnOnceAndHalfOfThemAreAnimals() {
    TwoKinds images = TwoKinds.shipped(Backends.f32(), Seeds.stream(5, 0, "images"), 6, 4);
    assertThat(images.y().toDoubles()).containsExactly(1, 1, 1, -1, -1, -1);
    assertThat(images.testY().toDoubles()).containsExactly(1, 1, -1, -1);
    SmallImages all = SmallImages.shipped();
    double[] pixels = all.train(Backends.f32(), SmallImages.TRAIN).toDoubles();
    int[] classes = all.trainLabels(SmallImages.TRAIN);
    for (int i = 0; i < 6; i++) {
      double[] image = images.x().slice(0, i, i + 1).toDoubles();
      int[] places = IntStream.range(0, SmallImages.TRAIN).filter(k -> Arrays.equals(image, 0,
          TwoKinds.PIXELS, pixels, k * TwoKinds.PIXELS, (k + 1) * TwoKinds.PIXELS)).toArray();
      assertThat(places).hasSize(1);
      boolean vehicle = Arrays.asList(0, 1, 8, 9).contains(classes[places[0]]);
      assertThat(vehicle).isEqualTo(i >= 3);
    }
  }

  @Test
  void aStripeDependsOnTheFirstCoordinateAlone() {
    TwoKinds points = TwoKinds.stripes(Backends.f64(), Seeds.stream(5, 0, "points"), 4, 2000, 3);
    double[] x = points.x().toDoubles();
    double[] y = points.y().toDoubles();
    for (int i = 0; i < y.length; i++) {
      assertThat(y[i]).isEqualTo(Math.abs(x[4 * i]) > 0.67449 ? 1 : -1);
    }
    // Half of a normal variable lies nearer to 0 than its upper quartile; four standard errors of 2,000 points.
    assertThat(points.y().mean().item()).isCloseTo(0, within(4 / Math.sqrt(2000)));
    assertThat(points.testX().shape().sizes()).containsExactly(3, 4);
  }

  @Test
  void componentsOfDigitsAreOfVarianceOneAndUncorrelated() {
    DataFolder folder = DataFolder.find(Optional.empty());
    Assumptions.assumeTrue(folder.has(DataSet.MNIST), "MNIST is not there");
    TwoKinds digits = TwoKinds.parity(Backends.f32(), Seeds.stream(5, 0, "points"), folder, 10, 4000, 2000);
    Tensor covariance = digits.x().transpose().matmul(digits.x()).times(1.0 / 4000);
    double[] numbers = covariance.toDoubles();
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 10; j++) {
        // Others of the 60,000 digits than those whose components they are: 4,000 say it to some hundredths.
        assertThat(numbers[10 * i + j]).isCloseTo(i == j ? 1 : 0, within(0.15));
      }
    }
    assertThat(digits.y().mean().item()).isCloseTo(0, within(0.1));
    assertThat(digits.y().abs().toDoubles()).containsOnly(1);
  }
}
